#!/bin/bash
# Every cheat of tests/audit/cheats, planted one at a time, is caught at its point; the honest comparison is not.
# usage: check_cheats.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
need "$python"
"$python" "$project/tests/audit/check_cheats.py" "$fairlane" "$project/tests/audit/cheats"
