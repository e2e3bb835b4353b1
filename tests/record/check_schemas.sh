#!/bin/bash
# The stored JSON Schemas are those that the tables of fields yield: each document has its schema, and none stands there
# without a document. With --write they are written anew.
# usage: check_schemas.sh PROJECT FAIRLANE [--write]
set -euo pipefail
project=$1 fairlane=$2 mode=${3:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# compare NAME STORED: whether the stored schema is the one that is made
compare() {
    "$fairlane" schema "$1" >"$folder/made"
    cmp -s "$folder/made" "$2"
}

status=0
"$fairlane" schema >"$folder/names"
[ -s "$folder/names" ] || { echo "check_schemas: no document at all" >&2; exit 1; }
while read -r name; do
    stored=$(echo "$project"/bench/*/fairlane."$name".schema.json)
    [ -e "$stored" ] || { echo "check_schemas: fairlane.$name.schema.json stands nowhere in bench/" >&2; status=1; continue; }
    compare "$name" "$stored" && continue
    if [ "$mode" = --write ]; then
        cp "$folder/made" "$stored"
        echo "written: ${stored#"$project/"}"
        continue
    fi
    diff -u "$stored" "$folder/made" | head -30 >&2 || true
    echo "check_schemas: ${stored#"$project/"} is not what the tables yield; tests/record/check_schemas.sh . build/fairlane --write" >&2
    status=1
done <"$folder/names"
for stored in "$project"/bench/*/fairlane.*.schema.json; do
    name=${stored##*/fairlane.} name=${name%.schema.json}
    grep -qxF "$name" "$folder/names" || { echo "check_schemas: ${stored#"$project/"} has no document" >&2; status=1; }
done
[ $status -eq 0 ] || exit 1

# A schema that somebody edited is noticed.
name=$(head -1 "$folder/names")
stored=$(echo "$project"/bench/*/fairlane."$name".schema.json)
sed 's/"minimum": 0/"minimum": -1/' "$stored" >"$folder/edited"
if cmp -s "$stored" "$folder/edited" || compare "$name" "$folder/edited"; then
    echo "check_schemas: an edited schema is not noticed" >&2
    exit 1
fi
"$fairlane" schema nosuch.1 2>"$folder/errors" && { echo "check_schemas: a document that does not exist has a schema" >&2; exit 1; }
grep -q "no document 'nosuch.1'" "$folder/errors"
