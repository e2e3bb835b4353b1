#!/bin/bash
# What is for macOS compiles for Apple silicon, against Apple's headers but without its SDK: nothing is linked, nothing is
# run. Every name that an object leaves open is defined in another one or belongs to a library, and what is Linux's alone
# is noticed. usage: check_macos.sh PROJECT
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1
headers=$project/build-macos-headers
[ -f "$headers/.complete" ] || skip "no headers of macOS; run cmake/make-macos-headers"
export PATH=/usr/bin:/bin:$PATH
unset CMAKE_C_COMPILER_LAUNCHER CMAKE_CXX_COMPILER_LAUNCHER # they would take this clang's path for its version

"$project/cmake/build" macos >"$folder/log" 2>&1 || fail "$(grep -m5 -E 'error:|Error' "$folder/log")"

compiles() { # FILE
    "$headers/bin/clang" -std=c11 -Werror=implicit-function-declaration -I"$project" -fsyntax-only "$1" 2>"$folder/errors"
}
compiles "$project/bench/base/system_macos.c" || fail "a file of macOS alone: $(head -n3 "$folder/errors")"
compiles "$project/bench/base/system_linux.c" && fail "system_linux.c compiles for macOS: these headers are Linux's"
printf '%s\n' '#include <fcntl.h>' '#include <unistd.h>' 'int main(void) { return copy_file_range(0, 0, 1, 0, 1, 0) < 0; }' \
    >"$folder/linux.c"
compiles "$folder/linux.c" && fail "a call that only Linux has is not noticed"

# Planted: an object that calls what nobody defines.
echo 'int fl_nobody_has_this(void); int main(void) { return fl_nobody_has_this(); }' >"$folder/open.c"
"$headers/bin/clang" -c "$folder/open.c" -o "$folder/open.o" || fail "the planted object cannot be made"
objects=$(dirname "$0")/mach_objects.py
"$python" "$objects" "$project/build-macos" || fail "names that nobody defines"
"$python" "$objects" "$project/build-macos" "$folder/open.o" >"$folder/log" && fail "a name that nobody defines is not noticed"
grep -qx 'fl_nobody_has_this' "$folder/log" || fail "another name than the planted one: $(cat "$folder/log")"
finish "compiled for macOS and no more: never linked, never run"
