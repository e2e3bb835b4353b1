#!/bin/bash
# A shared library that was there when this was built and is not when it runs: nothing but its own kernel is missing,
# and whoever asks for that is told why. usage: check_library_absent.sh FAIRLANE CC
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$1 cc=$2
unset FAIRLANE_KERNEL
count_failures
cd "$folder" || exit 1

"$fairlane" list >"$folder/list" || fail "list"
if ! grep -q '^onednn .* oneDNN [0-9]' "$folder/list"; then skip "no oneDNN: $(grep '^onednn ' "$folder/list")"; fi

# The best of the others on this CPU, whichever that is.
chosen=$(awk '$NF == "chosen" { print $1 }' "$folder/list")
[ -n "$chosen" ] || fail "nothing is chosen: $(cat "$folder/list")"

absent() { # in front of whatever the system has
    LD_LIBRARY_PATH=$folder "$@"
}
file=$(grep -ao 'libdnnl\.so\.[0-9.]*[0-9]' "$fairlane" | sort -u | sed 1q) || fail "the program does not name its oneDNN"
echo "not a library" >"$folder/$file"
for why in "oneDNN cannot be loaded" "lacks dnnl_version"; do
    expect 0 "$why" absent "$fairlane" list
    grep -q "^$chosen .* chosen$" output || fail "$chosen is no longer chosen"
    expect 3 "$why" absent "$fairlane" trace onednn
    expect 3 "$why" absent env FAIRLANE_KERNEL=onednn "$fairlane" list
    expect 3 "$why" absent "$fairlane" run --quick --processes 1 --iterations 200 --kernel onednn
    # A neighbour can push a time below its floor; the run says so and ends with 1, which is no fault here.
    status=0
    absent "$fairlane" "${quick[@]}" -o "$folder/run.json" >"$folder/said" 2>&1 || status=$?
    [ "$status" -eq 0 ] || { [ "$status" -eq 1 ] && grep -q 'this measurement is in error' "$folder/said"; } ||
        fail "the run without it ends with $status: $(cat "$folder/said")"
    grep -qF ", onednn (" "$folder/said" || fail "the run does not tell what it lacks: $(cat "$folder/said")"
    "$cc" -shared -x c /dev/null -o "$folder/$file" || fail "no empty library for the second round"
done

finish "an absent library costs its own kernel and nothing else"
