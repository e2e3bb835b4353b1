#!/bin/bash
# fairlane point93 on stored traces and results with known answers, on kernels that it traces itself, and on input
# that it must refuse.
# usage: check_point93.sh PROJECT FAIRLANE TEST_VERDICT
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$2 writer=$3
cd "$folder"

tested=("$fairlane" point93)
quick=(run --quick --processes 2 --iterations 20 --quiet-wait 0)
"$writer" --write lab lab.json
none=0 scalar=1 simd128=2 simd256=3 mixed=7 inconclusive=8
for class in $none $scalar $simd128 $simd256 $mixed $inconclusive; do
    "$writer" --write "trace-$class" "trace-$class.json"
    # the same of another program, for B
    changed "trace-$class.json" "other-$class.json" 's|"\./contestant"|"./other"|'
done
summary slow 5.0 "Example CPU"
summary fast 0.5 "Example CPU"
summary elsewhere 0.5 "Another CPU"
summary untold 0.5 ""
lab=(--run lab.json slow.json fast.json)

# The two by two, and everything that is not evidence.
for a in $none $scalar $simd128 $simd256 $mixed $inconclusive; do
    for b in $none $scalar $simd128 $simd256 $mixed $inconclusive; do
        wanted=FAIL status=1
        [ "$a" -eq "$b" ] && wanted=PASS
        [ "$a$b" = "$simd128$simd256" ] || [ "$a$b" = "$simd256$simd128" ] && wanted=PASS
        for class in $a $b; do
            [ "$class" -eq $none ] || [ "$class" -eq $inconclusive ] && wanted=UNCHECKED
        done
        [ $wanted = PASS ] && status=0
        expect $status "when the other does not): $wanted" --trace-a "trace-$a.json" --trace-b "other-$b.json" "${lab[@]}"
    done
done
expect 1 "): UNCHECKED" "${lab[@]}"
expect 1 "no trace was given" "${lab[@]}" --trace-a trace-$simd256.json
expect 2 "unlike in machine: A on Example CPU, B on Another CPU" --run lab.json slow.json elsewhere.json
expect 1 "UNLIKE machine: A on Example CPU" --unlike machine --run lab.json slow.json elsewhere.json
expect 1 "another CPU than the result" --unlike machine --run lab.json slow.json elsewhere.json --trace-a trace-3.json --trace-b trace-3.json
expect 1 "is not told" --run lab.json slow.json untold.json --trace-a trace-3.json --trace-b other-3.json
expect 1 "the traces say PASS" --run lab.json slow.json untold.json --trace-a trace-3.json --trace-b other-3.json
cp trace-3.json copy.json
expect 1 "one trace, of './contestant', was given for two contestants" --trace-a trace-3.json --trace-b copy.json "${lab[@]}"
expect 0 "widths differ" --trace-a trace-2.json --trace-b trace-3.json "${lab[@]}"

# Figures: the lab's scalar needs 800 ns, its best SIMD 60; SIMD-256+FMA can be 50 to 1300, scalar 400 to 5000.
traced=(--trace-a trace-3.json --trace-b trace-1.json)
expect 1 "SIMD saves 740.0 ns [740.0, 740.0] in this task, from scalar to avx2 (lab.json" "${traced[@]}" "${lab[@]}"
expect 1 "14.8 % of A's latency [14.8, 14.8], 148.0 % of B's latency [148.0, 148.0]" "${traced[@]}" "${lab[@]}"
expect 1 "The bias is in favour of A." "${traced[@]}" "${lab[@]}"
expect 1 "less 50.0 to 1300.0 of avx2, plus 400.0 to 5000.0 of scalar" "${traced[@]}" "${lab[@]}"
expect 1 "4100.0 to 9950.0" "${traced[@]}" "${lab[@]}"
expect 1 "That B (fast) is the faster one survives in every cell." "${traced[@]}" "${lab[@]}"
expect 1 "on another CPU" "${traced[@]}" --unlike machine --run lab.json elsewhere.json slow.json
expect 1 "there is no measurement of the lab's kernels" "${traced[@]}" --no-run slow.json fast.json
expect 1 "5030.0 ns, no interval, as published" "${traced[@]}" --run lab.json --claim-a 5.03us --claim-b 520ns
expect 1 "the traces say FAIL" "${traced[@]}" --run lab.json --claim-a 5.03us --claim-b 520ns
expect 1 "as if it was Example CPU" "${traced[@]}" --run lab.json --claim-a 5.03us --claim-b 520ns
expect 1 "B  fast from fast.json" --run lab.json --claim-a 5.03us fast.json
expect 1 "A  fast from fast.json" --run lab.json --claim-b 5.03us fast.json
expect 1 "the trace is not one of this kernel" --trace-a trace-1.json --trace-b trace-3.json lab.json:scalar lab.json:avx2

# Refused in one line.
expect 2 "two contestants are needed" slow.json
expect 2 "two contestants are needed" slow.json fast.json slow.json
expect 2 "two contestants are needed" --claim-a 5us slow.json fast.json
expect 2 "--claim-a" --claim-a 5 --claim-b 1us
expect 2 "--claim-b" --claim-a 5us --claim-b nan
expect 2 "--claim-b" --claim-a 5us --claim-b -1us
expect 2 "unknown option" --trace-c trace-1.json "${lab[@]}"
expect 2 "exclude each other" --run lab.json --no-run slow.json fast.json
expect 2 "worked example" --no-run
expect 2 "--output stores a measurement made now" --run lab.json -o kept.json slow.json fast.json
expect 2 "'FOO' is not VARIABLE=VALUE" --force-a FOO "${lab[@]}"
expect 2 "is not VARIABLE=VALUE" --force-b "A B=c" "${lab[@]}"
expect 2 "is not VARIABLE=VALUE" --force-b "=c" "${lab[@]}"
expect 2 "is not VARIABLE=VALUE" --force-a "$(printf 'A%.0s' {1..128})=1" "${lab[@]}"
expect 2 "more than 4" --force-a A=1 --force-a A=2 --force-a A=3 --force-a A=4 --force-a A=5 "${lab[@]}"
expect 2 "leave out --force-a" --force-a A=1 --no-run slow.json fast.json
expect 2 "forces nothing" --force-a A=1
expect 2 "'slow' is neither a kernel of the lab nor a peer" --force-a A=1 "${lab[@]}"
expect 2 "neither a kernel of the lab nor a peer" --force-b A=1 --run lab.json slow.json --claim-b 5us
expect 2 "missing.json" "${lab[@]}" --trace-a missing.json
expect 2 "missing.json" --run missing.json slow.json fast.json
expect 2 "missing.json" --run lab.json missing.json fast.json
expect 2 "is not a result file of this lab" --run slow.json slow.json fast.json
expect 2 "lab.json" "${lab[@]}" --trace-a lab.json # a result is no trace
expect 2 "trace-1.json" --run trace-1.json slow.json fast.json
expect 2 "is a floor probe" --run lab.json lab.json:scalar lab.json:loads-avx
head -c 700 trace-1.json >cut.json
expect 2 "cut.json" "${lab[@]}" --trace-b cut.json
head -c 3000 lab.json >cutlab.json
expect 2 "cutlab.json" --run cutlab.json slow.json fast.json
changed trace-3.json lie.json 's/"class": "SIMD-256+FMA"/"class": "scalar"/'
expect 2 "lie.json" "${lab[@]}" --trace-b lie.json
: >empty.json
expect 2 "empty.json" "${lab[@]}" --trace-b empty.json
expect 2 "$folder" "${lab[@]}" --trace-b "$folder"
printf 'a\033[2J' >"$(printf 'a\033[2J.json')"
expect 2 "?" "${lab[@]}" --trace-b "$(printf 'a\033[2J.json')"
if grep -q $'\033' errors; then fail "a terminal command reached the terminal"; fi

# JSON, against its schema.
status=0
"$fairlane" point93 --json "${traced[@]}" "${lab[@]}" >said.json || status=$?
[ "$status" -eq 1 ] || fail "exit code $status of --json"
"$fairlane" point93 --json --no-run slow.json fast.json >unknown.json || true
keeps_schema verdict/point93 said.json unknown.json

# Kernels of this build trace themselves; what was timed must be what is traced.
can_trace || finish "point93: as expected, but for kernels that trace themselves"
"$fairlane" "${quick[@]}" -k scalar -k scalar-two-pass -k scalar-unrolled -o run.json \
    >/dev/null 2>errors || [ $? -eq 1 ] || fail "cannot measure: $(cat errors)"
edited run.json changed.json 'd["impossible"] = not d["impossible"]'
expect 2 "the results say otherwise" --run changed.json slow.json fast.json
edited run.json impossible.json 'floor = d["results"][0]["bounds"]["chained"]
floor["interval"].update(low=0.9, high=0.91)
floor["impossible"] = d["impossible"] = True'
if grep -q '"emulator": "qemu' run.json; then # no time is called impossible there
    expect 2 "the file was changed" --run impossible.json slow.json fast.json
    echo "point93: as expected; no times of its own under an emulator"
    exit 0
fi
expect 1 "impossible.json) is in error" --run impossible.json slow.json fast.json
expect 0 "A is scalar, B is scalar." --run run.json run.json:scalar run.json:scalar-unrolled
expect 0 "traced just now" --run run.json run.json:scalar run.json:scalar-unrolled
edited run.json stale.json 'for r in d["results"]:
    if r["name"] == "scalar-unrolled":
        r["evidence"]["code_sha256"] = "00000000" + r["evidence"]["code_sha256"][8:]'
expect 1 "is not the code that was timed" --run run.json stale.json:scalar stale.json:scalar-unrolled
expect 1 "what B executed is not attested" --run run.json stale.json:scalar stale.json:scalar-unrolled

# Forced: by a setting that ends the copy, by one that changes nothing, and by one that a BLAS obeys
mkdir temporary
export TMPDIR=$folder/temporary
pair=(--run run.json run.json:scalar run.json:scalar-unrolled)
expect 0 "B with FAIRLANE_KERNEL=bogus stands for no cell" "${pair[@]}" --quiet-wait 0 --force-b FAIRLANE_KERNEL=bogus
grep -q "bogus.*scalar" output || fail "why the copy ended is not told: $(cat output)"
expect 0 "A with UNREAD=1 executes scalar and takes" "${pair[@]}" --quiet-wait 0 --force-a UNREAD=1
grep -qE '^both scalar: A run.json:scalar, ' output || fail "what is of the class already was replaced: $(cat output)"
if "$fairlane" "${quick[@]}" -k blas-sgemv -o blas.json >/dev/null 2>errors ||
    { [ $? -eq 1 ] && [ -s blas.json ]; }; then
    "$fairlane" point93 --quiet-wait 0 --run blas.json blas.json:scalar blas.json:blas-sgemv --force-b OPENBLAS_CORETYPE=Prescott \
        >output 2>errors || [ $? -eq 1 ] || fail "forced: $(cat errors)"
    grep -qE 'B with OPENBLAS_CORETYPE=Prescott (executes|stands for no cell)' output || fail "forced: $(cat output)"
    # Where it is scalar without being forced, no cell needs the copy.
    if grep -q 'Prescott executes scalar' output && ! grep -q '^A is scalar, B is scalar' output; then
        grep -qE '^both scalar .* measured ' output || fail "what was measured is not in its cell: $(cat output)"
        grep -qF 'B measured now:blas-sgemv with OPENBLAS_CORETYPE=Prescott, chained calls' output ||
            fail "where a cell comes from is not told: $(cat output)"
    fi
fi
[ -z "$(ls -A temporary)" ] || fail "files are left behind: $(ls temporary)"
unset TMPDIR

# What was measured for an answer can be kept, and gives the same answer again.
expect 1 "A is scalar, B uses SIMD." --quiet-wait 0 -o kept.json
cp output first
expect 1 "A is scalar, B uses SIMD." --run kept.json
cmp -s output first || fail "another answer from the same measurement: $(diff first output)"
echo "point93: all as expected"
