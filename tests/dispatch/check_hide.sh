#!/bin/bash
# FAIRLANE_HIDE: the lab behaves as on a CPU without a feature, whichever CPU this is, and every report says so.
#   check_hide.sh FAIRLANE FAIRLANE_GBENCH EXAMPLE_OF_THE_LIBRARY
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$1 gbench=$2 one_call=$3
unset FAIRLANE_KERNEL FAIRLANE_HIDE OPENBLAS_CORETYPE ONEDNN_MAX_CPU_ISA LIBXSMM_TARGET
unset MKL_ENABLE_INSTRUCTIONS ATEN_CPU_CAPABILITY
cd "$folder" || exit 1
count_failures

"$fairlane" list --json >shown.json || fail "list"
true_of shown.json 'd["cpu"]["hidden"] == []'
vectors=$(python3 -c 'import json; print(*json.load(open("shown.json"))["cpu"]["usable"])')
case " $vectors " in # of what this CPU offers, a feature that the chosen kernel needs
*" AVX512F "*) hide=avx512 feature=AVX512F lost=avx512 ;;
*" AVX2 "*) hide=avx2 feature=AVX2 lost=avx2 ;;
*" AVX "*) hide=avx feature=AVX lost=avx ;;
*" SVE "*) hide=sve feature=SVE lost=sve ;;
*) hide='' ;;
esac

# Unknown names, on every CPU and for every command that looks at it.
for wrong in avx1024 'avx,' sse2 ' avx2' $'\e[31m'; do
    for command in list run "trace scalar" point93 "select --match scalar" bound selftest "audit --run" disassemble peers; do
        # shellcheck disable=SC2086 # words of a command
        expect 2 "FAIRLANE_HIDE: '" env FAIRLANE_HIDE="$wrong" "$fairlane" $command
        LC_ALL=C grep -q '[^ -~]' errors && fail "the message holds bytes that a terminal may obey"
    done
done
expect 2 "it takes, separated by commas: avx512, " env FAIRLANE_HIDE=avx1024 "$gbench"
expect 0 "FAIRLANE_HIDE" env FAIRLANE_HIDE=avx1024 "$fairlane" help
expect 0 "" env FAIRLANE_HIDE= "$fairlane" list
grep -qF "FAIRLANE_HIDE" output errors && fail "an empty list hides something: $(head -n1 output)"

if [ -z "$hide" ]; then skip "this CPU has only its baseline ($vectors): there is nothing to hide"; fi
export FAIRLANE_HIDE=$hide

"$fairlane" list --json >hidden.json || fail "list with $hide hidden"
true_of hidden.json "'$feature' in d['cpu']['hidden'] and '$feature' in d['cpu']['announces']"
true_of hidden.json "not set(d['cpu']['hidden']) & set(d['cpu']['usable'])"
true_of hidden.json "not any('$feature' in k.get('needs', []) for k in d['kernels'] if k['runs'])"
true_of hidden.json "d['chosen'] not in (None, '$lost')"
best=$(python3 -c 'import json; print(json.load(open("hidden.json"))["chosen"])')
expect 0 "FAIRLANE_HIDE hides " "$fairlane" list
expect 3 "FAIRLANE_HIDE hides $feature" env FAIRLANE_KERNEL="$lost" "$fairlane" list
expect 3 "FAIRLANE_HIDE hides $feature" "$fairlane" trace "$lost"
expect 3 "FAIRLANE_HIDE hides $feature" "$fairlane" run --kernel "$lost"
if "$one_call" "$lost" >said 2>&1; then
    fail "the library ran $lost all the same"
fi

# What is traced under it, and where that is kept.
expect 0 "" "$fairlane" trace "$best" -o trace.json
true_of trace.json "'$feature' in d['hidden_features']"

# A result: its report, its environment, and what is said of it later.
status=0
"$fairlane" "${quick[@]}" --kernel scalar --kernel "$best" -o run.json >said 2>&1 || status=$?
[ "$status" -le 1 ] || fail "run with $hide hidden: $(cat said)"
grep -qF "hidden by FAIRLANE_HIDE: " said || fail "the report of the run does not tell: $(cat said)"
true_of run.json "'$feature' in d['environment']['hidden_features']"
unset FAIRLANE_HIDE
expect 0 "FAIRLANE_HIDE hid " "$fairlane" compare run.json:scalar run.json:"$best"
expect 0 "hidden by FAIRLANE_HIDE: " "$fairlane" bound --result run.json
export FAIRLANE_HIDE=$hide
"$gbench" --benchmark_list_tests >said 2>&1 || fail "fairlane-gbench with $hide hidden: $(cat said)"
grep -q "^$lost/" said && fail "fairlane-gbench would measure $lost"

# Libraries that can be told are told, the user's own word stays, and nothing is set where nothing is hidden.
cat >show.sh <<'END'
#!/bin/sh
echo "core ${OPENBLAS_CORETYPE-none} isa ${ONEDNN_MAX_CPU_ISA-none}" >told
END
chmod +x show.sh
told() {
    rm -f told
    env "$@" "$fairlane" trace -- ./show.sh >said 2>&1
    cat told
}
if [ "$(uname -m)" = x86_64 ]; then
    text=$(told FAIRLANE_HIDE=avx512,fma)
    case $text in *none*) [ "$hide" = avx ] || fail "libraries are not told: $text" ;; esac
    text=$(told FAIRLANE_HIDE=avx2 OPENBLAS_CORETYPE=Prescott)
    case $text in "core Prescott isa "*) ;; *) fail "the user's core type does not stay: $text" ;; esac
    text=$(told -u FAIRLANE_HIDE)
    [ "$text" = "core none isa none" ] || fail "libraries are told something although nothing is hidden: $text"
fi

finish "as on a CPU without $feature: $best instead of $lost"
