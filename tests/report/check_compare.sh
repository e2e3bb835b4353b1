#!/bin/bash
# `fairlane compare`: its figures against a second computation, what it refuses, and how operands are read.
# usage: check_compare.sh PROJECT FAIRLANE TEST_RECORD
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 writer=$3
need "$python"
cp "$project"/tests/data/compare/*.json "$folder"
cd "$folder"
"$writer" --write one.json 0
"$writer" --write two.json 0.1

# figures A NAME B NAME: the program's figures are those of the second computation.
figures() {
    "$fairlane" compare --json --unlike work --unlike machine "$1:$2" "$3:$4" >said.json || fail "cannot compare $*"
    "$python" "$project/tests/report/compare_expected.py" said.json "$@" || fail "other figures for $*"
}

tested=("$fairlane" compare) one_line_from=1

figures one.json scalar one.json avx2
figures one.json avx2 one.json scalar
figures one.json scalar one.json logistic-784x1
figures one.json scalar two.json scalar
figures two.json avx2 one.json scalar
figures slow.json slow fast.json fast
figures one.json avx2 slow.json slow
# Worked by hand: t = 1/sqrt(0.0009 + 0.0001), d = 1/sqrt((0.09 + 0.01)/2).
expect 0 "Welch's t = 31.62 with 120.7 degrees of freedom" slow.json fast.json:fast
expect 0 "Cohen's d = 4.47 (large). The 95 % intervals of the means do not overlap" slow.json fast.json:fast

# In words.
expect 0 "Independent calls: B (avx2) is 10 times as fast as A (scalar)." one.json:scalar one.json:avx2
expect 0 "Chained calls: A (avx2) is 9.997 times as fast as B (scalar)." one.json:avx2 one.json:scalar
expect 0 "Independent calls: no difference: the interval includes 1." one.json:scalar one.json:scalar
expect 0 "Means of single calls: no difference: the interval includes 1." "fast.json:as fast" fast.json:fast
expect 0 "successive calls of a process are not independent" one.json:scalar one.json:avx2

# Only equals are compared: each inequality is refused by its name, and heads the output when it is allowed.
expect 2 "unlike in work: A (scalar) does linear-784x2" one.json:scalar one.json:logistic-784x1
expect 0 "UNLIKE work: A (scalar)" --allow-unlike-work one.json:scalar one.json:logistic-784x1
expect 0 "UNLIKE work: A (scalar)" --unlike work one.json:scalar one.json:logistic-784x1
changed fast.json ten.json 's/"num_classes": 2/"num_classes": 10/'
expect 2 "add --unlike work" slow.json ten.json:fast
changed one.json emulated.json 's/"emulator": "none"/"emulator": "qemu-x86_64"/; s/"emulator": ""/"emulator": "qemu-x86_64"/'
expect 2 "emulator qemu-x86_64 and compare with nothing" one.json:avx2 emulated.json:avx2
expect 2 "--unlike emulation" emulated.json:avx2 emulated.json:scalar
expect 0 "UNLIKE emulation: the times of B" --allow-emulated one.json:avx2 emulated.json:avx2
changed one.json real.json 's/"emulator": ""/"emulator": "none"/'
expect 0 "is 10 times" real.json:scalar real.json:avx2

# unlike ASPECT PART SED: two.json after the change is refused for that and nothing else, allowed by --unlike ASPECT,
# which another word does not do.
unlike() {
    local other=sample
    [ "$1" = sample ] && other=model
    changed two.json unlike.json "$3"
    expect 2 "unlike in $1: " one.json:avx2 unlike.json:avx2
    expect 2 "$2" one.json:avx2 unlike.json:avx2
    grep -qE -- "--unlike $1\$" errors || fail "another cure than --unlike $1: $(cat errors)"
    expect 2 "unlike in $1: " --unlike $other one.json:avx2 unlike.json:avx2
    expect 0 "UNLIKE $1: " --unlike "$1" one.json:avx2 unlike.json:avx2
    head -n 1 output | grep -q "^UNLIKE $1: " || fail "the difference does not head the output: $(head -n 1 output)"
    "$fairlane" compare --json --unlike "$1" one.json:avx2 unlike.json:avx2 >said.json || fail "no JSON"
    grep -q "\"what\": \"$1\"" said.json || fail "unlike in $1 is not in the JSON: $(cat said.json)"
}
unlike machine "comparing two machines is said with --unlike machine" 's/Example CPU . 3000/Other CPU/; s/Example CPU .. 3000/Other CPU/'
unlike machine "started anew in between" 's/"boot_id": "0b/"boot_id": "0c/'
unlike model "A was timed on" '/"model"/,/}/s/"sha256": "./"sha256": "0/'
unlike sample "the inputs differ" 's/"sample_sha256": "../"sample_sha256": "00/'
unlike values "B's 7 subnormal weights" '/"weights"/,/}/s/"subnormal": 0/"subnormal": 7/'
unlike variables "GLIBC_TUNABLES is '' for A, 'glibc.x=1' for B" 's/\("steering": "[^"]*\)/\1; GLIBC_TUNABLES=glibc.x=1/'
unlike hidden "FAIRLANE_HIDE hid nothing from A, FMA from B" 's/"hidden_features": ""/"hidden_features": "FMA"/'
unlike misalignment "those of B 4 bytes" 's/"misalign_bytes": [0-9]*/"misalign_bytes": 4/'
unlike arithmetic "B with flush-to-zero" 's/"floating_point": "default/"floating_point": "flush-to-zero/'
unlike clock "B by tsc" 's/"name": "CLOCK_MONOTONIC[A-Z_]*"/"name": "tsc"/'
# The core that a library took, and the variable that steers it, are nothing to code that calls none.
library='for r in d["results"]:
    if r["name"] == "avx2":
        r["kernel"].update(origin="library", detail=a[0])
d["environment"]["steering"] = a[1]
d["environment"]["libraries"] += a[2]'
core="OpenBLAS 0.3.21, core"
edited one.json prescott.json "$library" "$core Prescott" none ""
edited two.json cooperlake.json "$library" "$core Cooperlake" none ""
edited two.json steered.json "$library" "$core Prescott" OPENBLAS_CORETYPE=bogus ""
edited one.json old.json "$library" "$core Prescott" "" ""
edited two.json old-steered.json "$library" "$core Prescott" "" ", OPENBLAS_CORETYPE=bogus, LD_PRELOAD=x.so"
expect 2 "unlike in library: A ran as $core Prescott, B as $core Cooperlake" prescott.json:avx2 cooperlake.json:avx2
expect 0 "UNLIKE library: " --unlike library prescott.json:avx2 cooperlake.json:avx2
expect 2 "unlike in variables: A ran with 'none', B with 'OPENBLAS_CORETYPE=bogus'" prescott.json:avx2 steered.json:avx2
expect 2 "OPENBLAS_CORETYPE is '' for A, 'bogus' for B" prescott.json:avx2 old-steered.json:avx2
expect 2 "LD_PRELOAD is '' for A, 'x.so' for B" old.json:scalar old-steered.json:scalar
expect 0 "A / B" prescott.json:scalar steered.json:scalar
expect 0 "A / B" prescott.json:avx2 old.json:avx2
# Several at once; a word that is none; what is not told is not called equal.
changed two.json far.json 's/"boot_id": "0b/"boot_id": "0c/; s/"misalign_bytes": [0-9]*/"misalign_bytes": 4/'
expect 2 "--unlike machine --unlike misalignment" one.json:avx2 far.json:avx2
expect 2 "--unlike misalignment" --unlike machine one.json:avx2 far.json:avx2
expect 0 "UNLIKE misalignment: " --unlike machine --unlike misalignment one.json:avx2 far.json:avx2
expect 2 "'weather' is none of work, model" --unlike weather one.json:avx2 two.json:avx2
changed two.json untold.json '/"sample_sha256"/s/"sample_sha256": "[^"]*"/"sample_sha256": ""/'
expect 0 "not known to be equal: sample" one.json:avx2 untold.json:avx2
expect 0 "not say what work was timed" slow.json fast.json:fast
changed two.json rebuilt.json 's/aaaaaaaaaa/cccccccccc/'
expect 0 "machine code of 'avx2' is not the same" one.json:avx2 rebuilt.json:avx2

# Operands.
expect 0 "slow (the only one) from slow.json" --unlike machine slow.json one.json:avx2
expect 0 "avx2 (named as on the other side) from two.json" one.json:avx2 two.json
expect 2 "name one result, as in one.json:scalar; it holds: scalar, avx2, logistic-784x1" one.json one.json:avx2
expect 0 "Of 3 results of both files B is faster in 0" one.json two.json
expect 2 "has no result 'sse'; it holds: scalar, avx2" one.json:sse one.json:avx2
expect 2 "missing.json: cannot open" missing.json:scalar one.json:avx2
expect 2 "two results are needed" one.json:scalar
expect 2 "two results are needed" one.json:scalar one.json:avx2 one.json:sse
expect 2 "unknown option" --jsno one.json:scalar one.json:avx2
mkdir a:b
cp one.json a:b/c:d.json
expect 0 "avx2 from a:b/c:d.json" a:b/c:d.json:scalar a:b/c:d.json:avx2
cp slow.json a:b/c:d.json:scalar # a whole argument that is a file is the file
expect 0 "slow (the only one) from a:b/c:d.json:scalar" --unlike machine a:b/c:d.json:scalar one.json:avx2
head -c 3000 one.json >cut.json
expect 2 "it is truncated" cut.json:scalar one.json:avx2
changed one.json bad.json '0,/"mean_us": 0/s//"mean_us": -3, "x": 0/'
expect 2 'bad.json:22: "mean_us" is -3; a latency must be a positive finite number' one.json:avx2 bad.json:avx2
echo "compare: all as expected"
