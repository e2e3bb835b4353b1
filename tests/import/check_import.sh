#!/bin/bash
# Files of other benchmarks' tools, converted. usage: check_import.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
need "$python"
"$python" "$project/tests/import/check_import.py" "$fairlane" "$project/tests/data/import"
for side in "pytest_benchmark.json:test_pedantic" "criterion:linear/scalar"; do
    "$fairlane" compare --json "$project/tests/data/import/$side" "$project/tests/data/import/$side" >compare.json
    "$python" "$project/tests/record/check_json.py" "$project/bench/report/fairlane.compare.1.schema.json" compare.json
done
