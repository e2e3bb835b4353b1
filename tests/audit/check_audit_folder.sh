#!/bin/bash
# Folders that nobody wrote a case for. usage: check_audit_folder.sh PROJECT FAIRLANE
set -euo pipefail
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$1/tests/audit/check_audit_folder.py" "$1" "$2"
