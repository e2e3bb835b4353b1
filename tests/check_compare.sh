#!/bin/bash
# `fairlane compare`: its figures against a second computation, what it refuses, and how operands are read.
# usage: check_compare.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
project=$1 fairlane=$2 writer=$3
python=/usr/bin/python3
if ! [ -x "$python" ]; then
    echo "skipped: $python is not installed"
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$project"/tests/data/compare/*.json "$folder"
cd "$folder"
"$writer" --write one.json 0
"$writer" --write two.json 0.1

fail() {
    echo "check_compare: $*" >&2
    exit 1
}

# figures A NAME B NAME: the program's figures are those of the second computation.
figures() {
    "$fairlane" compare --json --allow-unlike-work "$1:$2" "$3:$4" >said.json || fail "cannot compare $*"
    "$python" "$project/tests/compare_expected.py" said.json "$@" || fail "other figures for $*"
}

# expect STATUS PART ARGUMENT…: the exit code, and a part of what is printed to either stream.
expect() {
    local wanted=$1 part=$2 status=0
    shift 2
    "$fairlane" compare "$@" >output 2>errors || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit code $status where $wanted is expected: compare $*: $(cat errors)"
    grep -qF -- "$part" output errors || fail "'$part' is missing in: compare $*: $(cat output errors)"
    [ "$wanted" -eq 0 ] || [ "$(wc -l <errors)" -eq 1 ] || fail "more than one line: $(cat errors)"
}

figures one.json scalar one.json avx2
figures one.json avx2 one.json scalar
figures one.json scalar one.json logistic-784x1
figures one.json scalar two.json scalar
figures two.json avx2 one.json scalar
figures slow.json slow fast.json fast
figures one.json avx2 slow.json slow
# Worked by hand: t = 1/sqrt(0.0009 + 0.0001), d = 1/sqrt((0.09 + 0.01)/2).
expect 0 "Welch's t = 31.62 with 120.7 degrees of freedom" slow.json fast.json:fast
expect 0 "Cohen's d = 4.47 (large). The 95 % intervals of the means do not overlap" slow.json fast.json:fast

# In words.
expect 0 "Independent calls: B (avx2) is 9.999 times as fast as A (scalar)." one.json:scalar one.json:avx2
expect 0 "Chained calls: A (avx2) is 9.993 times as fast as B (scalar)." one.json:avx2 one.json:scalar
expect 0 "Independent calls: no difference: the interval includes 1." one.json:scalar one.json:scalar
expect 0 "Means of single calls: no difference: the interval includes 1." "fast.json:as fast" fast.json:fast
expect 0 "successive calls of a process are not independent" one.json:scalar one.json:avx2

# Refused, and done with a warning when told to.
expect 2 "add --allow-unlike-work" one.json:scalar one.json:logistic-784x1
expect 0 "warning: UNLIKE WORK" --allow-unlike-work one.json:scalar one.json:logistic-784x1
sed 's/"num_classes": 2/"num_classes": 10/' fast.json >ten.json
expect 2 "add --allow-unlike-work" slow.json ten.json:fast
sed 's/"emulator": ""/"emulator": "qemu-x86_64"/' one.json >emulated.json
expect 2 "emulator qemu-x86_64 and compare with nothing; add --allow-emulated" one.json:avx2 emulated.json:avx2
expect 2 "add --allow-emulated" emulated.json:avx2 one.json:avx2
expect 0 "warning: EMULATED: B" --allow-emulated one.json:avx2 emulated.json:avx2
sed 's/"emulator": ""/"emulator": "none"/' one.json >real.json
expect 0 "is 9.999 times" real.json:scalar real.json:avx2
sed 's/Example CPU . 3000/Other CPU/; s/Example CPU .. 3000/Other CPU/' two.json >elsewhere.json
expect 0 "warning: DIFFERENT CPU: A on Example CPU" one.json:avx2 elsewhere.json:avx2
expect 0 "not say what work was timed" slow.json fast.json:fast
sed 's/aaaaaaaaaa/cccccccccc/' two.json >rebuilt.json
expect 0 "machine code of 'avx2' is not the same" one.json:avx2 rebuilt.json:avx2

# Operands.
expect 0 "slow (the only one) from slow.json" slow.json one.json:avx2
expect 0 "avx2 (named as on the other side) from two.json" one.json:avx2 two.json
expect 2 "name one result, as in one.json:scalar; it holds: scalar, avx2, logistic-784x1" one.json one.json:avx2
expect 2 "name one result" one.json two.json
expect 2 "has no result 'sse'; it holds: scalar, avx2" one.json:sse one.json:avx2
expect 2 "missing.json: cannot open" missing.json:scalar one.json:avx2
expect 2 "two results are needed" one.json:scalar
expect 2 "two results are needed" one.json:scalar one.json:avx2 one.json:sse
expect 2 "unknown option" --jsno one.json:scalar one.json:avx2
mkdir a:b
cp one.json a:b/c:d.json
expect 0 "avx2 from a:b/c:d.json" a:b/c:d.json:scalar a:b/c:d.json:avx2
cp slow.json a:b/c:d.json:scalar # a whole argument that is a file is the file
expect 0 "slow (the only one) from a:b/c:d.json:scalar" a:b/c:d.json:scalar one.json:avx2
head -c 3000 one.json >cut.json
expect 2 "it is truncated" cut.json:scalar one.json:avx2
sed 's/"mean_us": 0/"mean_us": -3, "x": 0/' one.json >bad.json
expect 2 'bad.json:22: "mean_us" is -3; a latency must be a positive finite number' one.json:avx2 bad.json:avx2
echo "compare: all as expected"
