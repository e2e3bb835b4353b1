#!/bin/bash
# fairlane audit: what it prints, its schemas, its exit codes, and cases that it must refuse in one line.
# usage: check_audit.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
need "$python"
cp -r "$project/tests/audit/cheats/honest" "$folder/case"
cd "$folder/case"

tested=(timeout 240 "$fairlane" audit)
# with MEMBER VALUE: a case whose member, a path such as a.trace, is this JSON value
with() {
    edited case.json changed.json 'for path, value in zip(a[::2], a[1::2]):
    *parents, last = path.split(".")
    part = d
    for name in parents:
        part = part[name]
    part[last] = json.loads(value)' "$@"
}

# Only equals are judged: what no point asks for is refused by its name, and heads the output where it is allowed.
for name in aprender_results aprender_results_2 aprender_results_3 torch_results; do cp "$name.json" "$name.kept"; done
unequal() { # ASPECT PART [STATUS]: the case as it stands now; how it ends where that is allowed
    expect 2 "audit: unlike in $1: " case.json
    grep -qF -- "$2" errors || fail "unlike in $1: '$2' is missing: $(cat errors)"
    grep -qE -- "--unlike $1\$" errors || fail "another cure than --unlike $1: $(cat errors)"
    expect 2 "audit: unlike in $1: " --unlike sample case.json
    expect "${3:-0}" "UNLIKE $1: " --unlike "$1" case.json
    head -n 1 output | grep -q "^UNLIKE $1: " || fail "the difference does not head the output: $(head -n 1 output)"
    expect "${3:-0}" "**UNLIKE $1:** " --unlike "$1" --markdown case.json
    expect "${3:-0}" "\"what\":	\"$1\"" --unlike "$1" --json case.json
}
environment() { edited "$1" "$1" 'd["environment"][a[0]] = a[1]' "$2" "$3"; } # FILE MEMBER VALUE
environment aprender_results_2.json emulator qemu-x86_64 # a repetition alone
unequal emulation "the times of B were taken under the emulator qemu-x86_64"
cp aprender_results_2.kept aprender_results_2.json
environment aprender_results.json hidden_features AVX2
cp aprender.trace.json aprender.trace.kept # made as the figures were, with the same hidden
sed -i '0,/"how"/s//"hidden_features": "AVX2", "how"/' aprender.trace.json
unequal hidden "FAIRLANE_HIDE hid nothing from A, AVX2 from B"
mv aprender.trace.kept aprender.trace.json
cp aprender_results.kept aprender_results.json
environment torch_results.json floating_point "default; MXCSR 0x1f80"
environment aprender_results.json floating_point "flush-to-zero; MXCSR 0x9f80"
unequal arithmetic "A computes with default"
cp torch_results.kept torch_results.json
cp aprender_results.kept aprender_results.json
"$python" - <<'END'
import struct
model = bytearray(open("model.safetensors", "rb").read())
changed = bytearray(model)
changed[-1] ^= 1
open("other.safetensors", "wb").write(changed)
changed = bytearray(model)
changed[-4 * 700 : -4 * 699] = struct.pack("<f", 1e-41)
open("decayed.safetensors", "wb").write(changed)
END
cp case.json case.kept
with b.model '"other.safetensors"'
mv changed.json case.json
unequal model "A computed with model.safetensors"
cp case.kept case.json
with a.model '"decayed.safetensors"'
cp changed.json case.json
with b.model '"decayed.safetensors"'
mv changed.json case.json
unequal values "the model of A, decayed.safetensors, gives 1 subnormal weight"
mv case.kept case.json

# One budget for what the sources of a case make the audit compute; a manifest that would fell its parser is a reason.
cp torch_benchmark.py honest.py
for line in {1..30}; do
    echo "x$line = [[((((i * 17 + j * 31) % 256) / 255.0) ** 2 + i * j) / 3.0 for j in range(1999)] for i in range(1000)]"
done >>torch_benchmark.py
expect 1 "the time for computing what the sources of a case say is used up" case.json
mv honest.py torch_benchmark.py
cp Cargo.toml honest.toml
"$python" -c 'print("a" + ".a" * 30000 + "=1")' >Cargo.toml
expect 1 "it cannot be read as TOML: line 1: a key of more than 32 parts" case.json
mv honest.toml Cargo.toml

# Without its sources nothing is valid, whatever the rest says; a second machine is only declared.
edited case.json case.json 'for side in (d["a"], d["b"], d["comparison"]):
    for member in ("sources", "library_sources", "manifests", "locks"):
        side.pop(member, None)
del d["elsewhere"]
d["declarations"] = [{"point": 78, "holds": True, "statement": "it ran on another machine"}]'

expect 1 "A PyTorch against B aprender: not valid" case.json
expect 1 "UNCHECKED" case.json
expect 1 "the author says that it holds: it ran on another machine" case.json
# Any number of runs of a side: 50 each, all of them read, in a case and in a folder; one that is named twice among them.
cp -r . ../many
(
    cd ../many
    "$python" - <<'END'
import json
case = json.load(open("case.json"))
for side, stem in (("a", "torch_results"), ("b", "aprender_results")):
    first = json.load(open(stem + "_2.json"))
    for i in range(4, 51):
        result = first["results"][0]
        changed = {k: v * (1 + 1e-6 * i) if k.endswith("_us") or k.startswith("ci_95") else v for k, v in result.items()}
        changed["throughput_per_sec"] = 1e6 / changed["mean_us"]
        json.dump(dict(first, results=[changed]), open(f"{stem}_{i}.json", "w"))
        case[side]["results"].append(f"{stem}_{i}.json")
json.dump(case, open("many.json", "w"))
case["a"]["results"].append("torch_results_7.json")
json.dump(case, open("twice.json", "w"))
END
    status=0
    "$fairlane" audit --json many.json >output 2>errors || status=$?
    [ $status -le 1 ] || fail "50 runs of a side: exit code $status: $(cat errors)"
    [ "$(grep -c 'the means of 50 runs' output)" -eq 2 ] || fail "not all of 50 runs are looked at: $(grep -m1 'the means of' output)"
    status=0
    "$fairlane" audit twice.json >output 2>errors || status=$?
    if [ $status -ne 2 ] || ! grep -q "names 'torch_results_7.json' twice" errors; then fail "a run that is named twice: $(cat errors)"; fi
    rm case.json many.json twice.json
    "$fairlane" audit --propose . >proposed 2>errors || fail "a folder of 50 runs: $(cat errors)"
    [ "$(grep -o 'torch_results[_0-9]*.json' proposed | sort -u | wc -l)" -eq 50 ] || fail "a folder of 50 runs: $(cat proposed)"
)

# What does not pass stands first, each point once, and alone with --failed.
expect 1 "What does not pass" case.json
"$python" - output <<'END' || fail "what does not pass does not stand first: $(head -n 20 output)"
import re, sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
rest = next(i for i, line in enumerate(lines) if line.startswith("category "))
rows = [(i, int(m[1]), m[2]) for i, line in enumerate(lines)
        if (m := re.match(r" *(\d+) .*? (PASS|FAIL|UNCHECKED|NOT APPLICABLE) ", line)) and not line.startswith("category")]
failed = {number for i, number, verdict in rows if verdict in ("FAIL", "UNCHECKED")}
assert failed and all((i < rest) == (number in failed) for i, number, verdict in rows), rows
assert sorted(number for i, number, verdict in rows) == list(range(1, 101)), rows
open("failed.txt", "w").write(" ".join(map(str, sorted(failed))))
END
expect 1 "What does not pass" --failed case.json
[ "$(sed -nE 's/^ *([0-9]+) .* (FAIL|UNCHECKED) .*/\1/p' output | tr '\n' ' ')" = "$(cat failed.txt) " ] ||
    fail "--failed shows other points than $(cat failed.txt): $(cat output)"
if grep -qE '^ *[0-9]+ .* PASS |^category' output; then fail "--failed shows what passes: $(cat output)"; fi
expect 1 "What does not pass" --failed --markdown case.json
expect 2 "--failed is for reports" --failed --json case.json
expect 1 '"fairlane.audit/1"' --json case.json -o said.json
expect 1 "| **all** |" --markdown case.json
expect 0 '"schema": "fairlane.case/1"' --template
"$fairlane" audit --template >template.json
expect 2 "torch_results.json: cannot open" "$(mkdir -p empty && cp template.json empty/ && echo empty/template.json)"
[ -s said.json ] || fail "-o wrote nothing"
(cd / && timeout 60 "$fairlane" audit "$folder/case/case.json" >/dev/null) || [ $? -eq 1 ] || fail "only from its folder"

expect 2 "one case is needed"
expect 2 "one case is needed" case.json case.json
expect 2 "takes no case" --template case.json
expect 2 "exclude each other" --json --markdown case.json
expect 2 "unknown option" --jsn case.json
expect 2 "none.json: cannot open" none.json
mkdir nothing
expect 2 "nothing: no result files that are known" nothing
timeout 60 "$fairlane" audit case.json -o "$folder/none/said.json" >/dev/null 2>errors && fail "-o into nowhere"
[ "$(wc -l <errors)" -eq 1 ] || fail "not one line for -o: $(cat errors)"

# The case itself, hostile.
: >empty.json
expect 2 "empty.json" empty.json
echo '[]' >list.json
expect 2 "list.json" list.json
echo '{"schema": "fairlane.case/2"}' >other.json
expect 2 "other.json:1:" other.json
"$python" -c 'print("[" * 2000000)' >deep.json
expect 2 "deep.json" deep.json
head -c 900000 deep.json >deep_small.json
expect 2 "deep_small.json:1:" deep_small.json
truncate -s 1G huge.json
expect 2 "at most" huge.json
changed case.json twice.json 's/"a": {/"a": {}, "a": {/'
expect 2 "twice" twice.json
for value in 1 null true '{}' '"x"' '[1, 2]' '[["x"]]' '[null]' '[""]' '[]'; do
    with a.results "$value"
    expect 2 "changed.json:1:" changed.json
done
for value in 1 null '{}' '[]' '""' '"a/../../b"' '"/etc/passwd"' '"./x"' '"a//b"' '"a/"' '".."' '"x\u001b[2J"'; do
    with a.trace "$value"
    expect 2 "changed.json:1:" changed.json
done
for value in 1 '""' null "\"$(printf 'n%.0s' {1..100})\""; do
    with a.name "$value"
    expect 2 '"name"' changed.json
done
for value in 0 -1 '"3"' null 1e400; do
    with comparison.claimed_speedup "$value"
    expect 2 "changed.json" changed.json
done
with declarations '[{"point": 101, "holds": true}]'
expect 2 "at most 100" changed.json
with declarations '[{"point": 5}]'
expect 2 '"holds"' changed.json
with declarations '[{"point": 5, "holds": false, "statement": "it does not"}]'
expect 1 "does not hold: it does not" changed.json

# The files it names, hostile.
outside=$folder/outside
mkdir "$outside" sub
cp torch.trace.json "$outside/"
ln -s "$outside/torch.trace.json" link.json
ln -s "$outside" linked
ln -s ../torch.trace.json sub/inner.json
mkfifo pipe
mkdir trap.json
for name in link.json linked/torch.trace.json sub/inner.json; do
    with a.trace "\"$name\""
    expect 2 "symbolic link" changed.json
done
cp torch.trace.json sub/
with a.trace '"sub/torch.trace.json"'
expect 1 "not valid" changed.json
for name in pipe trap.json; do
    with a.trace "\"$name\""
    expect 2 "not a regular file" changed.json
done
with lab '"/dev/zero"'
expect 2 "absolute" changed.json
truncate -s 1G "$folder/case/large.json"
for member in a.trace a.model a.data lab comparison.summary; do
    with $member '"large.json"'
    expect 2 "large.json" changed.json
done
with documentation '["large.json"]'
expect 2 "large.json" changed.json
printf 'caf\351\n' >latin.md
with documentation '["latin.md"]'
expect 2 "latin.md:1: not a text file" changed.json
printf 'a\nb\0c\n' >zero.md
with documentation '["zero.md"]'
expect 2 "zero.md:2: not a text file" changed.json
printf 'plain\n' >"README \`x\` | <b>.md"
with documentation "[\"README \`x\` | <b>.md\"]"
expect 1 "**Not valid.**" --markdown changed.json
with b.results '["torch.trace.json"]'
expect 2 "torch.trace.json" changed.json
with lab '"torch_results.json"'
expect 2 "result file of" changed.json
changed torch_results.json nan.json 's/"mean_us": [0-9.]*/"mean_us": NaN/'
with a.results '["nan.json"]'
expect 2 "nan.json" changed.json
changed torch_results.json no_p99.json '/"p99_us"/d'
with a.results '["no_p99.json"]'
expect 1 "1 of the three percentiles are missing" changed.json
"$python" -c 'print("[" * 900000)' >nested.json
with comparison.summary '"nested.json"'
expect 2 "nested.json" changed.json
with a.name '"Py*Torch* <script>|"'
expect 1 'Py\*Torch\* &lt;script&gt;\|' --markdown changed.json

# The document to sign: head, limitations, lines to sign, and the digest of each file, checked by sha256sum.
printf '# Title\n\nSpeed.\n\n## Known limitations\n\n1. **Binary** only\n- two classes\n\n## Other\n\nnothing\n' >limits.md
with documentation '["limits.md"]' audit '{"id": "QA-7", "auditor": "A | <b>", "date": "2025-11-27", "revision": "abc123"}'
"$fairlane" audit --markdown changed.json >document.md || [ $? -eq 1 ] || fail "no document"
for line in '| Document | QA-7 |' '| Version |  |' '| Date | 2025-11-27 |' '| Auditor | A \| &lt;b&gt; |' '| At revision | abc123 |' \
    '| **all** | 100 |' '## Acceptance criteria' '- 1. \*\*Binary\*\* only (limits.md:7)' '- two classes (limits.md:8)' '| Red team lead | | | |'; do
    grep -qF -- "$line" document.md || fail "the document lacks '$line'"
done
grep -q 'nothing (limits' document.md && fail "a line of another section is called a limitation"
digests() { sed -n "s/^| [^|]* | \\([^|]*\\) | \`\\([0-9a-f]\\{64\\}\\)\` |\$/\\2  \\1/p" document.md | tr -d '\134'; }
[ "$(digests | wc -l)" -ge 12 ] || fail "the document lists $(digests | wc -l) files: $(digests)"
digests >sums
sha256sum --quiet --check sums || fail "a digest of the document is another than sha256sum's"
echo >>limits.md
sha256sum --quiet --check sums >/dev/null 2>&1 && fail "a changed file has the same digest"
with audit '{"reviewer": "x"}'
expect 2 'has no member "reviewer"' changed.json

# Quotes are taken apart by Python: where there is none, nothing that rests on the command is decided, and the cure is named;
# a command without them is read all the same.
without_python() { env PATH=/nonexistent "$fairlane" audit --json "$1" >said || [ $? -eq 1 ] || fail "no audit without Python"; }
with a.command "\"'nice' -n 19 python3 torch_benchmark.py\""
without_python changed.json
grep -q 'the command could not be read, there is no python3 .*: install python3' said || fail "nothing is said of the missing Python"
with a.command '"nice -n 19 python3 torch_benchmark.py"'
without_python changed.json
grep -q 'the command runs it under nice' said || fail "a plain command is not read without Python"

# Both schemas, by a validator that is not ours; what fairlane refuses in a case, the schema refuses too.
keeps_schema audit/audit said.json
"$python" - "$project/bench/audit/fairlane.case.1.schema.json" case.json template.json <<'END' || fail "the case's schema"
import copy, json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(print("the case's schema is not checked: python3-jsonschema is not installed"))
schema = json.load(open(sys.argv[1]))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    case = json.load(open(path))
    validator.validate(case)
    faults = [("a", "tracee", "x"), ("a", "results", []), ("a", "name", ""), ("b", "results", ["x", "x"])]
    faults += [("b", "trace", bad) for bad in ("../x", "a/../x", "/x", "a//x", "./x", "x/", "..", "")]
    faults += [("comparison", "claimed_speedup", 0), ("declarations", 0, {"point": 101, "holds": True})]
    for *parents, name, value in faults:
        bad = copy.deepcopy(case)
        bad[parents[0]][name] = value
        assert not validator.is_valid(bad), (parents, name, value)
    print(f"{path}: valid; {len(faults)} planted faults rejected")
END
echo "audit: all as expected"
