#!/bin/bash
# Pictures of reports, looked at in a browser: see check_pictures.py.
# usage: check_pictures.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
python3 "$1/tests/report/check_pictures.py" "$@"
