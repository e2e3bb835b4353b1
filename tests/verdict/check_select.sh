#!/bin/bash
# fairlane select: kernels of this build, stored traces, and input that it must refuse.
# usage: check_select.sh PROJECT FAIRLANE TEST_VERDICT
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$2 writer=$3
cd "$folder"

tested=("$fairlane" select)

for class in 0 1 7 8; do
    "$writer" --write "trace-$class" "trace-$class.json"
done
"$writer" --write lab lab.json

expect 0 "kernel scalar: compare with scalar-two-pass" --match scalar
expect 0 "trace trace-1.json: compare with scalar" --match trace-1.json
expect 0 "class strict-scalar: compare with scalar" --class strict-scalar
expect 0 "the same work: linear-784x2, 1568 multiply-adds" --class scalar
expect 0 "differs: its call executed 5000 instructions" --match trace-1.json
expect 1 "trace trace-0.json: no kernel is fair: it multiplied nothing" --match trace-0.json
expect 1 "mixes classes" --match trace-7.json
expect 1 "inconclusive" --match trace-8.json
expect 1 "decided at run time" --class library
expect 1 "an activation" --match softmax-libm
expect 1 "no other kernel of class scalar that does logistic-784x1" --match logistic-784x1
# Of two classes of different architectures one does not run here, wherever here is.
status=0
"$fairlane" select --class sve >output || status=$?
"$fairlane" select --class avx512 >>output || status=$((status + $?))
[ "$status" -ge 1 ] || fail "both sve and avx512 run on one machine: $(cat output)"
grep -q 'nothing runs here: \|no kernel is fair' output || fail "no reason in: $(cat output)"

expect 2 "one of them"
expect 2 "one of them" --match scalar --class scalar
expect 2 "one of them" --class scalar more
expect 2 "no class is called 'wide'" --class wide
expect 2 "nor is there a kernel of that name" --match nosuch
expect 2 "missing.json" --match missing.json
expect 2 "lab.json" --match lab.json
head -c 700 trace-1.json >cut.json
expect 2 "cut.json" --match cut.json
: >empty.json
expect 2 "empty.json" --match empty.json
expect 2 "$folder" --match "$folder"
absent=$("$fairlane" list | awk '/is not compiled|not compiled in/ && $1 != "scalar" && !n++ {print $1}')
[ -z "$absent" ] || expect 3 "is not part of this build" --match "$absent"

"$fairlane" select --json --match trace-1.json >some.json
"$fairlane" select --json --class library >none.json || [ $? -eq 1 ] || fail "exit code of --json"
keeps_schema verdict/select some.json none.json
echo "select: all as expected"
