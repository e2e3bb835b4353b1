#!/bin/bash
# Contestants that are programs of their own: an honest one is listed, measured, traced and judged; every planted one that
# misbehaves ends in one line and exit code 1, is never timed, stops nobody else, and leaves no process and no file behind.
# usage: check_peers.sh PROJECT FAIRLANE HONEST [PLANTED…]
#   HONEST: a peer that does everything right. PLANTED: only these; all of them by default.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 honest=$3
shift 3
mkdir "$folder/tmp"
export TMPDIR=$folder/tmp
unset FAIRLANE_PEERS FAIRLANE_KERNEL FAIRLANE_PYTHON
cd "$folder"
command -v python3 >/dev/null || skip "the planted peers are written in Python, and there is no python3"

count_failures
quick=(run --quick --processes 2 --iterations 60 --quiet-wait 0)

# Whatever a peer started carries this in its environment.
left_over() {
    grep -lzs "^TMPDIR=$TMPDIR\$" /proc/[0-9]*/environ | cut -d/ -f3 | while read -r pid; do
        (tr '\0' '\n' </proc/"$pid"/environ) 2>/dev/null | grep -q '^FAIRLANE_PEER_MARK=' && echo "$pid"
    done
    return 0
}

clean() {
    local left
    left=$(left_over)
    [ -z "$left" ] || {
        fail "$1 leaves a process behind: $(ps -o pid=,args= -p "$left" || true)"
        xargs -r kill -9 <<<"$left"
    }
    [ -z "$(ls -A "$TMPDIR")" ] || fail "$1 leaves files behind: $(ls "$TMPDIR")"
    rm -rf "${TMPDIR:?}"/*
}

tested=("$fairlane")
after_expect() {
    [ "$(wc -l <errors)" -le 1 ] || fail "not one line of error: $*: $(cat errors)"
    clean "$*"
}

# A busy neighbour can push a kernel's time below its floor: that is no fault of a peer.
measured() {
    local status=0
    "$fairlane" "${quick[@]}" -k scalar "$@" >output 2>errors </dev/null || status=$?
    [ "$status" -eq 0 ] || { [ "$status" -eq 1 ] && grep -q 'this measurement is in error' errors; } ||
        fail "run $* exited with $status: $(cat errors)"
    clean "run $*"
}

# planted NAME: the program of that name
planted() {
    ln -sf "$project/tests/peers/planted.py" "$1"
    echo "./$1"
}

# ---- those that misbehave: NAME|SECONDS|COMMAND|PART OF THE LINE ----
# trace: found out when it is started and verified. run: only while it is timed.
while IFS='|' read -r name seconds command part; do
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    program=$(planted "$name")
    if [ "$command" = trace ]; then
        expect 1 "$part" trace --timeout "$seconds" --peer "$program"
    else
        expect 1 "$part" "${quick[@]}" -k scalar --timeout "$seconds" --peer "$program" \
            --peer "$honest" -o "$name.json"
        true_of "$name.json" '[r["name"] for r in d["results"]] == ["scalar", "honest"]'
        true_of "$name.json" "[s['name'] for s in d['skips']] == ['$name']"
    fi
    says "$name"
done <<'END'
crash_at_start|300|trace|ended with exit code 1 before it had answered 'identify'; the last line of its standard error: 'cannot load what it needs'
hang_at_start|1|trace|has not answered 'identify' within 1 s
hangs_in_region|2|trace|was stopped after 2 s
refuses_region|300|trace|answers 'region' with 'error not today' while it is traced
talks_first|300|trace|peer 'talks_first' 
other_protocol|300|trace|fairlane.peer/2
other_work|300|trace|linear-10x10
no_version|300|trace|"version" is missing
escape|300|trace|not fit to be shown
long_name|300|trace|with a line of more than
many_facts|300|trace|members
exit_in_the_middle|300|trace|ended with exit code 7 before it had answered 'predict'; the last line of its standard error: 'it is over'
closes_output|300|trace|closes its standard output
garbage|300|trace|answers 'predict' with 'hello', which is neither ok nor error
zero_byte|300|trace|zero byte
nested|300|trace|is not a JSON array of 2 finite numbers
two_lines|300|trace|more than one line
refuses|300|trace|I do not like it
endless|300|trace|with a line of more than
drips|1|trace|has not answered 'predict' within 1 s
blank_lines|300|trace|answers 'predict' with '', which is neither ok nor error
closes_input|1|trace|has not answered 'sample
endless_complaints|1|trace|has not answered 'predict' within 1 s
unasked|300|trace|peer 'unasked' 
nan_logits|300|trace|is not a JSON array of 2 finite numbers
wrong_logits|300|trace|is wrong: 'examine' gives logits
short_input|300|trace|is wrong
memorises|300|trace|exit code 5 when asked to quit
memorised|300|trace|with random weights
cached|300|trace|is wrong: 'examine' gives logits
ignores_model|300|trace|is wrong: 'examine' gives logits
class_always_one|300|trace|gives class 1 where 0 is right
probability_rounded|300|trace|is wrong: 'examine' gives probability
slow_clock|300|trace|its clock runs slowly
fast_clock|300|trace|but only
constant|300|trace|its times of single calls cannot be true
microseconds|300|trace|its times of single calls cannot be true
leaves_child|300|trace|leaves 1 process behind
leaves_daemon|300|trace|leaves 1 process behind
ignores_quit|2|trace|does not end within 2 s when asked to quit
ends_badly|300|trace|exit code 5 when asked to quit
too_few|300|run|29 times where 30 were asked for
too_many|300|run|more than 30 times
negative|300|run|'-5' is not a whole number of ns
fraction|300|trace|is not a whole number of ns
not_a_number|300|trace|'nan' is not a whole number of ns
infinite|300|trace|'inf' is not a whole number of ns
wraps|300|trace|is not a whole number of ns
hang|2|run|has not answered 'calls 100 30' within 2 s
crash_in_the_middle|300|run|died of signal 11
wrong_later|300|run|after it was timed
END
[ $# -eq 0 ] || finish "peers: $*: as expected"

# ---- the honest ----
expect 0 "2.5" peers "$honest"
"$fairlane" peers --json "$honest" >peers.json || fail "peers --json"
true_of peers.json 'd["peers"][0]["state"] == "installed" and d["peers"][0]["facts"]["language"] == "C"'
measured --peer "$honest" --peer "$(planted class_honest)" --peer "$(planted probability_honest)" -o run.json
true_of run.json '[r["name"] for r in d["results"]] == ["scalar", "honest", "class_honest", "probability_honest"] and not d["skips"]'
python3 - <<'END' || fail "what is stored of peers is wrong"
import json
document = json.load(open("run.json"))
by_name = {r["name"]: r for r in document["results"]}
for name, r in by_name.items():
    if name == "scalar":
        assert "peer" not in r
        continue
    assert r["kernel"]["origin"] == "peer" and r["kernel"]["isa"] == "" and r["evidence"]["code_sha256"] == ""
    assert r["iterations"] == 60 == len(r["samples_ns"]) == len(r["peer"]["empty_call"]["samples_ns"])
    assert r["amortised"]["independent"]["rounds"] == 2 * 12 and r["amortised"]["chained"] is None
    assert r["peer"]["threads"] == 1 and r["peer"]["context_switches_voluntary"] >= 0
    assert [c["before"] <= c["after"] for c in r["peer"]["counters"]] == [True], r["peer"]["counters"]
    ratio = r["amortised"]["independent"]["versus_baseline"]
    assert (ratio is None) == (name != "honest"), name  # the others do other work
assert by_name["honest"]["accuracy"]["max_error_in_bounds"] <= 1
assert by_name["probability_honest"]["accuracy"]["max_error_in_bounds"] <= 1
assert by_name["class_honest"]["accuracy"]["max_error_in_bounds"] is None  # its class alone can be checked
assert by_name["class_honest"]["kernel"]["work"] == "logistic-784x1"
floor = by_name["honest"]["bounds"]["independent"]  # of the widest class: it holds whatever the peer executes
assert floor["set_by"] and 0 < floor["floor_ns"] and not floor["impossible"], floor
assert floor["floor_ns"] <= by_name["scalar"]["bounds"]["independent"]["floor_ns"] * 1.05, floor
assert by_name["class_honest"]["bounds"]["independent"] is None  # no probe does its work
END
says 'by class alone' output
says 'other work' output
keeps_schema record/result run.json

# One that remembers its answer is right every time, and faster than any code that does the work. On a core that others
# shared throughout no floor is relied on: there it is in doubt, and said to be.
cacher=$(dirname "$honest")/cacher
"$fairlane" run --quick -k scalar --peer "$cacher" -o cacher.json >output 2>errors </dev/null || true
if grep -q '^cacher, independent calls: below .*, which was measured on a shared core alone\.$' output; then
    true_of cacher.json 'd["results"][1]["bounds"]["independent"]["judgement"] == "in doubt"'
    note "the core was shared throughout: whether one that remembers its answer is impossible"
else
    grep -q 'no single thread does this work' errors || fail "one that remembers its answer is believed: $(cat output errors)"
    grep -qE 'cacher, independent calls: .* x its floor of [0-9.]+ (ns|us) \((loads|arithmetic)-' errors ||
        fail "what stands below which floor is not told: $(cat errors)"
    true_of cacher.json 'd["results"][1]["bounds"]["independent"]["impossible"] is True'
    true_of cacher.json 'd["impossible"] == any(b and b["impossible"] for b in d["results"][0]["bounds"].values())' # of kernels
    expect 0 "below its floor" compare cacher.json:scalar cacher.json:cacher
fi

# What cannot be asked for
expect 2 "is not known; known are: pytorch" run --peer no-such-peer
expect 2 "not a program that can be executed" run --peer ./missing
expect 2 "another contestant with the name 'honest'" run --quick -k scalar --peer "$honest" --peer "$honest"
expect 2 "--timeout" run --timeout 0 --peer "$honest"
expect 2 "--python" run --python ./missing --peer "$honest"
expect 2 "with --peer neither" trace --peer "$honest" scalar
expect 2 "peers come first" point93 --peer "$honest" --claim-a 1us
expect 2 "more than two peers" point93 --peer "$honest" --peer "$honest" --peer "$honest"
expect 2 "measured now" point93 --peer "$honest" --run run.json avx2
expect 3 "not installed; the last line of its standard error: 'no module named tensors'" run --peer "$(planted not_installed)"
mkdir -p folder/pytorch
printf '#!/bin/sh\necho "torch is missing" >&2\nexit 3\n' >folder/pytorch/start
chmod +x folder/pytorch/start
FAIRLANE_PEERS=folder expect 3 "install it with: $folder/folder/pytorch/setup" run --peer pytorch
FAIRLANE_PEERS=folder expect 3 "torch is missing" trace --peer pytorch
FAIRLANE_PEERS=folder expect 0 "install pytorch with: $folder/folder/pytorch/setup" peers
FAIRLANE_PEERS=folder expect 3 "numpy" run --peer numpy
FAIRLANE_PEERS=nowhere expect 3 "is no folder" run --peer pytorch
# A known one keeps the lab's name for it, whatever it calls itself
cp "$honest" folder/pytorch/start
FAIRLANE_PEERS=folder measured --peer pytorch -o known.json
true_of known.json '[r["name"] for r in d["results"]] == ["scalar", "pytorch"]'

# Ctrl-C leaves nothing, whatever the measuring process and its peer are doing: starting, being verified, timing
python_peer=$(planted honest_python)
for case in 0.3:"$honest" 0.6:"$honest" 0.8:"$honest" 1.0:"$honest" 1.5:"$python_peer"; do
    moment=${case%%:*}
    env --default-signal=INT "$fairlane" run --thorough -k scalar --peer "${case#*:}" >output 2>errors </dev/null &
    victim=$!
    sleep "$moment"
    kill -INT $victim
    status=0
    wait $victim || status=$?
    [ $status -eq 130 ] || fail "a run interrupted after $moment s exited with $status: $(cat errors)"
    sleep 0.3
    clean "a run interrupted after $moment s"
done

# So it is while a peer keeps it waiting, and even when the lab itself is killed
program=$(planted hang)
for signal in INT TERM KILL; do
    rm -f hanging
    env --default-signal=INT "$fairlane" run --quick -k scalar --peer "$program" >output 2>errors </dev/null &
    victim=$!
    for _ in {1..300}; do
        [ ! -e hanging ] || break
        sleep 0.1
    done
    [ -e hanging ] || fail "the peer that hangs was never asked: $(cat errors)"
    kill -$signal $victim
    wait $victim 2>/dev/null || true
    sleep 0.5
    clean "a run that waits for a peer, ended by signal $signal"
done

# ---- what it executed, and point 93 ----
can_trace || finish "peers: all as expected, but for what executes"
expect 0 "scalar, 1,568 of 1,568 multiply-adds" trace --peer "$honest" -o honest.trace
true_of honest.trace 'd["name"] == "honest" and d["version"] == "2.5"'
expect 0 'A is scalar, B is scalar.' point93 --quiet-wait 0 --peer "$honest" scalar -o kept.json
true_of kept.json '"honest" in [r["name"] for r in d["results"]]'
expect 0 "A with UNREAD=1 executes scalar and takes" point93 --quiet-wait 0 --peer "$honest" scalar --force-a UNREAD=1 -o forced.json
true_of forced.json.forced-a1 '"honest" in [r["name"] for r in d["results"]]'
expect 0 "A is scalar, B is scalar." point93 --trace-a honest.trace kept.json:honest kept.json:scalar
expect 1 "where this peer is, is not known" point93 kept.json:honest kept.json:scalar
changed honest.trace other.trace 's/"version": "2.5"/"version": "2.6"/'
expect 1 "another version of this peer" point93 --trace-a other.trace kept.json:honest kept.json:scalar
"$fairlane" trace -o plain.trace scalar >/dev/null
expect 1 "not one of this peer" point93 --trace-a plain.trace kept.json:honest kept.json:scalar
expect 1 "the trace is one of a peer" point93 --trace-b honest.trace kept.json:honest kept.json:scalar
expect 1 "gives logits" point93 --quiet-wait 0 --peer "$(planted wrong_logits)" scalar

finish "peers: all as expected"
