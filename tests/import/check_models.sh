#!/bin/bash
# Models of NumPy and PyTorch. usage: check_models.sh PROJECT FAIRLANE
set -euo pipefail
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
exec "$python" "$1/tests/import/check_models.py" "$1" "$2"
