#!/bin/bash
# Models of NumPy and PyTorch. usage: check_models.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
need "$python"
"$python" "$1/tests/import/check_models.py" "$1" "$2"
