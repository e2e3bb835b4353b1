# shellcheck shell=bash
# What the shell tests share. A test begins with
#     . "$(dirname "$0")/../lib.sh"
# and ends with 0 where all holds, with 1 where something does not, with 77 and the reason where it cannot be tried here.
# It has a scratch folder, $folder, which goes away with it, after clean_up() where the test has such a function.
test_name=$(basename "$0" .sh)
folder=$(mktemp -d) || exit 1
readonly folder
python=/usr/bin/python3 # Debian's own, which has Debian's python3-jsonschema
counts_failures=false

# Ends the test with 1 whatever came after a failure, also after one in a subshell or in a pipe.
at_exit() {
    local status=$?
    if declare -F clean_up >/dev/null; then clean_up; fi
    rm -rf "$folder"
    if failed; then
        rm -f "$folder.failures"
        exit 1
    fi
    exit "$status"
}
trap at_exit EXIT

# The two manners: a test stops at its first failure; one that says count_failures tells all of them.
count_failures() { counts_failures=true; }

# Whether something has failed so far
failed() { [ -e "$folder.failures" ]; }

# fail TEXT…
fail() {
    echo >>"$folder.failures"
    if $counts_failures; then
        echo "FAILED: $*"
    else
        echo "$test_name: $*" >&2
        exit 1
    fi
}

# finish TEXT…: the end of a test, with the words for one that failed nowhere
finish() {
    if failed; then
        echo "$(wc -l <"$folder.failures") failed"
        exit 1
    fi
    echo "$*"
    exit 0
}

# skip REASON…: ends the test, which cannot be tried here
skip() {
    echo "skipped: $*"
    exit 77
}

# note REASON…: a part that cannot be tried here
note() { echo "not tried: $*"; }

# need PROGRAM…: skips the test where one of them is missing
need() {
    local program
    for program; do command -v "$program" >/dev/null || skip "$program is not installed"; done
}

# The command that expect gives its arguments to, and the exit code from which there has to be one line on standard error
tested=() one_line_from=2
prints_nan=false # true where a figure that is none is what has to be printed

# expect STATUS PART ARGUMENT…: the exit code of "${tested[@]}" ARGUMENT…, PART in ./output or ./errors, where its two
# streams are left; one line of errors, no figure that is none, and no command to the terminal.
expect() {
    local wanted=$1 part=$2 status=0
    shift 2
    "${tested[@]}" "$@" >output 2>errors </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit code $status where $wanted is expected: $*: $(head -c 2000 output errors)"
    grep -qF -- "$part" output errors || fail "'$part' is missing in: $*: $(head -c 2000 output errors)"
    [ "$wanted" -lt "$one_line_from" ] || [ "$(wc -l <errors)" -eq 1 ] || fail "not one line of error: $*: $(cat errors)"
    if ! $prints_nan && grep -E '\b-?(nan|NAN)\b' output; then fail "a figure that is none: $*"; fi
    if grep -q $'\033' output errors; then fail "a terminal command reached the terminal: $*"; fi
}

# refuses STATUS PATTERN COMMAND…: its exit code, and one line of error that matches
refuses() {
    local wanted=$1 pattern=$2 status=0
    shift 2
    "$@" >output 2>errors </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit code $status where $wanted is expected: $*: $(cat errors)"
    [ "$(wc -l <errors)" -eq 1 ] || fail "not one line of error: $*: $(cat errors)"
    grep -q -- "$pattern" errors || fail "'$pattern' is missing in: $*: $(cat errors)"
}

# true_of FILE EXPRESSION: Python's, about the JSON document d in the file
true_of() {
    python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' "$1" "$2" ||
        fail "not true of $1: $2"
}
