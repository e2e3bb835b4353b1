#!/bin/bash
# Results in the formats of other tools: see check_export.py.
# usage: check_export.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
exec python3 "$1/tests/export/check_export.py" "${@:2}"
