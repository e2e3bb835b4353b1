#!/usr/bin/env bash
# `fairlane model` from outside: exit codes, messages, files; and, where Python has Hugging Face's safetensors, that
# this library reads our files and we read those it writes.
#   check_model.sh FAIRLANE
set -uo pipefail
program=$1
fairlane() { "$program" "$@"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# expect STATUS "PART OF STDOUT" "PART OF STDERR" ARGUMENT…; "-" stands for nothing at all
expect() {
    local status=$1 out=$2 err=$3 got
    shift 3
    fairlane "$@" >"$work/out" 2>"$work/err"
    got=$?
    if [ "$got" != "$status" ]; then
        echo "fairlane $*: status $got instead of $status"
        failed=1
    fi
    matches "$out" "$work/out" && matches "$err" "$work/err" && return
    echo "fairlane $*: expected '$out' and '$err', got:"
    head -c 2000 "$work/out" "$work/err"
    failed=1
}

matches() {
    if [ "$1" = - ]; then [ ! -s "$2" ]; else grep -qF -- "$1" "$2"; fi
}

must() {
    "$@" || { echo "false: $*"; failed=1; }
}

digest=$(fairlane model --sha256)
must [ ${#digest} = 64 ]
expect 0 "$digest" - model
expect 0 "weight [2, 784] and bias [2]" - model
expect 0 "900 of 1000 training samples right" - model --seed 42
expect 0 "$digest" - model --seed 42 --sha256
must [ "$(fairlane model --sha256 --seed 43)" != "$digest" ]
expect 0 "--check FILE" - help model

# Writing: the digest printed is the file's; other programs agree on it.
expect 0 "$digest" - model -o "$work/model"
must [ "$(sha256sum <"$work/model")" = "$digest  -" ]
must [ "$(find "$work" -type f | wc -l)" = 3 ] # model, out and err: no temporary file is left
expect 0 "$digest" - model --check "$work/model"
expect 0 "model:     $work/model" - model --check "$work/model"
# What cannot be written does not cost the result on standard output.
expect 3 "$digest" "$work/no/model: cannot write there: No such file or directory" model -o "$work/no/model"
expect 3 "$digest" "/dev/full: cannot write: No space left on device" model -o /dev/full
expect 3 "$digest" "is a folder" model --sha256 -o "$work"
fairlane model >/dev/full 2>"$work/err"
must [ $? = 3 ]
must grep -q "cannot write to standard output" "$work/err"

# Usage.
expect 2 - "--seed: -1 is not between" model --seed -1
expect 2 - "--seed: 'x' is not a whole number" model --seed x
expect 2 - "--seed: 99999999999999999999 is not between" model --seed 99999999999999999999
expect 2 - "unknown option --sead" model --sead 1
expect 2 - "-o needs an argument" model -o
expect 2 - "'rest' is too much" model rest
expect 2 - "--check reads a model, --seed belongs to training one" model --check "$work/model" --seed 1
expect 2 - "--check reads a model, --output belongs to training one" model --check "$work/model" -o "$work/other"

# Files that are no model.
expect 2 - "$work/none: cannot open: No such file or directory" model --check "$work/none"
expect 2 - "$work: not a regular file" model --check "$work"
mkfifo "$work/pipe"
expect 2 - "$work/pipe: not a regular file" model --check "$work/pipe"
head -c 5000 "$work/model" >"$work/cut"
expect 2 - "the file holds 4864 (cut short?)" model --check "$work/cut"
printf "PK%01000d" 0 >"$work/zip"
expect 2 - "$work/zip: not a safetensors file" model --check "$work/zip"
truncate -s 20M "$work/large"
expect 2 - "20971520 bytes; at most 16777216 are accepted" model --check "$work/large"
must [ "$(wc -l <"$work/err")" = 1 ]

# The reference library, both ways.
python=${FAIRLANE_PYTHON:-python3}
if ! "$python" -c 'import numpy, safetensors.numpy' 2>/dev/null; then
    echo "left out: $python has no numpy and safetensors; test_model_file reads stored files of that library"
    exit "$failed"
fi
"$python" - "$work" "$digest" <<'PYTHON' || failed=1
import hashlib, sys
from safetensors.numpy import load_file, save, save_file

work, digest = sys.argv[1:]
tensors = load_file(work + "/model")
assert {name: (t.dtype.str, t.shape) for name, t in tensors.items()} == {
    "weight": ("<f4", (2, 784)), "bias": ("<f4", (2,))}, tensors
assert hashlib.sha256(save(tensors)).hexdigest() == digest, "saved again, the bytes differ"
save_file({**tensors, "other": tensors["bias"]}, work + "/theirs", metadata={"format": "pt"})
PYTHON
fairlane model --check "$work/model" | sed 1,2d >"$work/ours.txt"
fairlane model --check "$work/theirs" | sed 1,2d >"$work/theirs.txt"
must [ -s "$work/ours.txt" ]
must cmp "$work/ours.txt" "$work/theirs.txt"
echo "read by and from $("$python" -c 'import safetensors; print("safetensors", safetensors.__version__)')"
exit "$failed"
