#!/usr/bin/env bash
# The model's bytes must not depend on compiler, optimisation level or ISA: compiles only the task, in every way this
# machine knows, and compares the digests. Then shows that the comparison can fail: one pixel, contraction to fused
# multiply-add and -ffast-math must all be noticed.
#   check_model_bytes.sh SOURCE "EXACT FLAGS" COMPILER…
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
source=$1 exact=$2
shift 2
digest=$(sed -n 's/.*digest_of_seed_42\[\] = "\([0-9a-f]*\)".*/\1/p' "$source/tests/task/test_task.c")
[ ${#digest} = 64 ]

libraries=$(pkg-config --cflags --libs sleef libcjson libmd)
count_failures
compared=0

# The part without arithmetic is compiled once.
common() {
    local file
    for file in bench/task/safetensors.c bench/task/header_text.c bench/task/model_layer.c bench/base/known_format.c \
        bench/base/{file,scratch,interrupt,system,system_linux,memory,sha256}.c bench/stats/random.c \
        kernels/error.c tests/task/print_model_digest.c; do
        # shellcheck disable=SC2086 # libraries is a list
        "$compiler" -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -I"$source" -c "$source/$file" \
            -o "$folder/$(basename "$file").o" $libraries
    done
}

# digest_of FOLDER FLAG…: of the sources in FOLDER, built by $compiler
digest_of() {
    local sources=$1
    shift
    [ -f "$folder/error.c.o" ] || common
    # shellcheck disable=SC2086
    "$compiler" -std=c11 -D_POSIX_C_SOURCE=200809L -Werror=implicit-function-declaration -I"$sources" "$@" \
        -o "$folder/program" "$sources"/bench/task/{data,train,model}.c "$folder"/*.o $libraries -lm \
        2>"$folder/messages" || return 1
    "$folder/program"
}

must_be_equal() {
    local got
    # shellcheck disable=SC2086 # exact is a list
    got=$(digest_of "$source" $exact "$@" || head -n 1 "$folder/messages")
    compared=$((compared + 1))
    if [ "$got" = "$digest" ]; then
        echo "same:    $compiler $*"
    else
        fail "differs: $compiler $*: $got instead of $digest"
    fi
}

# must_differ WHY FOLDER FLAG…
must_differ() {
    local why=$1 got
    shift
    got=$(digest_of "$@") || { fail "control cannot be built: $why: $(head -n 3 "$folder/messages")"; return; }
    if [ "$got" = "$digest" ]; then
        fail "not noticed: $why ($compiler)"
    else
        echo "noticed: $why ($compiler): ${got:0:16}…"
    fi
}

fma=none
case $(uname -m) in
x86_64) grep -qw fma /proc/cpuinfo && grep -qw avx2 /proc/cpuinfo && fma="-mavx2 -mfma" ;;
aarch64) fma="" ;;
esac

mkdir -p "$folder/pixel"
cp -r "$source/bench" "$source/kernels" "$folder/pixel"
sed -i 's|labels\[i\] = i % 10 == 0 ? 0 : 1;|&\n        if (i == 500) pixels[i * FL_INPUTS + 7] += 0x1p-20F;|' \
    "$folder/pixel/bench/task/data.c"
if cmp -s "$source/bench/task/data.c" "$folder/pixel/bench/task/data.c"; then
    fail "the control with one changed pixel no longer changes data.c"
fi

for compiler in "$@"; do
    if ! command -v "$compiler" >/dev/null; then
        echo "not installed: $compiler"
        continue
    fi
    for level in -O0 -O1 -O2 -O3; do
        must_be_equal "$level"
    done
    # shellcheck disable=SC2086
    must_differ "one pixel moved by 2^-20" "$folder/pixel" $exact -O2
    if digest_of "$source" -O2 -ffast-math >/dev/null || ! grep -q "without -ffast-math" "$folder/messages"; then
        fail "not noticed: -ffast-math ($compiler)"
    else
        echo "noticed: -ffast-math does not compile ($compiler)"
    fi
    if [ "$fma" = none ]; then
        note "contraction, because this CPU has no FMA to contract to"
        continue
    fi
    # shellcheck disable=SC2086
    must_be_equal -O3 $fma
    # shellcheck disable=SC2086
    must_differ "multiply and add contracted" "$source" -O2 -ffp-contract=fast $fma
done
if [ "$compared" = 0 ]; then skip "no compiler of: $*"; fi
finish "$compared digests are the model's"
