#!/usr/bin/env bash
# The number of instructions of one call, by a tool that shares nothing with ours: equal to the last instruction.
# usage: check_callgrind.sh FAIRLANE ONE_CALL
set -eu
. "$(dirname "$0")/../lib.sh"
fairlane=$1 one_call=$2
command -v valgrind >/dev/null || skip "valgrind is not installed"
if nm "$one_call" 2>/dev/null | grep -q __asan_init; then
    skip "valgrind does not run programs with the address sanitizer"
fi
log=$folder/log
count_failures

compared=0
"$one_call" >"$log.list"
while read -r kernel function; do
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null --demangle=no --toggle-collect="$function" "$one_call" "$kernel" \
        >"$log" 2>&1; then
        # it knows neither AVX-512 nor whatever else this CPU has beyond it
        note "$kernel: valgrind: $(grep -m1 -iE 'illegal|unhandled|signal' "$log" || tail -n1 "$log")"
        continue
    fi
    theirs=$(sed -nE 's/.*Collected *: *([0-9]+).*/\1/p' "$log")
    status=0
    "$fairlane" trace --json --function "$function" -- "$one_call" "$kernel" >"$log" 2>"$log.error" || status=$?
    if [ "$status" -eq 3 ]; then skip "$(cat "$log.error")"; fi
    ours=$(sed -nE 's/^ *"instructions": ([0-9]+),$/\1/p' "$log" | head -n1)
    echo "$kernel: $ours, callgrind $theirs"
    compared=$((compared + 1))
    { [ "$ours" = "$theirs" ] && [ -n "$ours" ]; } || fail "$kernel: $(cat "$log.error")"
done <"$log.list"
[ "$compared" -gt 0 ] || skip "valgrind ran none of the kernels"
finish "$compared kernels: the same number of instructions"
