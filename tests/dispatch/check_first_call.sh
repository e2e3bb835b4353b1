#!/usr/bin/env bash
# What the library does to a user's process (first_call.c): built as it is installed, and all of it once more with
# ThreadSanitizer. No suppressions.
# Usage: check_first_call.sh SOURCE CMAKE CC CXX FIRST_CALL FIRST_CALL_WATCHED BUILD
set -eu
. "$(dirname "$0")/../lib.sh"
source=$1 cmake=$2 cc=$3 cxx=$4 plain=$5 watched=$6 build=$7
unset FAIRLANE_KERNEL FAIRLANE_HIDE CFLAGS CXXFLAGS LDFLAGS

FAIRLANE_KERNEL=scalar "$watched" watched || fail "the first call of a forced kernel loads or writes something ($?)"
for kernel in "" $("$plain" names); do
    if [ -n "$kernel" ]; then export FAIRLANE_KERNEL=$kernel; fi
    "$plain" fork 10 >"$folder/out" 2>&1 || fail "a fork beside the first call (${kernel:-the best kernel}): $(cat "$folder/out")"
done
unset FAIRLANE_KERNEL
"$plain" threads || fail "threads"

# try PROGRAM WORDS…: gcc's ThreadSanitizer needs memory at addresses that some kernels' layouts do not give.
try() {
    setarch -R "$@" >"$folder/out" 2>&1
}

# Forced to each kernel in turn, the first calls come from many threads, and a fork stands beside one.
try_all() { # PROGRAM WHAT FORKS
    local kernel names
    names=$(try "$1" names && cat "$folder/out") || fail "$2: $(head -40 "$folder/out")"
    for kernel in "" $names; do
        if [ -n "$kernel" ]; then export FAIRLANE_KERNEL=$kernel; fi
        try "$1" threads || fail "$2, kernel ${kernel:-chosen}, threads: $(head -40 "$folder/out")"
        try "$1" fork "$3" || fail "$2, kernel ${kernel:-chosen}, fork: $(head -40 "$folder/out")"
    done
    unset FAIRLANE_KERNEL
    echo "$2: $(wc -w <<<"$names") kernels"
}

# install_and_compile BUILD SANITIZER: a user's program against the library as it is installed, at $folder/SANITIZER.
install_and_compile() {
    "$cmake" --install "$1" --prefix "$folder/installed-$2" >/dev/null
    PKG_CONFIG_PATH=$(dirname "$(find "$folder/installed-$2" -name fairlane.pc)")
    export PKG_CONFIG_PATH
    export LD_LIBRARY_PATH="${PKG_CONFIG_PATH%/pkgconfig}" # of a shared library, as ldconfig would find it
    # shellcheck disable=SC2046 # words
    "$cc" -std=c11 -g -fsanitize="${2%-*}" "$source/tests/dispatch/first_call.c" -o "$folder/$2" \
        $(pkg-config --cflags --libs fairlane) -lm -lpthread
}

# The library as users get it, in a program with AddressSanitizer and UndefinedBehaviourSanitizer. No forks: gcc 12's
# allocator of the former takes its locks along into the child, where nobody lets go of them.
install_and_compile "$build" address,undefined
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_stack_use_after_return=1 try_all "$folder/address,undefined" \
    "a user's program with AddressSanitizer" 0

# The whole library with ThreadSanitizer, as the preset thread-sanitizer builds it.
"$cmake" -S "$source" -B "$folder/build" -DFAIRLANE_LIBRARY_ONLY=ON -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER="$cc" \
    -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_FLAGS=-fsanitize=thread -DCMAKE_CXX_FLAGS=-fsanitize=thread \
    >"$folder/log" 2>&1 || fail "$(tail -20 "$folder/log")"
"$cmake" --build "$folder/build" --parallel 2 >"$folder/log" 2>&1 || fail "$(tail -20 "$folder/log")"
install_and_compile "$folder/build" thread-whole
if ! try "$folder/thread-whole" fork 0 && grep -q 'unexpected memory mapping' "$folder/out"; then
    skip "ThreadSanitizer does not run here: $(grep -m1 'unexpected memory' "$folder/out")"
fi
try_all "$folder/thread-whole" "library and program with ThreadSanitizer" 4
install_and_compile "$build" thread-user
try_all "$folder/thread-user" "a user's program with ThreadSanitizer" 4
echo "no race, no hang, nothing written"
