#!/usr/bin/env bash
# The examples of marking a region, each built as its first lines say and traced.
# usage: check_region_examples.sh FAIRLANE EXAMPLES INCLUDE LIBRARY CC      LIBRARY: the shared region library
set -eu
. "$(dirname "$0")/../lib.sh"
fairlane=$1 examples=$2 include=$3 libraries=$(dirname "$4") cc=$5
count_failures

# look NAME CLASSIFICATION COMMAND…
look() {
    local name=$1 words=$2 status=0
    shift 2
    "$fairlane" trace --timeout 500 --json -- "$@" >"$folder/$name.json" 2>"$folder/err" || status=$?
    if [ "$status" -eq 3 ]; then skip "$(cat "$folder/err")"; fi
    if ! grep -Eq "\"classification\": \"$words\"" "$folder/$name.json"; then
        fail "$name: $(cat "$folder/err" "$folder/$name.json")"
    fi
    echo "$name: $(grep -m1 '"classification"' "$folder/$name.json")$(grep -m1 '"instructions"' "$folder/$name.json")"
}

value() { # FILE MEMBER
    sed -nE "s/^  \"$2\": ([0-9]+),$/\1/p" "$folder/$1.json"
}

"$cc" -O2 -I"$include" "$examples/infer.c" -o "$folder/infer" -L"$libraries" -lfairlane_region -Wl,-rpath,"$libraries"
look C '(products SIMD-[0-9]+, sums )?(scalar|SIMD-[0-9]+)(\+FMA)?, 1,568 of 1,568 multiply-adds' "$folder/infer"

if [ -x "$python" ]; then
    look Python 'no float32 work, 0 of 1,568 multiply-adds; 1,568 in double, scalar' "$python" "$examples/infer.py" "$libraries"
    grep -q '1,568 multiplications in double' "$folder/Python.json" || fail "Python's doubles are not seen"
    # The empty region is the interpreter's own work, without which little but the inference remains.
    if [ "$(value Python empty_instructions)" -lt 300 ]; then
        fail "Python: an empty region of $(value Python empty_instructions) instructions"
    fi
else
    note "Python: $python is not installed"
fi

if command -v rustc >/dev/null; then
    rustc -O "$examples/infer.rs" -o "$folder/infer-rust" -L "$libraries" -C link-arg=-Wl,-rpath,"$libraries"
    look Rust '(products SIMD-[0-9]+, sums )?(scalar|SIMD-[0-9]+)(\+FMA)?, 1,568 of 1,568 multiply-adds' "$folder/infer-rust"
else
    note "Rust: rustc is not installed"
fi
finish "the examples of marking a region: as expected"
