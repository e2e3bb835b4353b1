#!/usr/bin/env bash
# FAIRLANE_HIDE hides features from a program that is traced: in whatever way it asks, it chooses as on a CPU without them,
# and the trace says that it does; of code that it wrote itself the trace says that it does not. Nothing of it is damaged.
# usage: check_imitate.sh FAIRLANE ASKING LIBRARY
set -u
. "$(dirname "$0")/../lib.sh"
unset FAIRLANE_KERNEL FAIRLANE_HIDE GLIBC_TUNABLES
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
fairlane=$1 asking=$2 library=$3
need "$python"
grep -qw avx2 /proc/cpuinfo || skip "this CPU has neither AVX-512 nor AVX2, which could be hidden"
count_failures

# traced FEATURES WAY WIDTH CLASS IMITATES: what it chooses, what it executes, and whether the trace counts (0, 1)
traced() {
    local status=0
    FAIRLANE_HIDE=$1 "$fairlane" trace --function asking_inference --output "$folder/$2.json" -- "$asking" "$2" "$library" \
        >"$folder/out" 2>"$folder/err" || status=$?
    if [ "$status" -eq 3 ] && grep -q unattestable "$folder/err"; then skip "$(cat "$folder/err")"; fi
    [ "$status" -eq 0 ] || fail "$1, $2: exit $status: $(cat "$folder/err")"
    grep -qx "$3 a20fa20f 0fa20fa2" "$folder/err" || fail "$1, $2: chose $(cat "$folder/err")"
    if [ "$5" -eq 1 ]; then grep -q '^imitates  *a CPU without them$' "$folder/out"; else grep -q '^imitates  *UNCHECKED: ' "$folder/out"; fi ||
        fail "$1, $2: $(grep -e '^imitates' -e '^cpuid' "$folder/out")"
    "$python" - "$folder/$2.json" "$4" "$5" "$2" <<'END' || fail "$1, $2: the trace tells something else"
import json
import sys

trace = json.load(open(sys.argv[1], encoding="utf-8"))
left = sum(o["left"] for o in trace["imitated"])
print(trace["hidden_by"], trace["class"], trace["imitated"])
assert trace["hidden_by"] == "cpuid" and trace["hidden_features"]
assert trace["class"] == sys.argv[2], trace["class"]
assert (left == 0) is bool(int(sys.argv[3])), "places are left"
asked = {o["object"]: o for o in trace["imitated"]}
assert asked["asking"]["places"] > 0 and asked["asking"]["answers"] > 0
if sys.argv[4] == "library":
    assert any(n.startswith("libasking") and o["answers"] > 0 for n, o in asked.items()), "the library was not reached"
if left:
    assert asked["[anonymous]"]["why"] == "made at run time"
END
}

widest=$("$asking" loaded "$library" | cut -d' ' -f1)
if [ "$widest" = 512 ]; then
    for way in loaded compiler library called jumped; do traced avx512 "$way" 256 SIMD-256 1; done
    traced avx512 taken-away 512 SIMD-512 0
else
    traced avx2 written 256 SIMD-256 0
fi
traced avx2 library 128 SIMD-128 1
"$fairlane" trace --function asking_inference --json -- "$asking" loaded "$library" >"$folder/plain" 2>"$folder/err"
grep -q '"hidden_by": "nothing"' "$folder/plain" || fail "nothing was hidden, and the trace tells otherwise"
grep -q "^$widest " "$folder/err" || fail "with nothing hidden it chose $(cat "$folder/err")"
# In an emulator the emulated CPU lacks it.
if command -v qemu-x86_64 >/dev/null && ! grep -q __asan_init "$fairlane"; then
    FAIRLANE_HIDE=avx2 QEMU_CPU=Haswell qemu-x86_64 "$fairlane" trace --timeout 600 --function asking_inference \
        --output "$folder/emulated.json" -- "$asking" loaded "$library" >"$folder/out" 2>"$folder/err"
    grep -q "^128 " "$folder/err" || fail "in QEMU it chose $(cat "$folder/err")"
    grep -q '"hidden_by": "emulator"' "$folder/emulated.json" && grep -q '^imitates  *a CPU without them$' "$folder/out" ||
        fail "the trace of the emulated program tells something else: $(cat "$folder/out")"
fi
finish "a traced program sees a CPU without what is hidden"
