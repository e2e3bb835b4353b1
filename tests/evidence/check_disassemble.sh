#!/bin/bash
# fairlane disassemble on every kernel in the program, whether this CPU could run it or not; unknown and absent ones;
# a stripped program.
# usage: check_disassemble.sh PROJECT FAIRLANE [STRIP]
set -euo pipefail
project=$1 fairlane=$2 strip=${3-}
python=/usr/bin/python3 # Debian's own, which has Debian's python3-jsonschema
if grep -qa __asan_init "$fairlane"; then
    echo "skipped: built with AddressSanitizer, which adds code of its own to the kernels"
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "$*" >&2
    exit 1
}
# expect STATUS WORD COMMAND…: that exit code, and WORD in a single line on stderr
expect() {
    local wanted=$1 word=$2 status=0
    shift 2
    "$@" >"$folder/out" 2>"$folder/err" || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit code $status instead of $wanted: $*: $(cat "$folder/err")"
    [ "$(wc -l <"$folder/err")" -eq 1 ] || fail "not one line on stderr: $*: $(cat "$folder/err")"
    grep -q -- "$word" "$folder/err" || fail "no '$word' in: $(cat "$folder/err")"
}

if [ -x "$python" ]; then
    FAIRLANE_KERNEL='' "$fairlane" list --json >"$folder/list.json" 2>/dev/null || true # a choice is not needed
    compiled=$("$python" -c 'import json, sys
for kernel in json.load(open(sys.argv[1]))["kernels"]:
    if kernel["compiled"]: print(kernel["name"])' "$folder/list.json")
    mkdir "$folder/kernels"
    for name in $compiled; do
        "$fairlane" disassemble --json "$name" >"$folder/kernels/$name.json" || fail "$name: exit code $?"
        "$fairlane" disassemble "$name" >"$folder/text" || fail "$name: exit code $?"
        grep -q '^class: ' "$folder/text" || fail "$name: no class"
    done
    "$python" "$project/tests/evidence/check_disassembly.py" "$folder/list.json" "$folder"/kernels/*.json
fi

"$fairlane" disassemble scalar >"$folder/scalar"
grep -q '<- scalar multiply' "$folder/scalar" || fail "no multiplication is marked"
grep -q '^class: scalar$' "$folder/scalar" || fail "scalar is not called scalar"
grep -Eq '^ *[0-9a-f]+  \+' "$folder/scalar" || fail "no loop is shown"

expect 2 "unknown kernel" "$fairlane" disassemble no-such-kernel
expect 2 "name one kernel" "$fairlane" disassemble
expect 2 "name one kernel" "$fairlane" disassemble scalar scalar
expect 2 "unknown option" "$fairlane" disassemble --wrong scalar
absent=$("$fairlane" list 2>/dev/null | awk '/only$/ && !found++ {print $1}') # to the end: a closed pipe would end list
[ -z "$absent" ] || expect 3 "not in this program" "$fairlane" disassemble "$absent"

if [ -n "$strip" ]; then
    cp "$fairlane" "$folder/stripped"
    "$strip" "$folder/stripped"
    expect 3 "stripped" "$folder/stripped" disassemble scalar
fi
[ -x "$python" ] || { echo "skipped the validation: $python is not installed"; exit 77; }
"$python" "$project/tests/record/check_json.py" "$project/bench/evidence/fairlane.disassembly.1.schema.json" \
    "$folder"/kernels/scalar.json
for name in $compiled; do
    "$python" - "$project/bench/evidence/fairlane.disassembly.1.schema.json" "$folder/kernels/$name.json" <<'PYTHON' || exit $?
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(77)
jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))
PYTHON
done
