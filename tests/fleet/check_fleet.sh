#!/bin/bash
# `fairlane compare` of many files, and of all results of two: see check_fleet.py.
# usage: check_fleet.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
python=/usr/bin/python3 # Debian's own, which has Debian's python3-jsonschema
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$1/tests/fleet/check_fleet.py" "$@"
