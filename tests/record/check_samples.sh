#!/bin/bash
# `fairlane run --samples`: what a result file keeps of single calls, that it keeps its schema, that what is kept is held
# against the figures, and that ratios do not depend on it.
# usage: check_samples.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$2
need "$python"
unset FAIRLANE_KERNEL FAIRLANE_PEERS
cd "$folder"
for kept in all summary none; do
    status=0
    "$fairlane" run --quick --processes 2 --iterations 500 --quiet-wait 0 --attest 0 --kernel autovec --samples $kept -o $kept.json \
        >/dev/null 2>errors || status=$?
    if [ $status -eq 3 ]; then skip "this machine cannot be measured: $(cat errors)"; fi
    [ $status -le 1 ] || fail "--samples $kept: exit code $status: $(cat errors)"
    [ -s $kept.json ] || fail "--samples $kept wrote nothing"
    "$fairlane" compare --unlike emulation $kept.json:scalar $kept.json:autovec >said 2>errors || fail "$kept: $(cat errors)"
    grep -q 'paired by' said || fail "$kept: ratios do not come from rounds: $(cat said)"
    "$fairlane" compare --unlike emulation $kept.json --base scalar --csv >table || fail "$kept: cannot be compared with others"
    grep -q '"autovec"' table || fail "$kept: $(cat table)"
    "$fairlane" bound --result $kept.json >/dev/null || fail "$kept: no bounds"
done
status=0
"$fairlane" run --samples some -o other.json 2>errors || status=$?
if [ $status -ne 2 ] || ! grep -q 'none, summary or all' errors; then fail "--samples some: exit code $status: $(cat errors)"; fi

"$python" - <<'PYTHON' || fail "the files hold something else"
import base64, copy, json

def unpacked(numbers, count):
    """As the schema describes it: by the words of bench/record/schema.c, not by its code."""
    if isinstance(numbers, list):
        return numbers
    bits = "".join(f"{byte:08b}" for byte in base64.b64decode("".join(numbers["order"]), validate=True))
    found, at = [], 0
    for _ in range(count):
        zeros = bits.index("1", at) - at
        end = at + zeros + zeros + 1 + numbers["shift"]
        found.append(numbers["values"][int(bits[at:end], 2) - 2 ** numbers["shift"]])
        at = end
    assert len(bits) - at < 8 and "1" not in bits[at:], "bits behind the last number"
    return found

files = {kept: json.load(open(kept + ".json", encoding="utf-8")) for kept in ("all", "summary", "none")}
for kept, document in files.items():
    for call in document["results"] + document["probes"] + [document["clock"]["empty_call"]]:
        if not call or not call["iterations"]:
            continue
        assert ("samples_ns" in call) == (kept == "all"), (kept, call["name"])
        assert ("distribution" in call) == (kept == "summary"), (kept, call["name"])
        if kept == "all":
            calls = unpacked(call["samples_ns"], call["iterations"])
            assert len(calls) == call["iterations"] and abs(sum(calls) / len(calls) / 1000 - call["mean_us"]) < 1e-9, call["name"]
        if kept == "summary":
            d = call["distribution"]
            assert d["distinct"] == len(d["ns"]) == len(d["calls"]) and sum(d["calls"]) == call["iterations"]
            assert abs(sum(n * c for n, c in zip(d["ns"], d["calls"])) / call["iterations"] / 1000 - call["mean_us"]) < 1e-9
        if call.get("cold"):
            assert ("rounds_ns" in call["cold"]) == (kept == "all"), (kept, "cold")
        for series in filter(None, (call.get("amortised") or {}).values()):
            assert len(series["rounds_ns"]) == series["rounds"]

def plant(name, change):
    bad = json.loads(json.dumps(files["summary"]))
    change(bad["results"][0])
    json.dump(bad, open(f"planted_{name}.json", "w", encoding="utf-8"))

plant("count", lambda r: r["distribution"]["calls"].__setitem__(0, r["distribution"]["calls"][0] + 1))
plant("time", lambda r: r["distribution"]["ns"].__setitem__(-1, r["distribution"]["ns"][-1] + 1e6))
plant("order", lambda r: (r["distribution"]["ns"].reverse(), r["distribution"]["calls"].reverse()))
plant("part", lambda r: r["distribution"]["calls"].__setitem__(0, 0.5))
plant("length", lambda r: r["distribution"].update(distinct=1))
plant("both", lambda r: r.update(samples_ns=[1] * r["iterations"]))
packed = files["all"]["clock"]["empty_call"]["samples_ns"]
assert isinstance(packed, dict), "readings of the clock around nothing repeat, and are not packed"

def plant_packed(name, change):
    bad = copy.deepcopy(files["all"])
    change(bad["clock"]["empty_call"]["samples_ns"])
    json.dump(bad, open(f"planted_{name}.json", "w", encoding="utf-8"))

plant_packed("shift", lambda n: n.update(shift=17))
plant_packed("part_of_a_shift", lambda n: n.update(shift=0.5))
plant_packed("cut", lambda n: n.update(order=[n["order"][0][:-4]]))
plant_packed("more", lambda n: n.update(order=["/w" + n["order"][0][2:].rstrip("=") + "AAAA"]))
plant_packed("letter", lambda n: n.update(order=["*" + n["order"][0][1:]]))
plant_packed("value", lambda n: n["values"].__setitem__(0, -1))
plant_packed("other_value", lambda n: n["values"].__setitem__(0, n["values"][0] + 1))
plant_packed("fewer_values", lambda n: n["values"].pop())
plant_packed("swapped_values", lambda n: n["values"].insert(0, n["values"].pop(1)))
plant_packed("unknown", lambda n: n.update(order_2=[]))
plant_packed("no_order", lambda n: n.pop("order"))
plant_packed("no_text", lambda n: n.update(order=[1]))
plant_packed("no_list", lambda n: n.update(order="AAAA"))
plant("rounds", lambda r: r["amortised"]["independent"].pop("rounds_ns"))
PYTHON
for file in planted_*.json; do
    status=0
    "$fairlane" compare "$file:scalar" "$file:autovec" >/dev/null 2>errors || status=$?
    [ $status -eq 2 ] || fail "$file is believed"
    grep -qE "^fairlane: $file:[0-9]+: " errors || fail "$file is refused without its place: $(cat errors)"
    status=0
    "$fairlane" compare "$file" --base scalar >/dev/null 2>&1 || status=$?
    [ $status -eq 2 ] || fail "$file is believed among many"
done
# Another list for the same calls: a value twice, one of no call.
"$python" - <<'PYTHON'
import json
document = json.load(open("all.json", encoding="utf-8"))
document["clock"]["empty_call"]["samples_ns"]["values"] += [1e9, 1e9]
json.dump(document, open("unused.json", "w", encoding="utf-8"))
PYTHON
"$fairlane" compare unused.json --base scalar >/dev/null || fail "values of no call count"
# The same where calls are checked without being kept.
sed 's/"mean_us": [0-9.]*/"mean_us": 123456/' all.json >changed.json
if "$fairlane" compare changed.json --base scalar >/dev/null 2>errors; then fail "a changed mean is believed"; fi
keeps_schema record/result all.json summary.json none.json
echo "samples: all, summed up, none; each is read, checked and compared"
