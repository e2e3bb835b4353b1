#!/bin/bash
# Reports in every form: see check_report.py.
# usage: check_report.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
python3 "$1/tests/report/check_report.py" "${@:2}"
