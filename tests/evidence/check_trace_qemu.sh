#!/bin/bash
# `fairlane trace` inside QEMU: SVE kernels at every vector length, other CPUs, and what must be refused.
# usage: check_trace_qemu.sh --elf=FAIRLANE PROGRAMS EMULATOR…      (the emulator's words start any AArch64 program)
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
elf=${1#--elf=} programs=$2
shift 2
emulator=("$@")
unset FAIRLANE_QEMU QEMU_CPU
ulimit -c 0
command -v "${emulator[0]}" >/dev/null || skip "${emulator[0]} is missing (on Debian: apt-get update && apt-get install qemu-user)"
count_failures
trace() {
    "${emulator[@]}" "$elf" trace "$@"
}

# expect WORDS ARGUMENT…: exit code 0 and a first line with these words
expect() {
    local wanted=$1 line
    shift
    line=$(trace "$@" 2>/dev/null | head -n1)
    [[ $line == *": $wanted" ]] || fail "${QEMU_CPU-}: trace $*: '$line' instead of '$wanted'"
}

# refused STATUS PART ARGUMENT…: exit code, one line on standard error that has this part
refused() {
    local wanted=$1 part=$2 status
    shift 2
    trace "$@" >"$folder/output" 2>"$folder/errors"
    status=$?
    grep "^fairlane: " "$folder/errors" >"$folder/lines"
    [ $status -eq "$wanted" ] || fail "trace $*: exit code $status instead of $wanted: $(cat "$folder/errors")"
    [ "$(wc -l <"$folder/lines")" -eq 1 ] || fail "trace $*: not one line: $(cat "$folder/errors")"
    grep -q -- "$part" "$folder/lines" || fail "trace $*: '$part' is missing in: $(cat "$folder/lines")"
    [ ! -s "$folder/output" ] || fail "trace $*: something on standard output: $(head -n1 "$folder/output")"
}

whole="1,568 of 1,568 multiply-adds"
for bytes in 16 32 64 128 256; do
    export QEMU_CPU=max,sve-default-vector-length=$bytes
    expect "SIMD-SVE+FMA, $whole" -- "$programs/sve"
    trace --json sve >"$folder/output" 2>&1
    grep -q "\"classification\": \"SIMD-SVE+FMA, $whole\"" "$folder/output" ||
        fail "vectors of $bytes bytes: kernel sve: $(grep classification "$folder/output")"
    grep -qE "\"sve_bytes\": $bytes\b" "$folder/output" ||
        fail "vectors of $bytes bytes are reported as $(grep sve_bytes "$folder/output")"
done
export QEMU_CPU=cortex-a72
expect "SIMD-128+FMA, $whole" neon
expect "scalar, $whole" scalar
refused 3 "sve" sve
unset QEMU_CPU

# What decides is the emulator's log: without one, with one that says nothing, and with one that lies in its form.
export FAIRLANE_QEMU=no-such-emulator
refused 3 "no-such-emulator" scalar
export FAIRLANE_QEMU=true
refused 2 "without having" -- "$programs/scalar"
cat >"$folder/liar" <<'LIAR'
#!/bin/bash
while [ $# -gt 0 ] && [ "$1" != -D ]; do shift; done
{
    printf 'Trace 0: 0x1 [0/zz/0/0]\nTrace 99999: 0x1 [0/0000000000000000/0/0]\n0x10:  \nTrace 0'
    head -c 200000 /dev/zero | tr '\0' A
    printf '\n0x10:  ffffffffffffffffffffffffffffffffffffffff\nP00=:::\nP99=0\n PC= X00=\nStopped execution of TB chain before'
} >"$2"
LIAR
chmod +x "$folder/liar"
export FAIRLANE_QEMU="$folder/liar"
refused 2 "without having" -- "$programs/scalar"
refused 3 "shows no call" scalar
unset FAIRLANE_QEMU

printf '#!/bin/sh\n' >"$folder/script" && chmod +x "$folder/script"
refused 2 "no program" -- "$folder/script"
refused 2 "another kind of CPU" -- /bin/true
refused 2 "No such file" -- "$folder/nothing"

# A symbol whose name would begin a line of its own in the log.
objcopy=$(command -v aarch64-linux-gnu-objcopy || command -v llvm-objcopy-14)
if [ -n "$objcopy" ]; then
    "$objcopy" --redefine-sym $'main=main\nTrace 0: 0x1 [0/0/0/0]' "$programs/scalar" "$folder/forger"
    refused 3 "control characters" -- "$folder/forger"
fi

# Interrupted or killed, it leaves nothing running.
mark="--mark=$$-2718"
for signal in INT KILL; do
    env --default-signal=INT "${emulator[@]}" "$elf" trace --timeout 60 -- "$programs/stuck_inside" "$mark" >"$folder/output" 2>&1 &
    tracer=$!
    sleep 2
    kill -$signal $tracer
    wait $tracer 2>/dev/null
done
sleep 0.3
left=$(grep -al -e "[-]${mark#-}" /proc/[0-9]*/cmdline 2>/dev/null | grep -v "/$$/")
[ -z "$left" ] || fail "left running: $left"

finish "traces in QEMU are as they should be"
