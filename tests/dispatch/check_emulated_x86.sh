#!/usr/bin/env bash
# Detection and dispatcher on x86 CPUs that QEMU makes up: other manufacturers, other generations, single features
# taken away. The right choice, never an illegal instruction in code of ours, AVX-512 refused; where a library takes
# the CPU for one that has more, one line that names it.
# Usage: check_emulated_x86.sh FAIRLANE RUN_KERNELS VECTOR_INSTRUCTION C_LIBRARY
set -u
. "$(dirname "$0")/../lib.sh"
fairlane=$1 run_kernels=$2 vector_instruction=$3 c_library=$4
# Said of the CPU underneath
unset FAIRLANE_KERNEL FAIRLANE_HIDE OPENBLAS_CORETYPE ONEDNN_MAX_CPU_ISA DNNL_MAX_CPU_ISA LIBXSMM_TARGET GLIBC_TUNABLES
ulimit -c 0 # the negative controls die on purpose

if [ "$(uname -m)" != x86_64 ]; then skip "this host is not x86-64"; fi
command -v qemu-x86_64 >/dev/null || skip "qemu-x86_64 is missing (on Debian: apt-get update && apt-get install qemu-user)"
if grep -q __asan_init "$fairlane"; then
    skip "built with AddressSanitizer, whose memory layout QEMU's user mode does not carry"
fi
models=0 beyond=0
count_failures
cd "$folder" || exit 1

# on CPU COMMAND…: returns the exit code; the outputs go to the files out and err, QEMU's own warnings nowhere
on() {
    local cpu=$1 status
    shift
    timeout 60 qemu-x86_64 -cpu "$cpu" "$@" >out 2>said </dev/null
    status=$?
    grep -vE '^qemu(-x86_64)?: ' said >err
    return "$status"
}

# dies CPU EXTENSION…: the extensions are those whose instructions must kill there
dies() {
    local cpu=$1 extension status
    shift
    for extension in "$@"; do
        bash -c 'exec qemu-x86_64 -cpu "$1" "$2" "$3" 2>/dev/null' _ "$cpu" "$vector_instruction" "$extension"
        status=$?
        [ "$status" -eq 132 ] || fail "$cpu: an instruction of $extension ended with $status instead of 132"
    done
}

# check_cpu NAME CHOICE: the CPU must be one that this QEMU knows
check_cpu() {
    local cpu=$1 choice=$2 status chosen died
    models=$((models + 1))
    on "$cpu" "$c_library"
    status=$?
    if [ "$status" -ne 0 ]; then # beyond the C library: what is left to us is to say so
        beyond=$((beyond + 1))
        if grep -q 'CPU ISA level is lower than required' err; then # glibc 2.36 of a manufacturer it does not know
            echo "$cpu: the loader of the C library starts nothing there"
            return
        fi
        [ "$status" -eq 132 ] || fail "$cpu: the control ended with $status: $(cat said)"
        on "$cpu" "$fairlane" list
        status=$?
        echo "$cpu: the C library cannot bear it; list ended with $status: $(cat err)"
        [ "$status" -eq 0 ] || { [ "$status" -eq 3 ] && grep -qE '^fairlane: illegal instruction in (libc\.so|ld-linux)' err &&
            [ "$(wc -l <err)" -eq 1 ]; } || fail "$cpu: list ended with $status and said: $(cat said)"
        return
    fi
    on "$cpu" "$fairlane" list --json || fail "$cpu: list ended with $?: $(cat said)"
    [ ! -s err ] || fail "$cpu: list wrote to stderr: $(cat err)"
    chosen=$(sed -n 's/^\t"chosen":\t"\(.*\)",$/\1/p' out)
    [ "$chosen" = "$choice" ] || fail "$cpu: chose '$chosen' instead of '$choice'"
    grep -q '"doubted":\s*\[\]' out || fail "$cpu: a library that does not know it has a vote: $(grep -A3 '"doubted"' out)"
    on "$cpu" "$run_kernels" || fail "$cpu: run_kernels ended with $?: $(cat out said)"
    grep -qx -- "$choice" out || fail "$cpu: '$choice' is not among the kernels that ran: $(cat out)"
    died=$(grep ' died of signal ' out | cut -d' ' -f1 | tr '\n' ' ')
    echo "$cpu: chose $chosen${died:+; killed by what a library chose: $died}"
}

# Generations of Intel and AMD (QEMU 7.2 has no AVX-512), other manufacturers
for cpu in qemu64 kvm64 core2duo Conroe Penryn Nehalem Westmere Denverton Snowridge phenom Opteron_G1 Opteron_G2 \
    Opteron_G3; do
    check_cpu "$cpu" sse
done
for cpu in SandyBridge IvyBridge Opteron_G4 Opteron_G5; do
    check_cpu "$cpu" avx
done
for cpu in Haswell Broadwell Skylake-Client Skylake-Server Icelake-Server KnightsMill EPYC EPYC-Rome EPYC-Milan Dhyana \
    max Haswell,vendor={HygonGenuine,CentaurHauls,VirtualApple,'  Shanghai  ',SomebodyElse}; do
    check_cpu "$cpu" avx2
done

# One link of a chain taken away, as hypervisors and boot options do
for cpu in Haswell,-{ssse3,sse4.1,sse4.2,popcnt,avx,xsave} Nehalem,-ssse3 max,-avx Dhyana,-avx; do
    check_cpu "$cpu" sse
done
for cpu in Haswell,-{fma,avx2} Haswell,level=5 EPYC,-fma Dhyana,-avx2 max,-fma; do
    check_cpu "$cpu" avx
done
for cpu in Haswell,-{f16c,movbe,bmi2} max,-f16c; do # no hand-written kernel needs these
    check_cpu "$cpu" avx2
done

# Forced all the same: refused with what there is
for cpu in Nehalem,sse Haswell,avx2; do
    FAIRLANE_KERNEL=avx512 on "${cpu%,*}" "$fairlane" list
    [ $? -eq 3 ] || fail "$cpu: FAIRLANE_KERNEL=avx512 is not refused with 3"
    grep -q "cannot run kernel 'avx512': this CPU has no AVX512F (it offers: .*${cpu#*,}" err ||
        fail "$cpu: FAIRLANE_KERNEL=avx512 said: $(cat err)"
done
# A core type that the user names and this CPU is not: the kernel is refused, the rest is measured
OPENBLAS_CORETYPE=SkylakeX on Haswell "$fairlane" run --quick --processes 1 --iterations 100 -k scalar -k blas-sgemv
status=$?
[ "$status" -lt 4 ] || fail "OPENBLAS_CORETYPE=SkylakeX on Haswell ended with $status: $(cat said)"
cat out said | grep -q "illegal instruction in kernel 'blas-sgemv'" || fail "a core type that kills is not told of: $(cat out said)"
OPENBLAS_CORETYPE=SkylakeX on Haswell "$fairlane" list || fail "OPENBLAS_CORETYPE=SkylakeX on Haswell: list ended with $?: $(cat said)"
grep -q "^blas-sdot .*illegal instruction in kernel 'blas-sdot'" out || fail "list offers what dies: $(cat out said)"
OPENBLAS_CORETYPE=SkylakeX FAIRLANE_KERNEL=blas-sdot on Haswell "$fairlane" list
{ [ $? -eq 3 ] && grep -q "cannot run kernel 'blas-sdot': illegal instruction in kernel 'blas-sdot'" err; } ||
    fail "forced to what dies, list said: $(cat said)"

# Times of an emulator are nobody's: the report and the file say so, whatever the CPU calls itself.
for cpu in Haswell Dhyana Haswell,vendor=HygonGenuine; do
    on "$cpu" "$fairlane" run --quick --processes 1 --iterations 20 --attest 0 -k scalar -o emulated.json ||
        fail "$cpu: run ended with $?: $(cat said)"
    grep -q '^EMULATED by qemu-x86_64: all times below are' out || fail "$cpu: an emulator's times pass for a machine's"
    grep -q '"emulator": "qemu-x86_64"' emulated.json || fail "$cpu: the emulator is not stored"
done

# The controls: instructions that these CPUs lack do kill, those that they have do not
dies Nehalem avx fma avx512
dies SandyBridge fma avx512
dies Haswell avx512
dies max avx512
dies Haswell,-avx avx fma
dies EPYC,-fma fma
for extension in avx fma; do
    on Haswell "$vector_instruction" "$extension" || fail "Haswell dies of $extension"
done

finish "$models CPUs, $beyond of them beyond the C library"
