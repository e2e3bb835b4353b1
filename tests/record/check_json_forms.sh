#!/bin/bash
# What --json prints keeps its schema, for the commands that have no such check among their own.
# usage: check_json_forms.sh PROJECT FAIRLANE TEST_RECORD HONEST_PEER
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 writer=$3 honest=$4
unset FAIRLANE_KERNEL FAIRLANE_PEERS FAIRLANE_PYTHON
cd "$folder"

"$fairlane" list --json >list.json
FAIRLANE_KERNEL=nosuch "$fairlane" list --json >list-none.json 2>errors && fail "a kernel that does not exist is taken"
"$fairlane" model --json >model.json
"$fairlane" peers --json "$honest" >peers.json
mkdir peers
FAIRLANE_PEERS=peers "$fairlane" peers --json >peers-missing.json
"$writer" --write one.json 0
"$writer" --write two.json 0.1
"$fairlane" compare --json one.json:scalar one.json:avx2 >compare.json
"$fairlane" compare --json one.json:scalar two.json:scalar >compare-files.json
data=$project/tests/data/compare
"$fairlane" compare --json "$data/slow.json:slow" "$data/fast.json:fast" >compare-audited.json
# On a noisy machine the self-test says no, and on a machine that cannot be measured at all nothing.
status=0
"$fairlane" selftest --rounds 2 --json >selftest.json 2>errors || status=$?
[ $status -le 1 ] || { [ $status -eq 3 ] && echo "selftest is left out: $(cat errors)"; } || fail "selftest: $(cat errors)"

# The same facts in both forms.
grep -qF "\"$("$fairlane" model --sha256)\"" model.json || fail "model: another digest in JSON"
status=0
"$fairlane" model --json --sha256 >output 2>errors || status=$?
[ $status -eq 2 ] || fail "model takes --json and --sha256 together"

for form in list compare peers selftest model; do
    for file in "$form"*.json; do
        [ ! -s "$file" ] || keeps_schema "report/$form" "$file"
    done
done
finish_validated "each form keeps its schema"
