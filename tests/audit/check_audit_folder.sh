#!/bin/bash
# Folders that nobody wrote a case for. usage: check_audit_folder.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
need "$python"
"$python" "$1/tests/audit/check_audit_folder.py" "$1" "$2"
