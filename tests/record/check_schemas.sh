#!/bin/bash
# The stored JSON Schemas are those that the tables of fields yield: each document has its schema, and none stands there
# without a document. With --write they are written anew.
# usage: check_schemas.sh PROJECT FAIRLANE [--write]
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 mode=${3:-}

# compare NAME STORED: whether the stored schema is the one that is made
compare() {
    "$fairlane" schema "$1" >"$folder/made"
    cmp -s "$folder/made" "$2"
}

count_failures
"$fairlane" schema >"$folder/names"
[ -s "$folder/names" ] || fail "no document at all"
while read -r name; do
    stored=$(echo "$project"/bench/*/fairlane."$name".schema.json)
    [ -e "$stored" ] || { fail "fairlane.$name.schema.json stands nowhere in bench/"; continue; }
    compare "$name" "$stored" && continue
    if [ "$mode" = --write ]; then
        cp "$folder/made" "$stored"
        echo "written: ${stored#"$project/"}"
        continue
    fi
    diff -u "$stored" "$folder/made" | head -30 >&2 || true
    fail "${stored#"$project/"} is not what the tables yield; tests/record/check_schemas.sh . build/fairlane --write"
done <"$folder/names"
for stored in "$project"/bench/*/fairlane.*.schema.json; do
    name=${stored##*/fairlane.} name=${name%.schema.json}
    grep -qxF "$name" "$folder/names" || fail "${stored#"$project/"} has no document"
done

# A schema that somebody edited is noticed.
name=$(head -1 "$folder/names")
stored=$(echo "$project"/bench/*/fairlane."$name".schema.json)
sed 's/"minimum": 0/"minimum": -1/' "$stored" >"$folder/edited"
if cmp -s "$stored" "$folder/edited" || compare "$name" "$folder/edited"; then
    fail "an edited schema is not noticed"
fi
"$fairlane" schema nosuch.1 2>"$folder/errors" && fail "a document that does not exist has a schema"
grep -q "no document 'nosuch.1'" "$folder/errors" || fail "what is not known is not named: $(cat "$folder/errors")"
