#!/bin/bash
# Both sides run again, confined. usage: check_reproduce.sh PROJECT FAIRLANE
set -euo pipefail
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$1/tests/audit/check_reproduce.py" "$1" "$2"
