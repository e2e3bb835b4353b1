#!/bin/bash
# The machine code of the probes. Arithmetic: a turn of the loop holds 14 of the instruction of the class and nothing
# else that calculates (the value that a probe leaves proves the number of turns). Loads: a turn holds as many loads
# as it should and nothing calculates.
#   check_probe_code.sh OBJDUMP OBJECT…
objdump=$1
shift
command -v "$objdump" >/dev/null || { echo "skipped: $objdump is missing"; exit 77; }
[ $# -gt 0 ] || { echo "no object given"; exit 1; }

# Per probe what is allowed, x86-64 | AArch64, instruction:how often.
declare -A expected=(
    [arithmetic_scalar]="addss:14 mulss:14|fadd:14 fmul:14"
    [arithmetic_scalar_fma]="vfmadd231ss:14|fmadd:14"
    [arithmetic_sse]="addps:14 mulps:14"
    [arithmetic_avx]="vaddps:14 vmulps:14"
    [arithmetic_avx2]="vfmadd231ps:14"
    [arithmetic_avx512]="vfmadd231ps:14"
    [arithmetic_neon]="fadd:14 fmul:14"
    [arithmetic_neon_fma]="fmla:14"
    [arithmetic_sve]="fmla:15" # one of them for the remainder
    [loads_scalar]="movss:42|load:42"
    [loads_sse]="movups:42"
    [loads_avx]="vmovups:42"
    [loads_avx512]="vmovups:21"
    [loads_neon]="load:42"
    [loads_sve]="load:18" # 8 a turn and one for the remainder, for either array
)

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

failed=0
for object in "$@"; do
    name=$(basename "$object" .c.o)
    if [ -z "${expected[$name]}" ]; then
        echo "$object: say in $0 what this probe's loop has to hold"
        failed=1
        continue
    fi
    loads=0
    [[ $name == loads_* ]] && loads=1
    found=$(count "$object" $loads)
    case "|${expected[$name]}|" in
    *"|$found|"*) ;;
    *)
        echo "$object: found '$found' instead of '${expected[$name]}'"
        failed=1
        ;;
    esac
done
[ $failed = 0 ] && echo "machine code of $# probes is as it should be"
exit $failed
