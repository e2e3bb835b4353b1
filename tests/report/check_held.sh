#!/bin/bash
# `fairlane run --against REFERENCE` and `fairlane compare A B --fail-above`: slower, held and unclear, each planted; no
# ratio decides alone; what may not be compared is refused.
# usage: check_held.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 writer=$3
need "$python"
unset FAIRLANE_KERNEL FAIRLANE_PEERS FAIRLANE_HIDE
cd "$folder"
tested=("$fairlane") one_line_from=1

# change IN OUT CODE: the file, changed by Python code on the results r by name.
change() {
    "$python" - "$@" <<'PYTHON'
import json, sys
document = json.load(open(sys.argv[1], encoding="utf-8"))
r = {result["name"]: result for result in document["results"]}

def scaled(value, factor):
    if isinstance(value, list):
        return [x * factor for x in value]
    if isinstance(value, dict):
        return {k: v if k in ("confidence", "coverage") else scaled(v, factor) for k, v in value.items()}
    return value if value is None else value * factor

# The figures that follow from the rounds follow.
def times(result, factor, calls=("independent", "chained")):
    for kind in calls:
        series = result["amortised"][kind]
        for key in ("rounds_ns", "rounds_cycles", "median_ns", "median_cycles", "interval_ns", "interval_cycles"):
            series[key] = scaled(series[key], factor)
        for key in ("between_sd_ns", "within_sd_ns"):
            series["spread"][key] = scaled(series["spread"][key], factor)
        baseline = result["name"] == "scalar"
        for other in document["results"] + document["probes"] if baseline else [result]:
            ratio = (other["amortised"][kind] or {}).get("versus_baseline") or {}
            for key in set(ratio) & {"ratio", "interval", "rounds_interval"}:
                ratio[key] = scaled(ratio[key], factor if baseline else 1 / factor)

exec(sys.argv[3])
json.dump(document, open(sys.argv[2], "w", encoding="utf-8"))
PYTHON
}
"$writer" --write then.json 0
cp then.json now.json
# Other code, which tells nothing of how far two runs differ.
new='r["avx2"]["evidence"]["code_sha256"] = "e" * 64; '
change then.json slower.json "$new"'times(r["avx2"], 1.2)'
change then.json chained.json "$new"'times(r["avx2"], 1.2, ["chained"])'
change then.json faster.json "$new"'times(r["avx2"], 0.8)'
change then.json runs.json "$new"'times(r["avx2"], 1.2); times(r["logistic-784x1"], 1.2); times(r["scalar"], 0.8)'
change then.json few.json 'document["results"] = [r["avx2"], r["scalar"]]'
change then.json boot.json 'document["environment"]["boot_id"] = "1" * 36'
change then.json alone.json 'r["scalar"]["evidence"]["code_sha256"] = r["logistic-784x1"]["evidence"]["code_sha256"] = "d" * 64'

hold=(--fail-above 1.05)
expect 0 "HELD: of 3 results 3 held what then.json allows, 0 slower, 0 unclear; the limit is 1.05" compare "${hold[@]}" then.json now.json
expect 1 "slower than then.json allows: avx2 takes 1.2 times as long in independent calls [1." compare "${hold[@]}" then.json slower.json
grep -q '^SLOWER: of 3 results 2 held what then.json allows, 1 slower, 0 unclear' output || fail "the verdict is not first: $(cat output)"
expect 1 "avx2 takes 1.2 times as long in chained calls" compare "${hold[@]}" then.json chained.json
expect 0 "HELD" compare "${hold[@]}" then.json faster.json
expect 0 "HELD" compare --fail-above 1.3 then.json slower.json
# The ratio stands above the limit in both, and the interval holds it: by the spread of processes, or of two runs.
expect 3 "whether avx2 is as fast as then.json wants is unclear: the interval holds the limit" \
    compare --fail-above 1.1999 then.json slower.json
grep -q 'UNCLEAR: ' output || fail "$(cat output)"
expect 3 "unclear: the interval holds the limit" compare "${hold[@]}" then.json runs.json
expect 3 "unclear: nothing else was timed in both runs" compare "${hold[@]}" then.json:avx2 alone.json:avx2
# One by name; and what is missing is missed, unless it was not asked for.
expect 1 "avx2 takes 1.2 times" compare "${hold[@]}" then.json:avx2 slower.json
expect 0 "HELD: of 1 results 1 held" compare "${hold[@]}" then.json:scalar slower.json
expect 3 "logistic-784x1 is in then.json and was not measured now" compare "${hold[@]}" then.json few.json
# Of one file, paired by its rounds.
expect 1 "scalar takes 10 times as long" compare "${hold[@]}" then.json:avx2 then.json:scalar
# What may not be compared; another machine may, and decides nothing.
expect 2 "unlike in machine" compare "${hold[@]}" then.json boot.json
expect 3 "nothing tells how far two such runs differ" compare "${hold[@]}" --unlike machine then.json boot.json
expect 2 "--fail-above: a factor of 1 or more is needed" compare --fail-above 0.9 then.json now.json
expect 2 "--fail-above: a factor of 1 or more is needed" compare --fail-above nan then.json now.json
expect 2 "judges one file" compare "${hold[@]}" then.json
expect 1 '"held": "slower"' compare "${hold[@]}" --json then.json slower.json
grep -q '"fail_above": 1.05' output || fail "the limit is not in the JSON"
"$python" - "$project/bench/report/fairlane.pairs.1.schema.json" output <<'PYTHON' || fail "the JSON breaks its schema"
import json, sys
try:
    import jsonschema
except ImportError:
    print("the schema is not checked: python3-jsonschema is not installed")
    sys.exit(0)
schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:])
jsonschema.validate(document, schema)
document["pairs"][0]["held"] = "perhaps"
try:
    jsonschema.validate(document, schema)
except jsonschema.ValidationError:
    sys.exit(0)
sys.exit("a verdict that there is not is allowed")
PYTHON

# A run of its own: unreadable and senseless references are refused before anything is measured.
expect 2 "none.json: cannot open" run --against none.json
expect 2 "--fail-above needs --against" run --fail-above 1.05
few=(--quick --processes 3 --iterations 90 --attest 0 --quiet-wait 0)
status=0
"$fairlane" run "${few[@]}" -o reference.json >/dev/null 2>errors || status=$?
if [ $status -eq 3 ]; then skip "this machine cannot be measured: $(cat errors)"; fi
if grep -q '"emulator": *"[^"]' reference.json && ! grep -q '"emulator": *"none"' reference.json; then
    expect 2 "not comparable with reference.json: unlike in emulation" run "${few[@]}" --kernel autovec --against reference.json -o new.json
    [ -s new.json ] || fail "what was measured was not written"
    echo "held: of files; emulated runs are refused"
    exit 0
fi
# Ten times as fast a reference no run holds, whatever the machine does; one ten times as slow every run holds. (Where a
# run saw a quiet core and the other did not, nothing is shown.)
change reference.json tenth.json 'times(r["autovec"], 0.1)'
change reference.json tenfold.json 'times(r["autovec"], 10)'
for case in "tenth 1 slower" "tenfold 0 HELD"; do
    read -r name wanted word <<<"$case"
    status=0
    "$fairlane" run "${few[@]}" --against "$name.json" --fail-above 2 -k autovec -k scalar -o new.json >output 2>errors || status=$?
    [ -s new.json ] || fail "what was measured was not written"
    if [ $status -eq 3 ] && grep -q 'is unclear' errors; then
        echo "not decided: $name.json: $(cat errors)"
        continue
    fi
    [ $status -eq "$wanted" ] || fail "run --against $name.json: exit code $status: $(cat errors output)"
    grep -qi "$word" output errors || fail "$word is not said: $(cat output)"
    head -n 1 output | grep -qE '^(SLOWER|HELD): ' || fail "the verdict is not first: $(head -n 1 output)"
done
expect 2 "not comparable with boot.json: unlike in" run "${few[@]}" -k autovec --against boot.json
echo "held: slower, held, unclear and refused, each as planted"
