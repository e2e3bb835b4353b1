#!/usr/bin/env bash
# What the library does to a user's process (first_call.c): built as it is installed, and all of it once more with
# ThreadSanitizer. No suppressions.
# Usage: check_first_call.sh SOURCE CMAKE CC CXX FIRST_CALL FIRST_CALL_WATCHED
set -eu
source=$1 cmake=$2 cc=$3 cxx=$4 plain=$5 watched=$6
unset FAIRLANE_KERNEL FAIRLANE_HIDE CFLAGS CXXFLAGS LDFLAGS

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

fail() {
    echo "FAILED: $*"
    exit 1
}

FAIRLANE_KERNEL=scalar "$watched" watched || fail "the first call of a forced kernel loads or writes something ($?)"
for kernel in "" scalar onednn libxsmm; do
    if [ -n "$kernel" ]; then
        FAIRLANE_KERNEL=$kernel "$plain" fork 1 >/dev/null 2>&1 || continue # not in this build
        export FAIRLANE_KERNEL=$kernel
    fi
    "$plain" fork 20 || fail "a fork beside the first call (${kernel:-the best kernel})"
done
unset FAIRLANE_KERNEL
"$plain" threads || fail "threads"

# The whole library with ThreadSanitizer; gcc's needs memory at addresses that some kernels' layouts do not give.
"$cmake" -S "$source" -B "$place/build" -DFAIRLANE_LIBRARY_ONLY=ON -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_FLAGS=-fsanitize=thread -DCMAKE_CXX_FLAGS=-fsanitize=thread \
    >"$place/log" 2>&1 || fail "$(tail -20 "$place/log")"
"$cmake" --build "$place/build" --parallel 2 >"$place/log" 2>&1 || fail "$(tail -20 "$place/log")"
"$cmake" --install "$place/build" --prefix "$place/installed" >/dev/null
PKG_CONFIG_PATH=$(dirname "$(find "$place/installed" -name fairlane.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # words
"$cc" -std=c11 -g -fsanitize=thread "$source/tests/first_call.c" -o "$place/raced" \
    $(pkg-config --cflags --libs fairlane) -lm -lpthread
try() {
    setarch -R "$place/raced" "$@" >"$place/out" 2>&1
}
if ! try fork 0 && grep -q 'unexpected memory mapping' "$place/out"; then
    echo "skipped: ThreadSanitizer does not run here: $(grep -m1 'unexpected memory' "$place/out")"
    exit 77
fi
try threads || fail "ThreadSanitizer: $(head -40 "$place/out")"
try fork 4 || fail "ThreadSanitizer: $(head -40 "$place/out")"
echo "no race, no hang, nothing written"
