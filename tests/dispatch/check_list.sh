#!/usr/bin/env bash
# fairlane list: both forms agree, FAIRLANE_KERNEL is followed or refused with the right exit code, and nothing
# hostile in it reaches the terminal.
# Usage: check_list.sh FAIRLANE
set -u
. "$(dirname "$0")/../lib.sh"
fairlane=$1
unset FAIRLANE_KERNEL
cd "$folder" || exit 1

count_failures

# list STATUS [OPTION]: stdout in out, stderr in err
list() {
    local wanted=$1 status
    shift
    "$fairlane" list "$@" >out 2>err
    status=$?
    [ "$status" -eq "$wanted" ] ||
        fail "list $* (FAIRLANE_KERNEL=${FAIRLANE_KERNEL-unset}) exited with $status instead of $wanted: $(head -c 400 err)"
}

# json EXPRESSION: a Python expression about the document d that must be true
json() {
    python3 -c 'import json, sys; d = json.load(open("out")); sys.exit(not eval(sys.argv[1]))' "$1" ||
        fail "not true of the JSON (FAIRLANE_KERNEL=${FAIRLANE_KERNEL-unset}): $1"
}

list 0 --json
[ -s err ] && fail "list --json wrote to stderr: $(cat err)"
json 'd["schema"] == "fairlane.list/1" and d["error"] == ""'
json 'set(d["cpu"]["usable"]) <= set(d["cpu"]["announces"])'
json '[k["name"] for k in d["kernels"] if k["chosen"]] == [d["chosen"]]'
json 'len({k["name"] for k in d["kernels"]}) == len(d["kernels"]) > 10'
json 'all(k["runs"] == (k["compiled"] and k["cpu_allows"] and k["os_allows"]) for k in d["kernels"])'
json 'all(k["runs"] == (k["reason"] == "") for k in d["kernels"])'
json 'all({"work", "isa", "lanes", "fma", "accumulators", "origin", "compiler", "flags"} <= set(k) for k in d["kernels"] if k["compiled"])'
json 'all(k["runs"] and k["work"] == "linear-784x2" and k["origin"] == "hand-written" for k in d["kernels"] if k["chosen"])'
cp out automatic.json

list 0
python3 - <<'END' || fail "the table and the JSON disagree"
import json
document = json.load(open("automatic.json"))
answer, *lines = open("out").read().splitlines()
running = sum(k["runs"] for k in document["kernels"])
assert answer == f"{running} of {len(document['kernels'])} variants run here; the dispatcher takes {document['chosen']}.", answer
rows = [line for line in lines[3:] if line]
assert [row.split()[0] for row in rows] == [k["name"] for k in document["kernels"]]
assert [row.split()[0] for row in rows if row.endswith(" chosen")] == [document["chosen"]]
for row, kernel in zip(rows, document["kernels"]):
    assert kernel["reason"] in row, row
END

export FAIRLANE_KERNEL=scalar
list 0 --json
json 'd["chosen"] == "scalar"'

export FAIRLANE_KERNEL=fastest
list 2 --json
json 'd["chosen"] is None and not any(k["chosen"] for k in d["kernels"]) and "fastest" in d["error"]'
list 2
grep -q "^fairlane: FAIRLANE_KERNEL: there is no kernel 'fastest'; choose one of: scalar, " err || fail "said: $(cat err)"
grep -q '^scalar ' out || fail "the table is missing although it could be printed"

for absent in $(python3 -c 'import json; print(*[k["name"] for k in json.load(open("automatic.json"))["kernels"] if not k["runs"]])'); do
    export FAIRLANE_KERNEL=$absent
    list 3
    grep -q "^fairlane: FAIRLANE_KERNEL: cannot run kernel '$absent': .* offers: scalar, " err || fail "said: $(cat err)"
done

for hostile in '' ' scalar' 'SCALAR' $'\e[2J\e]0;gone\a' $'scalar\nfairlane: all is well' "$(head -c 100000 /dev/zero | tr '\0' %)" $'\xff\xfe'; do
    export FAIRLANE_KERNEL=$hostile
    list 2
    [ "$(wc -l <err)" -eq 1 ] || fail "more than one line: $(head -c 400 err)"
    [ "$(wc -c <err)" -lt 600 ] || fail "too long a line: $(wc -c <err) bytes"
    LC_ALL=C grep -q '[^ -~]' err && fail "the message holds bytes that a terminal may obey"
    list 2 --json
    json 'd["chosen"] is None'
done
unset FAIRLANE_KERNEL

list 2 --no-such-option
list 2 surplus
"$fairlane" list >/dev/full 2>err
[ $? -eq 3 ] || fail "a full disk went unnoticed"

finish "list: both forms, right and wrong choices"
