#!/bin/bash
# Result files of tools that have no importer: every command names the tool and the cure, in one line, with exit code 2. Those
# that have one are named where a file of fairlane's own is needed.
# usage: check_tool_format.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
need "$python"
cd "$folder"
"$python" "$project/tests/import/tool_files.py" . >files

refused() {
    local file=$1 tool=$2 cure=$3 status=0
    shift 3
    "$fairlane" "$@" >output 2>errors </dev/null || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l <errors)" -ne 1 ] || [ -s output ] ||
        ! grep -qF "$file: this is a file of $tool, $cure" errors; then
        fail "fairlane $*: exit code $status: $(cat output errors)"
    fi
}

while read -r file tool; do
    cure="which fairlane does not read; write its figures into a CSV with named columns (name,mean_ns)"
    refused "$file" "$tool" "$cure" compare "$file" "$file"
    refused "$file" "$tool" "$cure" compare "$file:a" "$file:b"
    refused "$file" "$tool" "$cure" bound --result "$file" --latency 120ns
    refused "$file" "$tool" "$cure" point93 --no-run "$file" "$file"
    refused "$file" "$tool" "$cure" select --match "$file"
    refused "$file" "$tool" "$cure" report "$file"
done <files
while read -r file tool; do
    refused "$file" "$tool" "where a file of fairlane's own is wanted; 'compare'" report "$project/tests/data/import/$file"
done <<'END'
google_benchmark.json Google Benchmark
pytest_benchmark.json pytest-benchmark
hyperfine.json hyperfine
nanobench.json nanobench
criterion/linear/scalar/new/estimates.json Criterion (estimates)
criterion/linear/scalar/new/sample.json Criterion (samples)
END
# A file with the same members at the top that is none of them is not taken for one.
echo '{"context": {}, "benchmarks": []}' >other.json
"$fairlane" compare other.json other.json 2>errors && fail "what is no result file is compared"
grep -q '"results" is missing' errors || fail "$(cat errors)"
echo "tool_format: $(wc -l <files) files as expected"
