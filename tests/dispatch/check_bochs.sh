#!/bin/bash
# The AVX-512 kernels in Bochs, which executes those instructions where this CPU lacks them: the very object files of
# the build, linked into an image that needs no operating system (bochs/main.c says what it checks). On a CPU model
# without AVX-512 the same image must refuse, which shows that the model counts.
# usage: check_bochs.sh PROJECT COMPILER OBJCOPY KERNEL_OBJECT…
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 compiler=$2 objcopy=$3
shift 3
if [ "$(uname -m)" != x86_64 ]; then skip "this host is not x86-64"; fi
command -v bochs >/dev/null || skip "bochs is missing (on Debian: apt-get update && apt-get install bochs)"
models=$(bochs --help cpu 2>&1)
if ! grep -qx corei7_skylake_x <<<"$models"; then skip "this bochs knows no CPU with AVX-512"; fi
if grep -q __asan_ "$@"; then skip "built with AddressSanitizer, which needs an operating system"; fi

cd "$folder" || exit 1
freestanding=(-ffreestanding -fno-pic -mno-red-zone -fno-stack-protector -fno-asynchronous-unwind-tables -march=x86-64)
"$compiler" -c "$project/tests/dispatch/bochs/start.S" -o start.o || fail "start.S cannot be assembled"
"$compiler" -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror "${freestanding[@]}" -I"$project" \
    -c "$project/tests/dispatch/bochs/main.c" -o main.o || fail "main.c cannot be compiled"
"$compiler" -nostdlib -static -no-pie -Wl,--build-id=none,-n,-T,"$project/tests/dispatch/bochs/image.ld" \
    start.o main.o "$@" -o image.elf || fail "the image cannot be linked"
"$objcopy" -O binary image.elf image.rom || fail "the image cannot be cut out"
[ "$(wc -c <image.rom)" -eq 65536 ] || fail "the image has $(wc -c <image.rom) bytes instead of 65536"

# Bochs shows its screen at a port of the network; without a network of its own it would be open to others.
alone=()
unshare --user --map-root-user --net true 2>/dev/null && alone=(unshare --user --map-root-user --net)

# run CPU: what the image prints there goes to $said
run() {
    cat >settings <<-END
		romimage: file=image.rom
		cpu: model=$1, count=1, ips=100000000, reset_on_triple_fault=0
		megs: 32
		display_library: rfb, options="timeout=0"
		port_e9_hack: enabled=1
		clock: sync=none
		panic: action=fatal
		plugin_ctrl: speaker=0, extfpuirq=0, parallel=0, serial=0, biosdev=0, gameport=0
		log: log
	END
    echo c >commands # Debian's bochs has its debugger built in: let it go on
    timeout 120 "${alone[@]}" bochs -q -f settings -rc commands >output 2>&1 </dev/null
    # The lines of the image stand between the debugger's and the message at the end.
    said=$(sed -n '/^Next at t=0$/,/^=====*$/p' output | grep -vE '^(Next|\(0\)|=)')
    [ "$(tail -n1 <<<"$said")" = end ] || fail "on $1 the image did not come to its end: $(tail -n5 output; tail -n3 log)"
}

run corei7_skylake_x
echo "$said"
for kernel in avx512 autovec-avx512; do
    grep -q "^$kernel right" <<<"$said" || fail "kernel $kernel is not right"
done
grep -qx "planted-short wrong" <<<"$said" || fail "a kernel that leaves out a block was not found out"

run corei7_haswell_4770
[ "$said" = $'no AVX-512F\nend' ] || fail "on a CPU without AVX-512 the image says: $said"
