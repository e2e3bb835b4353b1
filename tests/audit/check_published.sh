#!/bin/bash
# Comparisons as they are published. usage: check_published.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
need "$python"
"$python" "$1/tests/audit/check_published.py" "$1" "$2"
