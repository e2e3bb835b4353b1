#!/bin/bash
# bench/fleet/reframe_check.py in ReFrame itself: passes with references that hold, and fails by name with one that does
# not, and with a program that fails.
# usage: check_reframe.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
unset FAIRLANE FAIRLANE_KERNEL
cd "$folder"
reframe=$(command -v reframe || true)
if [ -z "$reframe" ]; then
    if ! { /usr/bin/python3 -m venv venv && timeout 120 venv/bin/pip --quiet install reframe-hpc==4.10.4; } >pip.log 2>&1; then
        skip "ReFrame is not installed and cannot be (pip install reframe-hpc): $(tail -n1 pip.log)"
    fi
    reframe=$folder/venv/bin/reframe
fi
export HOME=$folder TMPDIR=$folder
kernel=$(if [ "$(uname -m)" = x86_64 ]; then echo sse; else echo neon; fi)

clean_up() {
    if failed; then tail -n 30 "$folder"/{good,below,fast,broken}.log 2>/dev/null >&2 || true; fi
}
check() { # NAME SETTING…
    local name=$1 setting options=()
    shift
    for setting; do options+=(-S "$setting"); done
    "$reframe" -c "$project/bench/fleet/reframe_check.py" --prefix "$folder/$name" -r --nocolor \
        -S options="--quick --processes 2 --attest 0 --iterations 100 --kernel autovec --kernel $kernel" \
        "${options[@]}" >"$name.log" 2>&1
}
# References that hold on any machine, however busy: no time is judged here.
check good "program=$fairlane" floor_limit=1000 least_speedup=0.001 || fail "references that hold are refused"
grep -q "P: $kernel over floor: [0-9.]* x" good.log || fail "no distance to the floor"
grep -q 'P: fastest over scalar: [0-9.]* x' good.log || fail "no speed-up"
# A kernel below half of its floor, and a speed-up of a million, there is not.
if check below "program=$fairlane" floor_limit=0.5 least_speedup=0.001; then fail "an impossible floor passes"; fi
grep -q "$kernel over floor=[0-9.]* x, expected 0.5" below.log || fail "the floor is not named"
if check fast "program=$fairlane" floor_limit=1000 least_speedup=1e6; then fail "an impossible speed-up passes"; fi
grep -q 'fastest over scalar=[0-9.]* x, expected 1000000' fast.log || fail "the speed-up is not named"
if check broken program=/bin/false floor_limit=1000 least_speedup=0.001; then fail "a program that fails passes"; fi
echo "reframe: references hold, and three faults are found"
