#!/bin/bash
# `fairlane compare` of many files, and of all results of two: see check_fleet.py.
# usage: check_fleet.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
need "$python"
"$python" "$1/tests/fleet/check_fleet.py" "$@"
