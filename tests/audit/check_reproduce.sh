#!/bin/bash
# Both sides run again, confined. usage: check_reproduce.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
need "$python"
"$python" "$1/tests/audit/check_reproduce.py" "$1" "$2"
