#!/bin/bash
# `fairlane trace` on programs that cheat, err or merely do it differently: what each was found to execute, that it
# refuses what it cannot tell, that nothing stays behind. And the check itself: a wrong expectation must make it fail.
# usage: check_contestants.sh FAIRLANE PROGRAMS REGION_LIBRARY NAMES      (see contestants/judge.py)
# With FAIRLANE_EMULATOR="qemu-aarch64 -L /sysroot" all of them are made for another machine.
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
programs=$2
read -ra fairlane <<<"${FAIRLANE_EMULATOR-}"
fairlane+=("$1")
here=$(cd "$(dirname "$0")" && pwd)
need "$python"
ulimit -c 0 # some of them die on purpose
count_failures
judge() {
    "$python" "$here/contestants/judge.py" "$@"
}

judge "$@"
status=$?
[ $status -ne 77 ] || exit 77
[ $status -eq 0 ] || fail "what was found to be executed is not what is expected, see above"

# Negative control: with one expectation wrong, the check must fail and say so.
sed 's/"class": "scalar", "classification"/"class": "SIMD-128", "classification"/' \
    "$here/contestants/expected.json" >"$folder/wrong.json"
judge --expected "$folder/wrong.json" --only scalar "$@" >"$folder/output" && fail "a wrong expectation passes"
grep -q "^FAILED scalar: class is 'scalar' instead of" "$folder/output" ||
    fail "a wrong expectation is not named: $(cat "$folder/output")"

# refused STATUS PART ARGUMENT…: exit code, one line of fairlane on standard error (the command's own stand there as
# well) that has this part, nothing on standard output
refused() {
    local wanted=$1 part=$2 got
    shift 2
    "${fairlane[@]}" trace "$@" >"$folder/output" 2>"$folder/all"
    got=$?
    grep "^fairlane: " "$folder/all" >"$folder/errors"
    [ $got -eq "$wanted" ] || fail "trace $*: exit code $got instead of $wanted: $(cat "$folder/all")"
    [ "$(wc -l <"$folder/errors")" -eq 1 ] || fail "trace $*: not one line: $(cat "$folder/all")"
    grep -q -- "$part" "$folder/errors" || fail "trace $*: '$part' is missing in: $(cat "$folder/errors")"
    [ ! -s "$folder/output" ] || fail "trace $*: something on standard output: $(head -n1 "$folder/output")"
}

printf 'no program\n' >"$folder/text"
printf '#!/nowhere/at/all\n' >"$folder/lost" && chmod +x "$folder/lost"
refused 2 "no-such-command" -- no-such-command
refused 2 "$folder/text" -- "$folder/text"
refused 2 "$folder/lost" -- "$folder/lost"
refused 2 "$folder" -- "$folder"
if [ -z "${FAIRLANE_EMULATOR-}" ]; then # programs of this machine
    refused 2 "fl_region_begin" -- /bin/true
    refused 2 "fl_region_begin" -- /bin/false
fi
refused 2 "no-such-function" --function no-such-function -- "$programs/scalar"
refused 2 "name a kernel, or a command" --json
refused 2 "no kernel" no-such-kernel

# What never comes to its region, or out of it, is ended with it. A number in the command line marks the process.
mark="$$.2718"
refused 2 "was stopped after 1 s" --timeout 1 -- "$programs/stuck_before" "$mark"
refused 2 "did not end within 1 s\|was stopped after 1 s" --timeout 1 -- "$programs/stuck_inside" "$mark"

# Whoever interrupts the tracer, or kills it, leaves nothing behind either.
for signal in INT TERM KILL; do
    env --default-signal=INT "${fairlane[@]}" trace -- "$programs/stuck_before" "$mark" >"$folder/output" 2>"$folder/errors" &
    tracer=$!
    sleep 0.5
    kill -$signal $tracer
    wait $tracer 2>/dev/null
    [ ! -s "$folder/output" ] || fail "signal $signal: something on standard output: $(head -n1 "$folder/output")"
done
sleep 0.2
left=$(grep -alE "$$[.]2718" /proc/[0-9]*/cmdline 2>/dev/null) # a pattern that does not find itself
[ -z "$left" ] || fail "left running: $left"

finish "refusals, time-outs and interruptions are as they should be"
