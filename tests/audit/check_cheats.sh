#!/bin/bash
# Every cheat of tests/audit/cheats, planted one at a time, is caught at its point; the honest comparison is not.
# usage: check_cheats.sh PROJECT FAIRLANE
set -euo pipefail
project=$1 fairlane=$2
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$project/tests/audit/check_cheats.py" "$fairlane" "$project/tests/audit/cheats"
