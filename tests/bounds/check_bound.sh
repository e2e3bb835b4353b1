#!/bin/bash
# fairlane bound on a stored measurement with known answers, on one of its own, and on input that it must refuse.
# usage: check_bound.sh PROJECT FAIRLANE TEST_BOUNDS
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$2 writer=$3
cd "$folder"

stored=$folder/stored.json
"$writer" --write "$stored"
"$fairlane" bound --result "$stored" --latency 4us --latency 0.5us >output
says '500 ns: impossible here for strict-scalar; 0.638 x the strict scalar chain of 784 additions at 3.00 GHz; 10 x the' output
says 'must spend 90 % outside the arithmetic' output
says 'the fixed 100 ns is wrong here' output
grep -q '^ *84 PASS' output || fail "point 84: $(cat output)"
"$fairlane" bound --result "$stored" --isa avx2 --latency 60ns >output
if grep -q '^strict-scalar  *[0-9i]' output; then fail "--isa avx2 shows strict-scalar"; fi
refuses 1 "impossible here for every class" "$fairlane" bound --result "$stored" --latency 40ns
says 'impossible' output
refuses 1 "point 84 fails" "$fairlane" bound --result "$stored" --latency 2ms
refuses 3 "no kernel of class 'neon'" "$fairlane" bound --result "$stored" --isa neon

refuses 2 "no class is called" "$fairlane" bound --result "$stored" --isa mmx
for time in '' 12 -3us nan 1e9s 5parsecs '0.5us;' $'1\n2us'; do
    refuses 2 "--latency" "$fairlane" bound --result "$stored" --latency "$time"
done
refuses 2 "at most 2" "$fairlane" bound --result "$stored" --latency 1us --latency 1us --latency 1us
refuses 2 "what is" "$fairlane" bound 0.5us
refuses 2 "leave --output out" "$fairlane" bound --result "$stored" -o "$folder/x"
refuses 2 "cannot open" "$fairlane" bound --result "$folder/missing.json"
head -c 3000 "$stored" >"$folder/cut.json"
refuses 2 "cut.json" "$fairlane" bound --result "$folder/cut.json"
sed 's/"median_ns": 5000/"median_ns": 50/' "$stored" >"$folder/edited.json"
refuses 2 "the file was changed" "$fairlane" bound --result "$folder/edited.json"
echo '{"schema": "fairlane.trace/1"}' >"$folder/foreign.json"
refuses 2 "fairlane.trace/1" "$fairlane" bound --result "$folder/foreign.json"
sed 's/"work": "linear-784x2"/"work": "softmax-2"/' "$stored" >"$folder/other.json"
refuses 2 "no kernel of linear-784x2" "$fairlane" bound --result "$folder/other.json"

refuses 2 "needs --ghz" "$fairlane" bound --cpu znver4
refuses 2 "goes with --cpu" "$fairlane" bound --ghz 3
for ghz in '' 0 -3 nan inf 0x3 1e1 3GHz 1000 3..0; do
    refuses 2 "--ghz" "$fairlane" bound --cpu znver4 --ghz "$ghz"
done
refuses 2 "measures nothing" "$fairlane" bound --cpu znver4 --ghz 3 -o "$folder/x"
refuses 2 "cannot open" "$fairlane" bound --cpu znver4 --ghz 3 --result "$folder/missing.json"
refuses 2 "--cpu" "$fairlane" bound --cpu no-such-processor --ghz 3
refuses 2 "--cpu" "$fairlane" bound --cpu '-version' --ghz 3
case $("$fairlane" list | head -n 200) in
    *"neon "*"for AArch64 only"*) here=znver4 elsewhere=neoverse-n1 ;;
    *) here=neoverse-n1 elsewhere=znver4 ;;
esac
refuses 3 "another architecture" "$fairlane" bound --cpu "$elsewhere" --ghz 3

# One measurement of this machine: what is stored gives the same bounds again.
files=("$folder/judged.json")
"$fairlane" bound --result "$stored" --latency 4us --latency 0.5us --json >"$folder/judged.json"
if is_emulated "$fairlane"; then # its own measurement takes two minutes there, a short one gives bounds as well
    echo "[  SKIPPED ] what_it_measures"
    "$fairlane" "${quick[@]}" -o "$folder/measured.json" >/dev/null || [ $? -eq 1 ]
    "$fairlane" bound --json --result "$folder/measured.json" >"$folder/now.json" || [ $? -eq 1 ]
    files+=("$folder/now.json")
else
    "$fairlane" bound --json -o "$folder/measured.json" >"$folder/now.json" || [ $? -eq 1 ] # noise may make it doubtful
    "$fairlane" bound --json --result "$folder/measured.json" >"$folder/again.json" || [ $? -eq 1 ]
    diff <(grep -v '"source"' "$folder/now.json") <(grep -v '"source"' "$folder/again.json") ||
        fail "the stored measurement gives other bounds"
    files+=("$folder/now.json")
    refuses 3 "nowhere" "$fairlane" bound --no-pin -o "$folder/nowhere/file.json"
    [ ! -s output ] || fail "measured before it was told that the file cannot be written"
fi

# The model of another processor.
if grep -qa __asan_init "$fairlane"; then
    echo "built with AddressSanitizer, which adds code of its own to the kernels: no model was run"
    models=false
else
    models=true
    mkdir "$folder/bin" # an emulator, if any, but no llvm-mca-19
    if command -v qemu-aarch64 >/dev/null; then ln -s "$(command -v qemu-aarch64)" "$folder/bin/"; fi
    refuses 3 "llvm-19" env PATH="$folder/bin" "$fairlane" bound --cpu "$here" --ghz 3
fi
if $models && command -v llvm-mca-19 >/dev/null; then
    "$fairlane" bound --cpu "$here" --ghz 3 --latency 0.5us --json >"$folder/model.json"
    "$fairlane" bound --cpu "$here" --ghz 3 --latency 0.5us >output
    says 'MODEL of' output
    says 'not a bound' output
    says ' ports ' output
    refuses 2 "holds no cycles" "$fairlane" bound --cpu "$here" --ghz 3 --result "$stored"
    "$fairlane" bound --cpu "$here" --ghz 3 --result "$folder/measured.json" >output 2>errors ||
        grep -q "holds no cycles" errors || fail "a measurement beside a model: $(cat errors)"
    files+=("$folder/model.json")
elif $models; then
    echo "no llvm-mca-19 (package llvm-19): no model was run"
fi
keeps_schema bounds/bound "${files[@]}"
finish_validated "bound: all as expected"
