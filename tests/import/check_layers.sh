#!/bin/bash
# Models under other names and types. usage: check_layers.sh PROJECT FAIRLANE
set -euo pipefail
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$1/tests/import/check_layers.py" "$2"
