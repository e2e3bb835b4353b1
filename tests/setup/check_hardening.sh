#!/bin/bash
# What is installed is hardened as distributions do it, what is measured is not touched by that; and each of these
# properties is missed where a program lacks it.
# usage: check_hardening.sh COMPILER LIBRARY_ARCHIVE KERNEL_OBJECT… -- PROGRAM… -- SHARED_LIBRARY…
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
export LC_ALL=C
compiler=$1 archive=$2
shift 2

command -v readelf >/dev/null || skip "readelf (binutils) is not installed"

# lacks FILE: the names of what is missing of the linker's part, one a line
lacks_of_linking() {
    local headers dynamic
    headers=$(readelf -lW "$1") dynamic=$(readelf -dW "$1")
    grep -q GNU_RELRO <<<"$headers" || echo "read-only relocations"
    grep -qE 'BIND_NOW|FLAGS_1.* NOW' <<<"$dynamic" || echo "binding at the start"
    grep -qE 'GNU_STACK .* RW  *0x' <<<"$headers" || echo "a stack without execution"
}

lacks() {
    local symbols
    symbols=$(readelf -W --dyn-syms "$1")
    grep -q 'Type: *DYN' < <(readelf -hW "$1") && grep -q 'FLAGS_1.* PIE' < <(readelf -dW "$1") || echo "position independence"
    lacks_of_linking "$1"
    grep -q ' __stack_chk_fail' <<<"$symbols" || echo "canaries on the stack"
    grep -qE ' __[a-z]+_chk(@|$)' <<<"$symbols" || echo "checked functions of the C library"
}

# Whether hardening shows in an object's code. (grep reads to the end: readelf would die of a pipe that is closed.)
is_touched() { readelf -sW "$1" | grep -E '__stack_chk_(fail|guard)|__[a-z]+_chk$' >/dev/null; }

kernels=()
while [ "$1" != -- ]; do
    kernels+=("$1")
    shift
done
shift
for object in "${kernels[@]}"; do
    if is_touched "$object"; then
        fail "$object is measured, and hardening has changed it"
    fi
done
while [ "$1" != -- ]; do
    missing=$(lacks "${1#--elf=}")
    [ -z "$missing" ] || fail "${1##*/} lacks ${missing//$'\n'/, }"
    shift
done
shift
for library; do
    missing=$(lacks_of_linking "$library")
    [ -z "$missing" ] || fail "${library##*/} lacks ${missing//$'\n'/, }"
done
is_touched "$archive" || fail "${archive##*/} lacks canaries on the stack"

# Planted: a program that has all of it, and programs that lack one thing each.
cat >"$folder/program.c" <<'CODE'
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv)
{
    char name[16];
    strcpy(name, argv[argc - 1]);
    return puts(name) < 0;
}
CODE
hardened=(-O2 -fPIE -pie -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
    "-Wl,-z,relro" "-Wl,-z,now" "-Wl,-z,noexecstack")
planted() { # WHAT FLAG…: the flags undo what gives it
    local what=$1 missing
    shift
    "$compiler" "${hardened[@]}" "$@" "$folder/program.c" -o "$folder/program"
    missing=$(lacks "$folder/program")
    [ "$missing" = "$what" ] || fail "of a program that lacks '$what' it says '$missing'"
}
planted ""
planted "position independence" -fno-PIE -no-pie
planted "read-only relocations" -Wl,-z,norelro
planted "binding at the start" -Wl,-z,lazy
planted "a stack without execution" -Wl,-z,execstack
planted "canaries on the stack" -fno-stack-protector
planted "checked functions of the C library" -U_FORTIFY_SOURCE
"$compiler" "${hardened[@]}" -c "$folder/program.c" -o "$folder/program.o"
is_touched "$folder/program.o" || fail "a hardened object is not noticed"
echo "hardening: all of it is there, ${#kernels[@]} measured files are untouched, 7 planted gaps are found"
