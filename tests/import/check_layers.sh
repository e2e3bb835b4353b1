#!/bin/bash
# Models under other names and types. usage: check_layers.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
need "$python"
"$python" "$1/tests/import/check_layers.py" "$2"
