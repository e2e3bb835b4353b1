#!/usr/bin/env bash
# The dispatcher on x86 CPUs that QEMU makes up: the right choice, no illegal instruction, AVX-512 refused.
# Usage: check_emulated_x86.sh FAIRLANE RUN_KERNELS VECTOR_INSTRUCTION
set -u
fairlane=$1 run_kernels=$2 vector_instruction=$3
unset FAIRLANE_KERNEL FAIRLANE_HIDE OPENBLAS_CORETYPE # of the CPU underneath
ulimit -c 0 # the negative controls die on purpose

if [ "$(uname -m)" != x86_64 ]; then
    echo "skipped: this host is not x86-64"
    exit 77
fi
if ! command -v qemu-x86_64 >/dev/null; then
    echo "skipped: qemu-x86_64 is missing (on Debian: apt-get install qemu-user)"
    exit 77
fi
if grep -q __asan_init "$fairlane"; then
    echo "skipped: built with AddressSanitizer, whose memory layout QEMU's user mode does not carry"
    exit 77
fi

failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# expect_status WANTED COMMAND…: the output goes to $output
expect_status() {
    local wanted=$1 status
    shift
    output=$("$@" 2>&1)
    status=$?
    [ "$status" -eq "$wanted" ] || fail "$* exited with $status instead of $wanted: $output"
}

# check_cpu NAME CHOICE EXTENSION…: the extensions are those whose instructions must die there
check_cpu() {
    local cpu=$1 choice=$2 chosen refused text
    shift 2
    local run=(qemu-x86_64 -cpu "$cpu")

    chosen=$("${run[@]}" "$fairlane" list --json 2>/dev/null | sed -n 's/^\t"chosen":\t"\(.*\)",$/\1/p')
    [ "$chosen" = "$choice" ] || fail "$cpu: chose '$chosen' instead of '$choice'"

    expect_status 0 "${run[@]}" "$run_kernels"
    grep -qx -- "$choice" <<<"$output" || fail "$cpu: '$choice' is not among the kernels that ran: $output"
    echo "$cpu: chose $chosen; ran $(grep -v '^qemu' <<<"$output" | tr '\n' ' ')"

    text=$(FAIRLANE_KERNEL=avx512 "${run[@]}" "$fairlane" list 2>&1 >/dev/null)
    refused=$?
    [ "$refused" -eq 3 ] || fail "$cpu: FAIRLANE_KERNEL=avx512 exited with $refused instead of 3"
    grep -q "cannot run kernel 'avx512': this CPU has no AVX512F (it offers: .*$choice" <<<"$text" ||
        fail "$cpu: FAIRLANE_KERNEL=avx512 said: $text"

    for refused in "$@"; do
        expect_status 132 bash -c '"$@"' _ "${run[@]}" "$vector_instruction" "$refused"
    done
}

check_cpu Nehalem sse avx fma avx512
check_cpu SandyBridge avx fma avx512
check_cpu Haswell avx2 avx512
check_cpu max avx2 avx512
check_cpu qemu64 sse avx fma avx512
check_cpu core2duo sse avx fma avx512

# The other side of the controls: where the extension exists the same program lives.
expect_status 0 qemu-x86_64 -cpu Haswell "$vector_instruction" avx
expect_status 0 qemu-x86_64 -cpu Haswell "$vector_instruction" fma

[ "$failures" -eq 0 ]
