#!/bin/bash
# Result files of tools that have no importer: every command names the tool, in one line, with exit code 2.
# usage: check_foreign_format.sh PROJECT FAIRLANE
set -euo pipefail
project=$1 fairlane=$2
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$python" "$project/tests/import/foreign_files.py" . >files

refused() {
    local file=$1 tool=$2 status=0
    shift 2
    "$fairlane" "$@" >output 2>errors </dev/null || status=$?
    if [ "$status" -ne 2 ] || [ "$(wc -l <errors)" -ne 1 ] || [ -s output ] ||
        ! grep -qF "$file: this is a file of $tool" errors; then
        echo "check_foreign_format: fairlane $*: exit code $status: $(cat output errors)" >&2
        exit 1
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
"$fairlane" compare other.json other.json 2>errors && exit 1
grep -q '"results" is missing' errors || { cat errors; exit 1; }
echo "foreign_format: $(wc -l <files) files as expected"
