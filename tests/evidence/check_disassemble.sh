#!/bin/bash
# fairlane disassemble on every kernel in the program, whether this CPU could run it or not; unknown and absent ones;
# a stripped program.
# usage: check_disassemble.sh PROJECT FAIRLANE [STRIP]
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 strip=${3-}
cd "$folder"
if grep -qa __asan_init "$fairlane"; then
    skip "built with AddressSanitizer, which adds code of its own to the kernels"
fi

if [ -x "$python" ]; then
    FAIRLANE_KERNEL='' "$fairlane" list --json >"$folder/list.json" 2>/dev/null || true # a choice is not needed
    compiled=$("$python" -c 'import json, sys
for kernel in json.load(open(sys.argv[1]))["kernels"]:
    if kernel["compiled"]: print(kernel["name"])' "$folder/list.json")
    mkdir "$folder/kernels"
    for name in $compiled; do
        "$fairlane" disassemble --json "$name" >"$folder/kernels/$name.json" || fail "$name: exit code $?"
        "$fairlane" disassemble "$name" >"$folder/text" || fail "$name: exit code $?"
        grep -q "^$name: class " "$folder/text" || fail "$name: no class"
    done
    "$python" "$project/tests/evidence/check_disassembly.py" "$folder/list.json" "$folder"/kernels/*.json
fi

"$fairlane" disassemble scalar >"$folder/scalar"
grep -q '<- scalar multiply' "$folder/scalar" || fail "no multiplication is marked"
grep -q '^scalar: class scalar ' "$folder/scalar" || fail "scalar is not called scalar"
grep -Eq '^ *[0-9a-f]+  \+' "$folder/scalar" || fail "no loop is shown"

refuses 2 "unknown kernel" "$fairlane" disassemble no-such-kernel
refuses 2 "name one kernel" "$fairlane" disassemble
refuses 2 "name one kernel" "$fairlane" disassemble scalar scalar
refuses 2 "unknown option" "$fairlane" disassemble --wrong scalar
absent=$("$fairlane" list 2>/dev/null | awk '/only$/ && !found++ {print $1}') # to the end: a closed pipe would end list
[ -z "$absent" ] || refuses 3 "not in this program" "$fairlane" disassemble "$absent"

if [ -n "$strip" ]; then
    cp "$fairlane" "$folder/stripped"
    "$strip" "$folder/stripped"
    refuses 3 "stripped" "$folder/stripped" disassemble scalar
fi
need "$python"
keeps_schema evidence/disassembly "$folder"/kernels/scalar.json
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
