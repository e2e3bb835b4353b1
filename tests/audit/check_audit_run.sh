#!/bin/bash
# fairlane audit --run with contestants that are planted: one that sleeps and one that answers from a cache are caught at
# their points; an honest one passes the same points. What is asked for wrongly, or misbehaves, leaves nothing behind.
# usage: check_audit_run.sh PROJECT FAIRLANE FOLDER_OF_PEERS
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$2 peers=$3
cd "$folder"

tested=("$fairlane" audit) one_line_from=9 # beside the line there may be some that say how far it is
# The last line says why, and nothing is left.
# shellcheck disable=SC2154 # of expect
after_expect() {
    tail -n1 errors | grep -F -- "$part" >/dev/null || fail "'$part' is missing in: $*: $(cat errors)"
    [ -z "$(find . -maxdepth 1 -name 'case*')" ] || fail "something is left of: $*"
}
expect 2 "exclude each other" --run --template
expect 2 "belong to --run" --quick case.json
expect 2 "--peer is needed twice" --run --peer "$peers/honest"
expect 2 "a third time" --run --peer a --peer b --peer c
expect 2 "makes its own case" --run case.json
expect 2 "belong to --run" --elsewhere run-1.json case.json
expect 2 "cannot open" --run --quick --peer "$peers/sleeper" --peer "$peers/honest" --elsewhere none.json --output case
expect 2 "nothing" --run --quick --peer "$folder/nothing" --peer "$peers/honest" --output case
mkdir taken
touch taken/file
expect 2 "taken" --run --quick --peer "$peers/sleeper" --peer "$peers/honest" --output taken
expect 2 "another contestant" --run --quick --peer "$peers/honest" --peer "$peers/honest" --output case
# Without the library of marks nothing can be traced, which is told before a minute of measuring.
mkdir alone
cp "$fairlane" alone
tested=("alone/${fairlane##*/}" audit)
expect 3 "libfairlane_region" --run --quick --peer "$peers/sleeper" --peer "$peers/honest" --output case
grep -q "run 1 of" errors && fail "it measures although it cannot trace"
tested=("$fairlane" audit)
cat >liar <<'END'
#!/bin/sh
echo nonsense
END
chmod +x liar
expect 1 "liar" --run --quick --peer "$folder/liar" --peer "$peers/honest" --output case

if ! "$fairlane" trace scalar >/dev/null 2>errors; then
    grep "unattestable" errors >/dev/null || fail "cannot trace: $(cat errors)"
    skip "this system does not allow tracing"
fi

# made A B NAME [OPTION…]: makes the comparison and keeps it
made() {
    local status=0
    "$fairlane" audit --run --quick --quiet-wait 0 --peer "$peers/$1" --peer "$peers/$2" --output "$3" --json "${@:4}" >"$3.json" \
        2>errors || status=$?
    [ "$status" -eq 1 ] || fail "exit code $status where 1 (not valid) is expected: $(cat errors)"
    cmp -s "$3.json" "$3/audit.json" || [ "$(cat "$3.json")" = "$(cat "$3/audit.json")" ] || fail "two verdicts"
    keeps_schema --only audit/audit "$3.json"
    keeps_schema --only audit/case "$3/case.json"
    keeps_schema record/result "$3/run-1.json"
    keeps_schema --only evidence/trace "$3/a.trace.json"
}
# verdict NAME POINT SIDE: the verdict of the evidence about that side, FAIL before PASS
verdict() {
    "$python" - "$1.json" "$2" "$3" <<'END'
import json, sys
name, number, side = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(name, encoding="utf-8") as file:
    point = json.load(file)["points"][number - 1]
found = [e["verdict"] for e in point["evidence"] if e["concerns"] in (side, "both")]
print("FAIL" if "FAIL" in found else "PASS" if "PASS" in found else "UNCHECKED")
END
}
wanted() {
    local is
    is=$(verdict "$1" "$2" "$3")
    [ "$is" = "$4" ] || fail "point $2 of side $3 of $1 is $is, not $4"
}
made sleeper cacher cheats
wanted cheats 91 a FAIL
wanted cheats 94 b FAIL
wanted cheats 94 a PASS
# A second machine with other contestants is refused before anything is timed; one that is this machine is caught.
expect 2 "no result 'honest'" --run --quick --peer "$peers/sleeper" --peer "$peers/honest" \
    --elsewhere cheats/run-1.json --output case
changed cheats/run-1.json here.json 's/"cacher"/"honest"/g'
made sleeper honest half --elsewhere here.json
wanted half 78 a FAIL
for point in 1 2 3 6 18 56 57 69 91 92 94 96 97 98 99; do
    wanted half "$point" b PASS
done
# Read again later it is a case like any other: what only the lab can know has no evidence any more.
status=0
"$fairlane" audit half/case.json --json >later.json || status=$?
[ "$status" -eq 1 ] || fail "the case cannot be read again"
wanted later 91 a FAIL
wanted later 9 b UNCHECKED
wanted later 57 b PASS # by the boot
# Whatever comes out otherwise than live is named, with that one reason; nothing else is.
"$python" - half.json later.json <<'END' || fail "the kept case is judged otherwise without a word"
import json, sys
live, kept = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
before, after = ({p["number"]: p for p in d["points"]} for d in (live, kept))
differ = {n: (before[n]["verdict"], after[n]["verdict"]) for n in before if before[n]["verdict"] != after[n]["verdict"]}
told = {one["number"]: (one["live"], one["kept"]) for one in kept["live_only"]}
assert live["live_only"] == [], live["live_only"]
assert told == differ and differ, (told, differ)
for number in differ:
    assert any("measured only live" in e["text"] for e in after[number]["evidence"]), after[number]
print(f"{len(differ)} points are measured only live: {sorted(differ)}")
END
"$fairlane" audit half/case.json >later.txt || true
grep -q "points are measured only live" later.txt || fail "the text does not tell what is measured only live"
changed half/case.json half/other.json 's/"made_by":.*"fairlane audit --run"/"made_by": "somebody"/'
status=0
"$fairlane" audit half/other.json 2>errors >/dev/null || status=$?
if [ "$status" -ne 2 ] || ! grep -q 'only "fairlane audit --run" may stand there' errors; then fail "another maker is taken: $(cat errors)"; fi
echo "check_audit_run: a sleeping and a caching contestant were caught, an honest one passed the same points"
