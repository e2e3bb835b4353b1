#!/bin/bash
# The machine code of the arithmetic probes: one turn of the loop holds 14 of the instruction of the class and nothing
# else that calculates (the value that they leave proves the number of turns). And of the load probes: 21 loads a turn.
#   check_probe_code.sh OBJDUMP OBJECT…
objdump=$1
shift
[ -x "$(command -v "$objdump")" ] || { echo "skipped: $objdump is missing"; exit 77; }
[ $# -gt 0 ] || { echo "no object given"; exit 1; }
failed=0
for object in "$@"; do
    # name of the probe, and per class: instruction and how often
    name=$(basename "$object" .o)
    case $name in
    arithmetic_scalar_fma.c) expected="vfmadd231ss:14|fmadd:14" ;;
    arithmetic_scalar.c) expected="addss:14 mulss:14|fadd:14 fmul:14" ;;
    arithmetic_sse.c) expected="addps:14 mulps:14" ;;
    arithmetic_avx.c) expected="vaddps:14 vmulps:14" ;;
    arithmetic_avx2.c | arithmetic_avx512.c) expected="vfmadd231ps:14" ;;
    arithmetic_neon.c) expected="fadd:14 fmul:14" ;;
    arithmetic_neon_fma.c) expected="fmla:14" ;;
    arithmetic_sve.c) expected="fmla:15" ;; # and one for the remainder
    loads_*) expected="" ;;
    *) echo "$object: unknown probe: say in $0 what its loop has to hold"; failed=1; continue ;;
    esac
    found=$("$objdump" -d --no-show-raw-insn "$object" | awk -F'\t' '
        NF > 1 { split($2, word, " "); if (word[1] ~ /(add|sub|mul|mla|mls|div|sqrt)[sp][sd]$|^v?f[n]?m(add|sub)|^fml[as]$|^f(add|sub|mul|div|madd|msub)$/) count[word[1]]++ }
        END { for (w in count) print w ":" count[w] }' | sort | tr '\n' ' ' | sed 's/ $//')
    case "|$expected|" in
    *"|$found|"*) ;;
    *) echo "$object: calculates with '$found' instead of '$expected'"; failed=1 ;;
    esac
done
[ $failed = 0 ] && echo "machine code of $# probes is as it should be"
exit $failed
