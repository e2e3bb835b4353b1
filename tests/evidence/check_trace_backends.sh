#!/bin/bash
# Two ways to see what is executed that share neither tracer nor processor: single steps here, and the log of QEMU as
# a Haswell. Of the same machine code they have to tell the same, to the last instruction and byte.
# usage: check_trace_backends.sh FAIRLANE PROGRAMS
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$1 programs=$2
unset FAIRLANE_QEMU QEMU_CPU FAIRLANE_KERNEL
export QEMU_CPU=Haswell
command -v qemu-x86_64 >/dev/null || skip "qemu-x86_64 is missing (on Debian: apt-get update && apt-get install qemu-user)"
if grep -q __asan_init "$fairlane"; then
    skip "built with AddressSanitizer, whose memory layout QEMU's user mode does not carry"
fi
compared=0

count_failures

# QEMU 10 executes a repeated string instruction in one go, as far as its log tells: bytes are then not comparable.
repeats_at_once=$(qemu-x86_64 --version | grep -cE 'version ([1-9][0-9]+)\.')

# All members but those that tell the two apart: one of two CPUs may have what FAIRLANE_HIDE hides.
told() {
    # which functions executed, and what can find out the CPU, is told by single steps alone
    sed '/^  "functions": \[$/,/^  \],$/d; /^  "functions": \[\],$/d; /^  "choosers": \[$/,/^  \],*$/d; /^  "choosers": \[\]/d; /^  "imitated": \[$/,/^  \],*$/d; /^  "imitated": \[\]/d' "$1" |
        grep -vE '"(how|traced_by|cpu|backend|hidden_features|hidden_by|choosers_sought|scalar_alone)"'
}

# compare ARGUMENT…
compare() {
    "$fairlane" trace --json "$@" >"$folder/steps" 2>"$folder/errors"
    local status=$?
    if [ $status -eq 3 ]; then
        echo "not compared: $*: $(grep "^fairlane: " "$folder/errors")"
        return
    fi
    qemu-x86_64 "$fairlane" trace --json "$@" >"$folder/log" 2>"$folder/errors"
    local other=$?
    [ $status -eq $other ] || fail "$*: exit code $status, in QEMU $other: $(tail -n1 "$folder/errors")"
    diff <(told "$folder/steps") <(told "$folder/log") >"$folder/differences" ||
        fail "$*: $(head -n 20 "$folder/differences")"
    cmp -s "$folder/steps" "$folder/log" && fail "$*: both were traced in the same way"
    compared=$((compared + 1))
}

for kernel in scalar scalar-two-pass sse avx avx2; do
    compare "$kernel"
done
[ "$repeats_at_once" -eq 0 ] || echo "not compared: repeated_move, which this QEMU logs as one step"
for name in scalar avx2 masked_tail_avx2 mixed double one_output decoy wide_copy repeated_move generated; do
    [ "$name" != repeated_move ] || [ "$repeats_at_once" -eq 0 ] || continue
    [ -x "$programs/$name" ] && compare --timeout 600 -- "$programs/$name"
done
[ $compared -ge 2 ] || skip "nothing could be traced by single steps"
finish "$compared traces are the same in both ways"
