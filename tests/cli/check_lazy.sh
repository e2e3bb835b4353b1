#!/bin/bash
# A kernel that is right when it is verified and does half of its calls' work when it is timed: the run ends with 1 and
# names it; its neighbour in the table is not to blame. On a core that is shared throughout nothing can be refuted, which
# the run has to say.
# usage: check_lazy.sh LAZY
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
lazy=$1
status=0
"$lazy" run --quick --iterations 300 -o "$folder/run.json" >"$folder/out" 2>"$folder/err" || status=$?
python3 - "$folder/run.json" $status <<'END' || fail "$(cat "$folder/err"; grep -E '^(scalar|lazy)' "$folder/out")"
import json, sys
document, status = json.load(open(sys.argv[1])), int(sys.argv[2])
floor = {r["name"]: r["bounds"]["independent"] for r in document["results"]}
emulated = document["environment"]["emulator"] not in ("", "none")
doubted = floor["lazy"]["judgement"] == "in doubt" and "shared core" in floor["lazy"]["explanation"]
print("lazy: %.3f x its floor, %s" % (floor["lazy"]["ratio"], floor["lazy"]["judgement"]))
if floor["scalar"]["impossible"]:
    sys.exit("scalar is called impossible")
if emulated or doubted:
    sys.exit(status != 0 and "exit code %d" % status)
sys.exit(not (status == 1 and floor["lazy"]["impossible"] and document["impossible"]) and "lazy is not found")
END
[ $status -eq 0 ] || grep -qE '^fairlane: lazy, .* calls: .* x its floor of .*: it does not do all of the work in each call' "$folder/err" ||
    fail "told as: $(cat "$folder/err")"
