#!/bin/bash
# What other commands said as JSON, told again by report: see check_stored.py.
# usage: check_stored.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
python3 "$1/tests/report/check_stored.py" "$@"
