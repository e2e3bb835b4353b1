#!/bin/bash
# `fairlane selftest --across` counts in planted files, and says what is none of its business. That it measures twice,
# and ends at once when it is interrupted, is seen without asking how quiet the machine is.
# usage: check_selftest_across.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$2 writer=$3
need "$python"
unset FAIRLANE_KERNEL FAIRLANE_HIDE
cd "$folder"

tested=("$fairlane" selftest) one_line_from=1

"$writer" --write one.json 0
"$writer" --write shifted.json 0.1 # every contestant by as much: another run, and no other code
# planted.json: one.json but for one contestant of the three.
"$python" - <<'END'
import json
one, shifted = (json.load(open(f)) for f in ("one.json", "shifted.json"))
one["results"] = [s if s["name"] == "logistic-784x1" else r for r, s in zip(one["results"], shifted["results"])]
for series in next(r for r in one["results"] if r["name"] == "logistic-784x1")["amortised"].values():
    ratio = series["versus_baseline"]
    ratio["ratio"] /= 1.1
    for interval in (ratio["interval"], ratio["rounds_interval"]):
        interval["low"] /= 1.1
        interval["high"] /= 1.1
json.dump(one, open("planted.json", "w"))
END
expect 0 "Called different: 0 of 6 (0.0 %); at most 5 % may be." --across one.json shifted.json
expect 1 "of 6 pairs of equal code 2 were called different across two runs, more than 5 %" --across one.json planted.json
grep -qE "^logistic-784x1 +independent .* 0\.9[01][0-9]* " output || fail "what differs is not listed: $(cat output)"
grep -qE "^logistic-784x1 +chained " output || fail "what differs is not listed: $(cat output)"
if grep -qE "^(scalar|avx2) " output; then fail "more than what was planted is listed: $(cat output)"; fi
"$fairlane" selftest --across --json one.json planted.json >planted 2>errors && fail "JSON: exit code 0"
keeps_schema report/selftest-across planted
"$python" -c 'import json, sys
d = json.load(open("planted"))
found = [(e["name"], e["calls"]) for e in d["different"]]
assert found == [("logistic-784x1", "independent"), ("logistic-784x1", "chained")], found
assert (d["pairs"], d["called_different"], d["not_shown"], d["verdict"]) == (6, 2, 0, "disagree"), d
assert abs(d["share_different"] - 1 / 3) < 1e-9' || fail "other counts in JSON"

# Usage.
expect 2 "both are one and the same run" --across one.json one.json
sed 's/"boot_id": "0b/"boot_id": "0c/' shifted.json >booted.json
expect 2 "unlike in machine" --across one.json booted.json
expect 2 "takes two result files, or none" --across one.json
expect 2 "result files belong to --across" one.json shifted.json
expect 2 "--rounds is for trials" --across --rounds 3
expect 2 "belong to --across" --interval 3
expect 2 "nothing is measured where two files are given" --across --interval 3 one.json shifted.json
expect 2 "--interval" --across --interval -1
expect 2 "none.json" --across one.json none.json

if is_emulated "$fairlane"; then
    echo "[  SKIPPED ] two_measured_runs"
    finish "selftest --across: counted as planted"
fi

# Measured: the figures are the machine's, the form is the lab's.
status=0
"$fairlane" selftest --across --quick --interval 0 --json >measured 2>errors || status=$?
if [ $status -eq 3 ] && ! [ -s measured ]; then
    echo "measuring is left out: $(cat errors)"
    exit 0
fi
[ $status -le 1 ] || [ $status -eq 3 ] || fail "exit code $status: $(cat errors)"
keeps_schema report/selftest-across measured
"$python" -c 'import json, sys
d = json.load(open("measured"))
wanted = {"agree": 0, "disagree": 1, "unchecked": 3}[d["verdict"]]
assert wanted == int(sys.argv[1]), d["verdict"]
assert d["contestants"] > 0 and d["contestants"] <= d["pairs"] <= 2 * d["contestants"] and d["other_code"] == 0, d
assert d["runs"][0]["path"] != d["runs"][1]["path"]' $status || fail "the exit code is not that of the verdict"

# Interrupted between the runs: nothing is printed, the exit code is 130.
"$python" - "$fairlane" <<'END' || exit 1
import os, pty, signal, subprocess, sys
# Standard error is a terminal: what the program waits for is told there, so that no clock has to tell when.
main, side = pty.openpty()
program = subprocess.Popen([sys.argv[1], "selftest", "--across", "--quick", "--interval", "600"], stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=side, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
os.close(side)
said = b""
try:
    while b"second run in" not in said:
        said += os.read(main, 4096)
except OSError:
    sys.exit(f"check_selftest_across: ended before it waited: {said!r}")
program.send_signal(signal.SIGINT)
output, _ = program.communicate(timeout=60)
if program.returncode != 130 or output:
    sys.exit(f"check_selftest_across: interrupted: exit code {program.returncode}, output {output!r}")
END
echo "selftest --across: counted as planted"
