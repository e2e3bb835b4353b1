#!/bin/bash
# What makes times tell of values or registers instead of code: subnormal and infinite values in the model, and a
# preloaded library that sets flush-to-zero. usage: check_unfit.sh FAIRLANE [FLUSHING_LIBRARY]
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$1 library=${2-}
need "$python"
cd "$folder"

one_line_from=1 prints_nan=true

"$python" - <<'END'
import json
import struct

def write(name, weights, bias):
    header = json.dumps({"bias": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                         "weight": {"dtype": "F32", "shape": [2, 784], "data_offsets": [8, 8 + 6272]}},
                        separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    with open(name, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + struct.pack("<2f", *bias) + struct.pack("<1568f", *weights))

write("subnormal", [1e-40 * (1 + i % 7) for i in range(1568)], (0.0, 0.0))
write("decayed", [0.01 * (i % 7) if i % 4 else 1e-41 for i in range(1568)], (0.1, 0.2))
write("zeros", [0.0] * 1568, (0.0, 0.0))
write("huge", [1e38] * 1568, (0.0, 0.0))
END

expect 0 "values:    no subnormal, infinite or NaN" "$fairlane" model
expect 0 "values:    no subnormal" "$fairlane" model --check zeros
expect 0 "1568 subnormal weights" "$fairlane" model --check subnormal
grep -q "unfit for comparison" output || fail "not called unfit"
expect 0 "392 subnormal weights" "$fairlane" model --check decayed
expect 1 "huge: its logits are not finite (2 infinite logits)" "$fairlane" model --check huge
expect 1 '"infinite":	2' "$fairlane" model --check huge --json
expect 0 "1568 subnormal weights" "$fairlane" model --check subnormal

quick+=(--processes 2 --iterations 20 -k scalar-unrolled)
run() { # run NAME ARGUMENT…: a measurement; that of a noisy machine may call a time impossible
    local name=$1 status=0
    shift
    "$fairlane" "${quick[@]}" -o "$name.json" "$@" >output 2>errors || status=$?
    if [ "$status" -gt 1 ] || ! [ -s "$name.json" ]; then fail "$name: exit code $status: $(cat errors)"; fi
}
run plain
if grep -q "UNFIT" output; then fail "the lab's own model is called unfit"; fi
run decayed --model decayed
grep -q "^UNFIT FOR COMPARISON: .*392 subnormal weights" output || fail "not called unfit: $(head -n 8 output)"
run huge --model huge
grep -q "^UNFIT FOR COMPARISON: .*2 infinite logits" output || fail "not called unfit: $(head -n 8 output)"
for command in "compare" "point93 --no-run"; do
    # shellcheck disable=SC2086 # words
    expect 2 "unlike in model: A was timed on" "$fairlane" $command plain.json:scalar huge.json:scalar-unrolled
    grep -qE -- '--unlike model --unlike values$' errors || fail "$command: another cure: $(cat errors)"
    # shellcheck disable=SC2086
    expect 2 "unlike in values:" "$fairlane" $command huge.json:scalar huge.json:scalar-unrolled
done
expect 0 "UNLIKE values: " "$fairlane" compare --unlike model --unlike values plain.json:scalar huge.json:scalar
expect 2 "huge.json was measured on values that cost time of their own: 2 infinite logits" \
    "$fairlane" point93 --run huge.json plain.json:scalar plain.json:scalar-unrolled

if [ -z "$library" ]; then
    echo "unfit: values as expected; no library that sets flush-to-zero is built here"
    exit 0
fi
for command in "${quick[*]}" model "model --check zeros" "selftest --rounds 2" "point93 -o kept.json"; do
    # shellcheck disable=SC2086
    expect 3 "flush-to-zero, denormals-are-zero; MXCSR 0x9fc0" env LD_PRELOAD="$library" "$fairlane" $command
    grep -qF "LD_PRELOAD=$library" errors || fail "the library is not named: $(cat errors)"
done
echo "unfit: all as expected"
