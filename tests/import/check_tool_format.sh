#!/bin/bash
# Result files of tools that have no importer: every command names the tool, in one line, with exit code 2.
# usage: check_tool_format.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
need "$python"
cd "$folder"
"$python" "$project/tests/import/tool_files.py" . >files

refused() {
    local file=$1 tool=$2 status=0
    shift 2
    "$fairlane" "$@" >output 2>errors </dev/null || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l <errors)" -ne 1 ] || [ -s output ] ||
        ! grep -qF "$file: this is a file of $tool" errors; then
        fail "fairlane $*: exit code $status: $(cat output errors)"
    fi
}

while read -r file tool; do
    refused "$file" "$tool" compare "$file" "$file"
    refused "$file" "$tool" compare "$file:a" "$file:b"
    refused "$file" "$tool" bound --result "$file" --latency 120ns
    refused "$file" "$tool" point93 --no-run "$file" "$file"
    refused "$file" "$tool" select --match "$file"
done <files
# A file with the same members at the top that is none of them is not taken for one.
echo '{"context": {}, "benchmarks": []}' >other.json
"$fairlane" compare other.json other.json 2>errors && fail "what is no result file is compared"
grep -q '"results" is missing' errors || fail "$(cat errors)"
echo "tool_format: $(wc -l <files) files as expected"
