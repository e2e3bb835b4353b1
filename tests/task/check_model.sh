#!/usr/bin/env bash
# `fairlane model` from outside: exit codes, messages, files; and, where Python has Hugging Face's safetensors, that
# this library reads our files and we read those it writes.
#   check_model.sh FAIRLANE
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
program=$1
fairlane() { "$program" "$@"; }

count_failures

# expect STATUS "PART OF STDOUT" "PART OF STDERR" ARGUMENT…; "-" stands for nothing at all
expect() {
    local status=$1 out=$2 err=$3 got
    shift 3
    fairlane "$@" >"$folder/out" 2>"$folder/err"
    got=$?
    if [ "$got" != "$status" ]; then
        fail "fairlane $*: status $got instead of $status"
    fi
    matches "$out" "$folder/out" && matches "$err" "$folder/err" && return
    fail "fairlane $*: expected '$out' and '$err', got: $(head -c 2000 "$folder/out" "$folder/err")"
}

matches() {
    if [ "$1" = - ]; then [ ! -s "$2" ]; else grep -qF -- "$1" "$2"; fi
}

must() {
    "$@" || fail "false: $*"
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
expect 0 "$digest" - model -o "$folder/model"
must [ "$(sha256sum <"$folder/model")" = "$digest  -" ]
must [ "$(find "$folder" -type f | wc -l)" = 3 ] # model, out and err: no temporary file is left
expect 0 "$digest" - model --check "$folder/model"
expect 0 "model:     $folder/model" - model --check "$folder/model"
# What cannot be written does not cost the result on standard output.
expect 3 "$digest" "$folder/no/model: cannot write there: No such file or directory" model -o "$folder/no/model"
expect 3 "$digest" "/dev/full: cannot write: No space left on device" model -o /dev/full
expect 3 "$digest" "is a folder" model --sha256 -o "$folder"
fairlane model >/dev/full 2>"$folder/err"
must [ $? = 3 ]
must grep -q "cannot write to standard output" "$folder/err"

# Usage.
expect 2 - "--seed: -1 is not between" model --seed -1
expect 2 - "--seed: 'x' is not a whole number" model --seed x
expect 2 - "--seed: 99999999999999999999 is not between" model --seed 99999999999999999999
expect 2 - "unknown option --sead" model --sead 1
expect 2 - "-o needs an argument" model -o
expect 2 - "'rest' is too much" model rest
expect 2 - "--check reads a model, --seed belongs to training one" model --check "$folder/model" --seed 1
expect 2 - "--check reads a model, --output belongs to training one" model --check "$folder/model" -o "$folder/other"

# Files that are no model.
expect 2 - "$folder/none: cannot open: No such file or directory" model --check "$folder/none"
expect 2 - "$folder: not a regular file" model --check "$folder"
mkfifo "$folder/pipe"
expect 2 - "$folder/pipe: not a regular file" model --check "$folder/pipe"
head -c 5000 "$folder/model" >"$folder/cut"
expect 2 - "the file holds 4864 (cut short?)" model --check "$folder/cut"
printf "PK%01000d" 0 >"$folder/zip"
expect 2 - "$folder/zip: not a safetensors file" model --check "$folder/zip"
truncate -s 20M "$folder/large"
expect 2 - "20971520 bytes; at most 16777216 are accepted" model --check "$folder/large"
must [ "$(wc -l <"$folder/err")" = 1 ]

# The reference library, both ways.
python=${FAIRLANE_PYTHON:-python3}
if ! "$python" -c 'import numpy, safetensors.numpy' 2>/dev/null; then
    echo "left out: $python has no numpy and safetensors; test_model_file reads stored files of that library"
    exit
fi
"$python" - "$folder" "$digest" <<'PYTHON' || fail "the reference library"
import hashlib, sys
from safetensors.numpy import load_file, save, save_file

work, digest = sys.argv[1:]
tensors = load_file(work + "/model")
assert {name: (t.dtype.str, t.shape) for name, t in tensors.items()} == {
    "weight": ("<f4", (2, 784)), "bias": ("<f4", (2,))}, tensors
assert hashlib.sha256(save(tensors)).hexdigest() == digest, "saved again, the bytes differ"
save_file({**tensors, "other": tensors["bias"]}, work + "/theirs", metadata={"format": "pt"})
PYTHON
fairlane model --check "$folder/model" | grep -Ev "^(model|SHA-256):" >"$folder/ours.txt"
fairlane model --check "$folder/theirs" | grep -Ev "^(model|SHA-256):" >"$folder/theirs.txt"
must [ -s "$folder/ours.txt" ]
must cmp "$folder/ours.txt" "$folder/theirs.txt"
finish "read by and from $("$python" -c 'import safetensors; print("safetensors", safetensors.__version__)')"
