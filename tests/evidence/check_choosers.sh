#!/usr/bin/env bash
# A trace tells whether what a program executes can depend on the CPU: one that asks nothing, one that asks, one whose
# function is chosen when it is loaded, one that was compiled for newer CPUs.
# usage: check_choosers.sh FAIRLANE PROGRAMS
set -u
. "$(dirname "$0")/../lib.sh"
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
fairlane=$1 programs=$2
need "$python"
count_failures

# expect PROGRAM BY NEWER SCALAR: how the program itself can choose ("none"), whether newer instructions stand in it (0, 1),
# whether scalar code alone can be reached from what it executed (0, 1)
expect() {
    local status=0
    "$fairlane" trace --function choosing_work --output "$folder/$1.json" -- "$programs/$1" >"$folder/out" 2>"$folder/err" ||
        status=$?
    if [ "$status" -eq 3 ] && grep -q unattestable "$folder/err"; then skip "$(cat "$folder/err")"; fi
    [ "$status" -eq 0 ] || fail "$1: exit $status: $(cat "$folder/err")"
    "$python" - "$folder/$1.json" "$1" "$2" "$3" "$4" <<'END' || fail "$1: the trace tells something else"
import json
import sys

trace = json.load(open(sys.argv[1], encoding="utf-8"))
name, by, newer = sys.argv[2], sys.argv[3], int(sys.argv[4])
found = {chooser["object"]: chooser["by"] for chooser in trace["choosers"]}
executed = sum(o["newer_instructions"] for o in trace["objects"] if o["name"] == name)
print(name, found, executed, trace["scalar_alone"])
assert trace["scalar_alone"] is bool(int(sys.argv[5])), "scalar code alone can be reached, or not"
assert trace["choosers_sought"] is True
assert found.get(name, "none") in by.split("|"), f"'{found.get(name)}' instead of '{by}'"
assert bool(executed) == bool(newer), f"{executed} newer instructions"
assert any(o.startswith("libc") for o in found), "the C library chooses, and is not among them"
END
    grep -q '^can ask for the CPU ' "$folder/out" || fail "$1: the report does not tell"
}

expect choosing_nothing none 0 1
# Whether the compiler's run-time is linked in or imported is the compiler's choice; AArch64 asks the C library.
expect choosing_asks 'instruction|import' 0 1
expect choosing_chosen ifunc 0 1
expect choosing_points 'instruction|import' 0 0
expect choosing_branches 'instruction|import' 0 0
if [ "$(uname -m)" = x86_64 ] && grep -qw avx /proc/cpuinfo; then expect choosing_newer none 1 0; fi
finish "a trace tells what can ask for the CPU"
