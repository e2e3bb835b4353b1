#!/bin/bash
# The machine code of the probes. Each descriptor says what its object has to hold and how often: that and nothing else
# that calculates (the value that an arithmetic probe leaves proves the number of turns), of load probes the loads, and
# nothing that calculates.
#   check_probe_code.sh OBJDUMP TEST_PROBES OBJECT…
. "$(dirname "$0")/../lib.sh"
objdump=$1
listing=("$2")
shift 2
command -v "$objdump" >/dev/null || skip "$objdump is missing"
[ $# -gt 0 ] || fail "no object given"

declare -A expected kind
while IFS='|' read -r name what code; do
    name=${name//-/_}
    expected[$name]=$code kind[$name]=$what
done < <("${listing[@]}" --code)

# Counts what calculates in floating point, and for load probes what reads memory into vector registers.
count() {
    "$objdump" -d --no-show-raw-insn "$1" | awk -F'\t' -v loads="$2" '
        NF < 2 { next }
        { split($2, word, " "); name = word[1]; operands = $2 "\t" $3 }
        name ~ /^v?(add|sub|mul|div|sqrt)[sp][sd]$|^v?fn?m(add|sub)[0-9]*[sp][sd]$|^f(ml[as]|add|sub|mul|div|n?madd|n?msub)$/ { count[name]++ }
        loads && name ~ /^v?mov[au]ps$|^v?movss$/ && operands ~ /[ \t]-?[0-9a-fx]*\(%r[a-z0-9]+(, ?%r[a-z0-9]+(, ?[1248])?)?\),/ { count[name]++ }
        loads && name ~ /^(ldu?r|ld1w)$/ && operands ~ /[ \t]\{?[sqz][0-9]/ { count["load"]++ }
        END { for (name in count) print name ":" count[name] }' | sort | tr '\n' ' ' | sed 's/ $//'
}

count_failures
for object in "$@"; do
    name=$(basename "$object" .c.o)
    if [ -z "${expected[$name]}" ]; then
        fail "$object: no descriptor says what it has to hold"
        continue
    fi
    loads=0
    [ "${kind[$name]}" = loads ] && loads=1
    found=$(count "$object" $loads)
    [ "$found" = "${expected[$name]}" ] || fail "$object: found '$found' instead of '${expected[$name]}'"
done
finish "machine code of $# probes is as it should be"
