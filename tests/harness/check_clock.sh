#!/bin/bash
# A clock that lies is found out by every command that measures: exit code 3, the reason in one line, nothing written,
# within a minute. usage: check_clock.sh FAIRLANE FAIRLANE_GBENCH FALSE_CLOCK_LIBRARY PEERS
set -u
. "$(dirname "$0")/../lib.sh"
fairlane=$1 gbench=$2 library=$3 peers=$4
cd "$folder" || exit 1
count_failures

# lying KIND[:MS] COMMAND…: under that clock; with MS only in measuring processes, from then on
lying() {
    local kind=$1
    shift
    rm -rf out
    local variables=(FALSE_CLOCK="${kind%:*}" LD_PRELOAD="$library")
    [ "$kind" = "${kind%:*}" ] || variables+=(FALSE_CLOCK_CHILD=1 FALSE_CLOCK_MS="${kind#*:}")
    timeout -k 5 60 env "${variables[@]}" "$@" >output 2>errors </dev/null
}

# caught KIND REASON COMMAND…
caught() {
    local kind=$1 reason=$2 status=0
    shift 2
    lying "$kind" "$@" || status=$?
    [ "$status" -eq 3 ] || fail "$kind: exit code $status, not 3: $*: $(tail -n2 errors)"
    grep -qE "nothing can be timed with CLOCK_MONOTONIC: .*($reason)" errors || fail "$kind: $*: $(tail -n2 errors)"
    [ "$(grep -cvE '^run [0-9]+ of [0-9]+$' errors)" -eq 1 ] || fail "$kind: not one line: $*: $(cat errors)"
    [ ! -e out ] || fail "$kind: something was written: $*"
}

apart='passed by it while'
run=("$fairlane" run --quick --processes 2 --iterations 200 --attest 0 -k scalar -o out)

# The library itself does no harm: it is the lie that is found.
lying true "${run[@]}" || fail "an honest clock is refused: $(cat errors)"
[ -s out ] || fail "nothing was written by an honest clock"
grep -qE '"checked_against": "CLOCK_' out || fail "what the clock was held against is not stored"

caught stopped 'stands still' "${run[@]}"
caught back 'stepped back' "${run[@]}"
caught second 'stepped back' "${run[@]}"
caught jump "$apart" "${run[@]}"
caught slow "$apart" "${run[@]}"
caught fast "$apart" "${run[@]}"
caught drift "$apart" "${run[@]}"
caught coarse 'it advances in steps of ' "${run[@]}"
caught refused 'cannot be read' "${run[@]}"
# Only in the measuring process: at once, and after it was found good.
caught slow:0 "$apart" "${run[@]}"
for ms in 0 20 60; do
    caught frozen:$ms "$apart|stands still" "${run[@]}"
done
caught frozen:60 "$apart|stands still" "${run[@]}" --peer "$peers/honest"

caught stopped 'stands still' "$fairlane" bound -o out
caught stopped 'stands still' "$fairlane" selftest --rounds 11
caught slow:0 "$apart" "$fairlane" selftest --rounds 11
caught slow "$apart" "$fairlane" point93
caught frozen:30 "$apart|stands still" "$fairlane" point93
caught fast "$apart" "${run[@]}" --cross-check
caught stopped 'stands still' "$gbench" --benchmark_filter=scalar
caught slow "$apart" "$gbench" --benchmark_filter=scalar
if "$fairlane" trace scalar >/dev/null 2>&1; then # without which it does not come to measuring
    caught slow "$apart" "$fairlane" audit --run --quick --peer "$peers/sleeper" --peer "$peers/honest" --output out
fi

# What measures nothing works by any clock.
for kind in stopped slow back; do
    lying $kind "$fairlane" list || fail "list by a $kind clock: $(cat errors)"
    lying $kind "$fairlane" model || fail "model by a $kind clock: $(cat errors)"
    [ $kind = slow ] || continue
    lying $kind "$fairlane" trace scalar || [ $? -eq 3 ] || fail "trace by a $kind clock: $(cat errors)"
done

finish "nine kinds of false clocks are found out by every command that measures"
