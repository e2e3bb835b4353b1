#!/usr/bin/env bash
# The command `fairlane trace`: right and wrong use, commands that never come to a region, and that nothing is left
# running, whatever happens.
# usage: check_trace.sh FAIRLANE PROGRAMS ONE_CALL SCHEMA_CHECK SCHEMA    PROGRAMS: folder of the planted contestants
set -u
. "$(dirname "$0")/../lib.sh"
# The leak check alone cannot be had of what is traced: it traces the process itself, and a process has one tracer.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
fairlane=$1 programs=$2 one_call=$3 schema_check=$4 schema=$5
marker=97$$ # in every command line, and so long a sleep
count_failures

# expect STATUS WORDS ARGUMENT…: the exit code, one line of error with these words, nothing on standard output
expect() {
    local wanted=$1 words=$2 status=0
    shift 2
    timeout 60 "$fairlane" trace "$@" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "trace $*: exit $status instead of $wanted: $(cat "$folder/err")"
    [ "$(grep -c '^fairlane: ' "$folder/err")" -eq 1 ] || fail "trace $*: not one line: $(cat "$folder/err")"
    grep -q -e "$words" "$folder/err" || fail "trace $*: '$(cat "$folder/err")' does not say '$words'"
    [ ! -s "$folder/out" ] || fail "trace $*: standard output is not empty"
}

# gone MARKER: no process has it in its command line
gone() {
    local pattern="[${1:0:1}]${1:1}" # which does not match grep's own command line
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        grep -qsa -e "$pattern" /proc/[0-9]*/cmdline || return 0
        sleep 0.1
    done
    fail "a process is left running: $1"
}

"$fairlane" trace scalar >"$folder/report" 2>"$folder/err"
status=$?
if [ "$status" -eq 3 ] && grep -q unattestable "$folder/err"; then skip "$(cat "$folder/err")"; fi
[ "$status" -eq 0 ] || fail "trace scalar: $(cat "$folder/err")"
grep -q '^scalar: scalar, 1,568 of 1,568 multiply-adds$' "$folder/report" || fail "the report lacks its first line"
grep -Eq '^instructions +[0-9]+' "$folder/report" || fail "the report lacks the number of instructions"

# Usage
expect 2 'name a kernel' # nothing at all
expect 2 'name a kernel' --
expect 2 "no kernel 'nosuch'" nosuch
expect 2 'too much' scalar avx
expect 2 'unknown option --jsn' --jsn scalar
expect 2 'is for commands' --function f scalar
expect 2 'is for commands' --expect 5 scalar
expect 2 'SYMBOL@LIBRARY' --function @libm -- true
expect 2 'SYMBOL@LIBRARY' --function f@ -- true
expect 2 'calls is for --function' --calls -- true
expect 2 'whole number' --timeout soon -- true
expect 2 'between 1 and' --timeout 0 -- true

# Commands that never come to a region
expect 2 "cannot execute '/nonexistent'" -- /nonexistent
expect 2 "cannot execute '$folder'" -- "$folder"
printf '#!/nonexistent/interpreter\n' >"$folder/script"
chmod +x "$folder/script"
expect 2 "cannot execute '$folder/script'" -- "$folder/script"
expect 2 'ended with exit status 0 without having loaded' -- true
expect 2 'ended with exit status 7 without having loaded' -- sh -c 'exit 7'
expect 2 'died of signal 9' -- sh -c 'kill -9 $$'
expect 2 'was stopped after 1 s' --timeout 1 -- sleep "$marker.5"
gone "$marker.5"
expect 2 'was stopped after 1 s' --timeout 1 -- sh -c "sleep $marker.25 & sleep $marker.25 & wait"
gone "$marker.25"
expect 2 'no object that it loaded has a symbol' --function no_such_symbol -- true
expect 2 'in libnothing' --function main@libnothing -- "$programs/scalar"
expect 2 'did not end within 1 s' --timeout 1 --function main -- "$programs/stuck_inside" "$marker.125"
gone "$marker.125"
expect 2 'did not end within 1 s' --timeout 1 --function nanosleep -- sleep "$marker.75"
gone "$marker.75"

# A function as the region; the document, on standard output and in a file; what the command prints stays apart
function=$("$one_call" | sed -n 's/^scalar //p')
function=${function:-linear_scalar} # in a sanitised build it calls others, and is not listed
"$fairlane" trace --json -o "$folder/file.json" --function "$function@one_call" -- "$one_call" scalar \
    >"$folder/out.json" 2>"$folder/err" || fail "--function $function: $(cat "$folder/err")"
cmp -s "$folder/out.json" "$folder/file.json" || fail "standard output and the file differ"
grep -q '^0$' "$folder/err" || fail "what the command prints does not come to standard error"
grep -q '"multiply_add_lanes": 1568' "$folder/out.json" || fail "--function $function: $(cat "$folder/out.json")"
/usr/bin/python3 "$schema_check" "$schema" "$folder/file.json" >/dev/null 2>"$folder/err"
case $? in
    0) ;;
    77 | 127) note "the schema: python3-jsonschema is not installed" ;;
    *) fail "the document does not follow its schema: $(cat "$folder/err")" ;;
esac
expect 3 'cannot' -o "$folder/no/such/folder/x.json" --json scalar
"$fairlane" trace --expect 784 -- "$programs/scalar" 2>/dev/null | head -n1 | grep -q '784 of 784 multiply-adds and 784 more' ||
    fail "--expect 784 is not followed"

# Interrupted: exit 130. Killed: what it traced dies with it.
for signal in INT KILL; do
    setsid env --default-signal=INT "$fairlane" trace -- sh -c "sleep $marker.5; $signal" >/dev/null 2>"$folder/err" </dev/null &
    tracer=$!
    # the command runs when its own process sleeps, beside the tracer and its shell
    for _ in $(seq 50); do
        grep -qsaxz "$marker.5" /proc/[0-9]*/cmdline && break
        sleep 0.1
    done
    kill -s "$signal" "$tracer"
    wait "$tracer" 2>/dev/null
    status=$?
    [ "$signal" = KILL ] || [ "$status" -eq 130 ] || fail "interrupted: exit $status instead of 130: $(cat "$folder/err")"
    gone "$marker.5"
done

# Functions by their names, or what is near
"$fairlane" trace --function inference -- "$programs/scalar" >"$folder/out" 2>/dev/null || fail "--function: $?"
grep -q '^region .*first call of inference()' "$folder/out" || fail "--function: $(head -n 9 "$folder/out")"
grep -Eq '^inference +scalar .* 1568 +100.0 %$' "$folder/out" || fail "no table of functions: $(cat "$folder/out")"
! grep -q 'was entered' "$folder/out" || fail "one call is looked at: $(head -n 3 "$folder/out")"
"$fairlane" trace --calls --function inference -- "$programs/scalar" >"$folder/out" 2>/dev/null || fail "--calls: $?"
grep -q 'the region was entered 2 times' "$folder/out" || fail "--calls: $(head -n 3 "$folder/out")"
expect 2 "nothing is called 'inferenze'; near: inference" --function inferenze -- "$programs/scalar"
expect 2 'has it been stripped' --function qqqqqqqq -- "$programs/scalar"

# A program that is traced already: nobody else may look, and that is said.
status=0
"$fairlane" trace --timeout 30 -- "$fairlane" trace scalar >"$folder/out" 2>"$folder/err" </dev/null || status=$?
grep -q 'unattestable' "$folder/err" || fail "inside another tracer: $(cat "$folder/err")"
grep -q 'ended with exit status 3' "$folder/err" || fail "inside another tracer: $(cat "$folder/err")"
[ "$status" -eq 2 ] || fail "inside another tracer: exit $status"

finish "trace: right and wrong use, and nothing left running"
