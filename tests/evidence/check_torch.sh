#!/usr/bin/env bash
# One inference of PyTorch's nn.Linear, traced: where its multiply-adds are done, and what else is.
# usage: check_torch.sh FAIRLANE SCRIPT REGION_LIBRARY      skipped where Debian's python3-torch is not installed
set -u
. "$(dirname "$0")/../lib.sh"
fairlane=$1 script=$2 library=$3

if ! "$python" "$script" "$library" >"$folder/out" 2>&1; then
    grep -q '^skipped' "$folder/out" || fail "$(tail -n 3 "$folder/out")"
    cat "$folder/out"
    exit 77
fi
"$fairlane" trace --json --timeout 500 -- "$python" "$script" "$library" >"$folder/trace.json" 2>"$folder/err"
case $? in
    0) ;;
    3) skip "$(cat "$folder/err")" ;;
    *) fail "$(cat "$folder/err")" ;;
esac
"$python" - "$folder/trace.json" <<'END'
import json
import sys

trace = json.load(open(sys.argv[1], encoding="utf-8"))
objects = {o["name"].split(".")[0].split("-")[0]: o for o in trace["objects"]}
print(f"{trace['instructions']} instructions, {trace['empty_instructions']} of an empty region; {trace['classification']}")
for name, o in objects.items():
    print(f"  {name}: {100 * o['instructions'] / trace['instructions']:.1f} %, {o['multiply_add_lanes']} multiply-add lanes")
wrong = []
# Which one is up to the CPU, to its BLAS and to variables that steer either.
if not trace["class"].startswith(("scalar", "SIMD-", "products ", "mixed")):
    wrong.append(f"the class is {trace['class']}")
if not 1568 <= trace["multiply_add_lanes"] <= 8 * 1568:
    wrong.append(f"{trace['multiply_add_lanes']} multiply-add lanes")
if not {"python3", "libtorch_cpu", "libtorch_python"} <= set(objects):
    wrong.append(f"the objects are {sorted(objects)}")
if objects.get("python3", {}).get("multiply_add_lanes") != 0:
    wrong.append("Python itself is said to multiply float32")
if trace["empty_instructions"] < 300:
    wrong.append("Python's own calls are not subtracted")
for what in wrong:
    print("FAILED:", what)
sys.exit(bool(wrong))
END
