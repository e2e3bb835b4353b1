#!/usr/bin/env bash
# The number of instructions of one call, by a tool that shares nothing with ours: equal to the last instruction.
# usage: check_callgrind.sh FAIRLANE ONE_CALL
set -eu
fairlane=$1 one_call=$2
if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed"
    exit 77
fi
if nm "$one_call" 2>/dev/null | grep -q __asan_init; then
    echo "skipped: valgrind does not run programs with the address sanitizer"
    exit 77
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

compared=0 failed=0
"$one_call" >"$log.list"
while read -r kernel function; do
    if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null --demangle=no --toggle-collect="$function" "$one_call" "$kernel" \
        >"$log" 2>&1; then
        # it knows neither AVX-512 nor whatever else this CPU has beyond it
        echo "skipped: $kernel: valgrind: $(grep -m1 -iE 'illegal|unhandled|signal' "$log" || tail -n1 "$log")"
        continue
    fi
    theirs=$(sed -nE 's/.*Collected *: *([0-9]+).*/\1/p' "$log")
    status=0
    "$fairlane" trace --json --function "$function" -- "$one_call" "$kernel" >"$log" 2>"$log.error" || status=$?
    if [ "$status" -eq 3 ]; then
        echo "skipped: $(cat "$log.error")"
        exit 77
    fi
    ours=$(sed -nE 's/^ *"instructions": ([0-9]+),$/\1/p' "$log" | head -n1)
    echo "$kernel: $ours, callgrind $theirs"
    compared=$((compared + 1))
    if [ "$ours" != "$theirs" ] || [ -z "$ours" ]; then
        echo "FAILED: $kernel: $(cat "$log.error")"
        failed=1
    fi
done <"$log.list"
rm -f "$log.list" "$log.error"
[ "$compared" -gt 0 ] || { echo "skipped: valgrind ran none of the kernels" && exit 77; }
exit $failed
