#!/bin/bash
# check_symbols.sh NM ARCHIVE --elf=FILE OF THE PROGRAM PROGRAM CONTROL…
# The library exports nothing but its own names, and no other BLAS can take over the one that is folded into its
# kernels: PROGRAM defines cblas_sgemv and its kin itself and must still get right answers. Each CONTROL is the same
# program linked with a library that was not folded, and must be taken over, or this check would prove nothing.
set -u
. "$(dirname "$0")/../lib.sh"
nm=$1 archive=$2 file=${3#--elf=} program=$4
shift 4
count_failures

one_line()
{
    echo "$1" | tr '\n' ' ' | cut -c 1-300
}

# Names that a program linked with this file could collide with or take over (gcc's and clang's sanitizers add
# theirs).
exported()
{
    "$nm" -g --defined-only "$1" | awk 'NF == 3 && $3 !~ /^(fl_|__odr_asan)/ { print $3 }'
}

names=$(exported "$archive" | sort -u)
[ -z "$names" ] || fail "$archive exports foreign names: $(one_line "$names")"
exported "$file" | grep -qx cblas_sgemv || fail "the search for exported names does not find cblas_sgemv in $file"

"$program"
status=$?
[ $status -ne 77 ] || skip "no foreign library was found when this was built"
[ $status -eq 0 ] || fail "$program ended with status $status instead of 0"
for control in "$@"; do
    "$control"
    status=$?
    [ $status -eq 66 ] || fail "$control ended with status $status instead of 66: it should have been taken over"
done
finish "names are as they should be"
