#!/bin/bash
# The second instrument times each kernel that runs here in both modes and nothing else, counts what it says it counts,
# and writes files that Google Benchmark's own compare.py reads.
#   check_gbench.sh FAIRLANE_GBENCH FAIRLANE GBENCH_OF_A_WRONG_KERNEL
set -eu
. "$(dirname "$0")/../lib.sh"
gbench=$1
fairlane=$2
wrong=$3
compare=/usr/share/benchmark/compare.py
export LC_ALL=C

"$fairlane" list --json >"$folder/list.json"
"$python" - "$folder/list.json" >"$folder/expected" <<'PROGRAM'
import json, sys
for kernel in json.load(open(sys.argv[1]))["kernels"]:
    if kernel["runs"]:
        print(kernel["name"] + "/independent", kernel["name"] + "/chained", sep="\n")
PROGRAM
[ -s "$folder/expected" ] || fail "fairlane list names no kernel that runs here"
"$gbench" --benchmark_list_tests >"$folder/registered"
diff "$folder/expected" "$folder/registered" || fail "registered is not what runs here"

for run in 1 2; do
    "$gbench" --benchmark_filter='^(scalar|logistic-784x1|softmax-libm)/' --benchmark_min_time=0.001 \
        --benchmark_out="$folder/$run.json" --benchmark_out_format=json >"$folder/$run.txt" 2>&1 ||
        fail "$(tail -n1 "$folder/$run.txt")"
done
"$python" - "$folder/1.json" <<'PROGRAM' || fail "the counters are not what the work amounts to"
import json, sys
document = json.load(open(sys.argv[1]))
floats = {"scalar": 3 * 784, "logistic-784x1": 2 * 784, "softmax-libm": 2}
operations = {"scalar": 2 * 2 * 784, "logistic-784x1": 2 * 784}
seen = set()
for entry in document["benchmarks"]:
    name, mode = entry["name"].split("/")
    seen.add((name, mode))
    seconds = entry["cpu_time"] * 1e-9
    assert entry["time_unit"] == "ns" and entry["label"].startswith("scalar"), entry
    assert abs(entry["bytes_per_second"] * seconds - 4 * floats[name]) < 1e-3 * 4 * floats[name], entry
    assert ("flop_per_second" in entry) == (name in operations), entry
    if name in operations:
        assert abs(entry["flop_per_second"] * seconds - operations[name]) < 1e-3 * operations[name], entry
assert seen == {(name, mode) for name in floats for mode in ("independent", "chained")}, seen
assert len(document["context"]["fairlane_model_sha256"]) == 64
PROGRAM

status=0
"$gbench" --benchmark_filter=no-such-kernel >/dev/null 2>&1 || status=$?
[ "$status" -eq 2 ] || fail "a filter that matches nothing ends with $status instead of 2"
status=0
"$gbench" --no-such-option >/dev/null 2>&1 || status=$?
[ "$status" -eq 2 ] || fail "an unknown option ends with $status instead of 2"

status=0
"$wrong" >"$folder/wrong.txt" 2>"$folder/wrong.err" || status=$?
[ "$status" -eq 1 ] || fail "a wrong kernel ends with $status instead of 1"
grep -q "^fairlane-gbench: kernel 'swaps-outputs' errs" "$folder/wrong.err" || fail "nobody says which kernel is wrong"
if grep -q swaps-outputs "$folder/wrong.txt"; then fail "a wrong kernel was timed"; fi

if ! [ -r "$compare" ] || ! "$python" -c 'import numpy, scipy' 2>/dev/null; then
    skip "compare.py or what it imports is missing: install libbenchmark-tools python3-scipy"
fi
"$python" "$compare" --no-color benchmarks "$folder/1.json" "$folder/2.json" >"$folder/compared" 2>&1 ||
    fail "compare.py: $(tail -n1 "$folder/compared")"
for name in scalar/independent scalar/chained softmax-libm/chained; do
    grep -Eq "^$name +[+-][0-9.]+ +[+-][0-9.]+ " "$folder/compared" || fail "compare.py says nothing about $name"
done
echo "second instrument: $(wc -l <"$folder/registered") benchmarks, read by compare.py"
