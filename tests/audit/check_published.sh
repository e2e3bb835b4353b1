#!/bin/bash
# Comparisons as they are published. usage: check_published.sh PROJECT FAIRLANE
set -euo pipefail
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$1/tests/audit/check_published.py" "$1" "$2"
