#!/usr/bin/env bash
# fairlane run, end to end: everything that can run is verified and measured, the file is valid, readable by the old
# format's reader and complete; bad input gets one line and the right exit code and loses nothing.
# Usage: check_run.sh PROJECT FAIRLANE HASTY
#   HASTY: the same program around a kernel whose time stands below its floor
set -u
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 hasty=$3
unset FAIRLANE_KERNEL
cd "$folder" || exit 1

count_failures

tested=("$fairlane")
after_expect() { [ ! -s errors ] || grep -q '^fairlane: ' errors || fail "whose line is it: $*: $(cat errors)"; }
# A run ends with 0, whatever a neighbour does.
measure() { expect 0 '' "${quick[@]}" "$@"; }

# Compiled and allowed = verified = measured
expect 0 '' run --quick --processes 1 --iterations 200 -o run.json # with its waiting for a quiet core
# An emulator takes 20 s for such a run, of code that is the same where there is none.
emulated=false
if python3 -c 'import json; exit(json.load(open("run.json"))["environment"]["emulator"] in ("", "none"))'; then
    emulated=true
    for part in options_of_a_measurement files_that_cannot_be_written rates_of_the_self_test; do echo "[  SKIPPED ] $part"; done
fi
"$fairlane" list --json >list.json 2>/dev/null
python3 - <<'END' || fail "what runs here and what was measured differ"
import json
runs = [k["name"] for k in json.load(open("list.json"))["kernels"] if k["runs"]]
document = json.load(open("run.json"))
measured = [r["name"] for r in document["results"]]
assert measured == runs, (measured, runs)
for r in document["results"]:
    assert r["iterations"] == 200 == len(r["samples_ns"]), r["name"]
    assert 0 <= r["accuracy"]["max_error_in_bounds"] <= 1, r["name"]
    assert r["amortised"]["independent"]["median_ns"] > 0 and r["amortised"]["chained"]["median_ns"] > 0, r["name"]
skipped = {s["name"] for s in document["skips"]}
others = {k["name"] for k in json.load(open("list.json"))["kernels"] if not k["runs"]}
assert skipped == others, (skipped, others)
END
true_of run.json 'not any(r["steady"] for r in d["results"])' # one process says nothing of the spread between them
true_of run.json 'any(m["name"] == "core clock during the rounds" and 0 < m["low"] <= m["value"] <= m["high"] for m in d["machine"])'
for word in 'empty call' 'independent ns' 'chained ns' 'x scalar' 'error / bound' 'stability' 'core clock'; do
    says "$word" output
done
/usr/bin/python3 "$project/tests/record/read_audited_format.py" run.json >said || fail "the former format's reader cannot load it"
keeps_schema record/result run.json

# What every contestant executed is found out, or said to be unattested; what a library does with a variable set as well
judge_executed() {
    python3 - "$1" output "$2" <<'END' || fail "what was executed: $1"
import json, sys
document, text = json.load(open(sys.argv[1])), open(sys.argv[2]).read()
words = {"scalar": 1, "SIMD-128": 4, "SIMD-256": 8, "SIMD-512": 16}
offered = max(p["kernel"]["lanes"] for p in document["probes"])
emulated = document["environment"]["emulator"] not in ("", "none")
unattested = False
for r in document["results"]:
    seen = r["evidence"]["executed"]
    assert seen and (seen["class"] or seen["reason"]), r["name"]
    if emulated:
        assert not seen["class"] and "emulator" in seen["reason"], seen
    elif seen["class"] and r["kernel"]["work"] == "linear-784x2":
        assert seen["multiply_adds"] >= 1568 == seen["expected_multiply_adds"] and seen["instructions"] > 50, seen
    if r["kernel"]["isa"] != "library":
        continue
    unattested |= not seen["class"]
    width = min((n for w, n in words.items() if w in seen["class"]), default=0)
    told = f"{r['name']} executed {seen['class']}" in text
    assert told == (0 < width < offered), (r["name"], seen, offered)
assert ("Unattested" in text) == unattested
if sys.argv[3] and any(r["name"].startswith("blas-") and f"{r['name']} executed" in text for r in document["results"]):
    assert sys.argv[3] in text
END
}
judge_executed run.json ''
if $emulated; then
    :
elif grep -q '"name":"blas-sgemv"' run.json || grep -q '"name": "blas-sgemv"' run.json; then
    OPENBLAS_CORETYPE=Prescott measure --attest 6 --kernel blas-sgemv --kernel blas-sdot -o core.json # runs on every x86-64
    judge_executed core.json 'set: OPENBLAS_CORETYPE=Prescott'
fi
# What would make a library abort is not passed on.
BLIS_ARCH_TYPE=0 expect 0 'BLIS_ARCH_TYPE' list
says 'BLIS_ARCH_TYPE'
expect 0 '' model --seed 7 -o seven.safetensors
if ! $emulated; then
    measure --kernel autovec -o unattested.json
    true_of unattested.json 'all(r["evidence"]["executed"]["reason"].startswith("not traced: ") for r in d["results"])'
    true_of unattested.json 'not any(r["evidence"]["executed"]["class"] for r in d["results"])'

    # JSON on stdout is the same document without samples
    prints_nan=true measure --json --kernel autovec # of which a member is called so
    true_of output 'd["schema"] == "fairlane.result/1" and [r["name"] for r in d["results"]] == ["scalar", "autovec"]'
    true_of output 'not any("samples_ns" in r for r in d["results"])'

    # Options reach the file
    measure --kernel autovec --misalign 12 --no-pin --warmup 3 --seed 7 -o options.json
    true_of options.json 'd["config"]["warmup_iterations"] == 3 and d["config"]["seed"] == 7 and d["config"]["benchmark_iterations"] == 200'
    true_of options.json '"12" in json.dumps(d["config"]) and d["environment"]["pinned_cpu"] in (None, -1)'

    # What steers a library is recorded
    OPENBLAS_CORETYPE=Haswell measure --kernel autovec -o steered.json
    true_of steered.json '"OPENBLAS_CORETYPE=Haswell" in d["environment"]["steering"].split("; ")'

    # A foreign model
    measure --kernel autovec --model seven.safetensors -o foreign.json
    true_of foreign.json 'd["model"]["sha256"] != json.load(open("run.json"))["model"]["sha256"]'
fi

# Wrong usage and what this machine cannot do
expect 0 '--misalign' run --quick --help
expect 2 "no kernel is named like 'nothing*'" run --kernel 'nothing*'
expect 2 'scalar' run --kernel no-such-kernel
expect 2 '--iterations' run --iterations 0
expect 2 '--iterations' run --iterations -5
expect 2 '--iterations' run --iterations 1000000000000
expect 2 'processes' run --iterations 3
expect 2 'ten' run --iterations ten
expect 2 '' run --processes 0
expect 2 'multiple of 4' run --misalign 3
expect 2 '' run --misalign 64
expect 2 '' run --seed -1
expect 2 '--no-such-option' run --no-such-option
expect 2 '--kernel' run operand
expect 2 '' run --output
expect 3 '4095' run --cpu 4095
expect 2 '' run --cpu -1
expect 2 'no-such-file' run --model no-such-file
head -c 100 seven.safetensors >truncated.safetensors
expect 2 'truncated.safetensors' run --model truncated.safetensors
expect 2 'nothing' nothing
expect 2 ''
if "$fairlane" list --json | python3 -c 'import json, sys; sys.exit(any(k["name"] == "avx512" and k["runs"] for k in json.load(sys.stdin)["kernels"]))'; then
    expect 3 'avx512' run --kernel avx512
fi
FAIRLANE_KERNEL=bogus expect 2 'bogus' run --quick

# A time below its floor: the run ends with 1, one line tells which, of which calls, by how much and what to do, and the
# file is there and says so itself. An emulator's times are held to no floor.
cp run.json impossible.json
for _ in 1 2 3; do # on a core that is shared throughout no floor is relied on
    status=0
    "$hasty" "${quick[@]}" --attest 6 -o impossible.json >output 2>errors || status=$?
    if $emulated || [ $status -ne 0 ]; then break; fi
done
if $emulated; then
    [ $status -eq 0 ] || fail "an emulated time below its floor ends with $status: $(cat errors)"
elif [ $status -eq 0 ] && "$fairlane" bound --result impossible.json | grep -q 'in doubt: the core was shared throughout'; then
    true_of impossible.json 'not d["impossible"]'
    echo "[  SKIPPED ] a_time_below_its_floor: in doubt, as the core was shared throughout"
else
    [ $status -eq 1 ] || fail "a time below its floor ends with $status"
    [ "$(wc -l <errors)" -eq 1 ] || fail "a time below its floor is not told in one line: $(cat errors)"
    grep -qE '^fairlane: scalar, chained calls: [0-9.]+ (ns|us|ms) is 0\.[0-9]+ x its floor of [0-9.]+ (us|ms) \(chain of 156800 dependent additions\): .*: repeat it' errors ||
        fail "a time below its floor is told as: $(cat errors)"
    says 'scalar stands below its floor (chain of 156800 dependent additions) in chained calls' output
    true_of impossible.json 'd["impossible"] and d["results"][0]["bounds"]["chained"]["impossible"]'
    expect 1 'repeat it' bound --result impossible.json
    expect 0 'A stands below its floor' compare impossible.json:scalar run.json:scalar
fi

cp run.json before.json
if ! $emulated; then
    # What cannot be written is told before anything is measured; where that shows only when it is written, the report
    # has been printed
    for target in no-such-folder/run.json /dev/full .; do
        expect 3 '' "${quick[@]}" --kernel autovec -o "$target"
        if [ "$target" = /dev/full ]; then
            says 'chained ns' output
        else
            [ ! -s output ] || fail "-o $target: measured before it is refused"
        fi
    done
    expect 3 'the folder for pictures cannot be made' "${quick[@]}" --kernel autovec --pictures no-such-folder/pictures
    [ ! -s output ] || fail "--pictures: measured before it is refused"
    "$fairlane" "${quick[@]}" --kernel autovec >/dev/full 2>errors
    [ $? -eq 3 ] || fail "a full stdout did not exit with 3"
    says 'standard output'

    # Nor when the reader of stdout has gone, or the file may not become as large
    "$fairlane" "${quick[@]}" --kernel autovec -o gone.json 2>errors | true
    [ "${PIPESTATUS[0]}" -eq 3 ] || fail "a closed stdout did not exit with 3"
    [ ! -s errors ] || fail "a reader that has gone is told why: $(cat errors)"
    true_of gone.json 'len(d["results"]) == 2'
    (ulimit -f 1 && "$fairlane" "${quick[@]}" --kernel autovec -o large.json 2>&1 >/dev/null | cat >errors
        exit "${PIPESTATUS[0]}")
    [ $? -eq 3 ] || fail "a file beyond the limit did not exit with 3"
    says 'large.json: cannot write'
    compgen -G 'large.json*' >/dev/null && fail "a file beyond the limit left its beginning behind"

    # The self-test prints its rates; on a noisy machine it may say no, with the resolution
    "$fairlane" selftest --rounds 2 --json >self.json 2>errors
    status=$?
    [ $status -le 1 ] || fail "selftest exited with $status: $(cat errors)"
    true_of self.json 'd["schema"] == "fairlane.selftest/1" and len(d["pairs"]) == 5 and all(0 <= p["called_different"] <= 200 for p in d["pairs"])'
    [ $status -eq 0 ] || says '%'
    expect 2 2 selftest --rounds 1
fi

# Ctrl-C: exit 130, the earlier file whole, nothing beside it, no process left
ls >files_before
env --default-signal=INT "$fairlane" run --thorough -o run.json >output 2>errors & # bash lets background jobs ignore it
victim=$!
sleep 1
kill -INT $victim
wait $victim
status=$?
[ $status -eq 130 ] || fail "an interrupted run exited with $status"
cmp -s run.json before.json || fail "an interrupted run touched the earlier file"
ls >files_after
diff <(grep -v files_ files_before) <(grep -v files_ files_after) >/dev/null || fail "an interrupted run left files behind"
sleep 0.2
pgrep -P $victim >/dev/null && fail "an interrupted run left a process behind"

finish "fairlane run: all checks hold"
