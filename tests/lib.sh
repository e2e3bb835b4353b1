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
is_validated=true # but for what keeps_schema could not look at
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

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

# finish_validated TEXT…: the end of a test that shows little where no schema was looked at
finish_validated() {
    $is_validated || skip "python3-jsonschema is not installed"
    finish "$@"
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

# Whether a program is of another machine: a script starts it in an emulator, where a measurement takes a minute. What
# neither compiler nor CPU decides is left to the builds for this machine then.
is_emulated() { [ "$(head -c 4 "$1")" != $'\x7fELF' ]; }

# What a test measures for its file's sake: few calls, no waiting for a quiet core, and nothing of it traced, which costs
# more than the rest; --attest 6 behind it is what it is without. "$fairlane" "${quick[@]}" -o FILE
# shellcheck disable=SC2034 # for tests
quick=(run --quick --processes 1 --iterations 200 --quiet-wait 0 --attest 0)

# Whether the kernels of this build can be traced here; "$fairlane" trace
# shellcheck disable=SC2154 # each test's own
can_trace() {
    local status=0
    "$fairlane" trace scalar >/dev/null 2>errors || status=$?
    [ "$status" -ne 3 ] || note "what has to be traced: $(cat errors)"
    [ "$status" -ne 3 ]
}

# The command that expect gives its arguments to, and the exit code from which there has to be one line on standard error
tested=() one_line_from=2
prints_nan=false # true where a figure that is none is what has to be printed

# expect STATUS PART ARGUMENT…: the exit code of "${tested[@]}" ARGUMENT…, PART in ./output or ./errors, where its two
# streams are left, or in ./errors alone from exit code 2; one line of errors, no figure that is none, and no command to
# the terminal; then after_expect ARGUMENT…, where the test has such a function.
expect() {
    local wanted=$1 part=$2 status=0 told=(output errors)
    shift 2
    [ "$wanted" -lt 2 ] || told=(errors)
    "${tested[@]}" "$@" >output 2>errors </dev/null || status=$?
    [ "$status" -eq "$wanted" ] || fail "exit code $status where $wanted is expected: $*: $(head -c 2000 output errors)"
    grep -qF -- "$part" "${told[@]}" || fail "'$part' is missing in: $*: $(head -c 2000 output errors)"
    [ "$wanted" -lt "$one_line_from" ] || [ "$(wc -l <errors)" -eq 1 ] || fail "not one line of error: $*: $(cat errors)"
    if ! $prints_nan && grep -E '\b-?(nan|NAN)\b' output; then fail "a figure that is none: $*"; fi
    if grep -q $'\033' output errors; then fail "a terminal command reached the terminal: $*"; fi
    if declare -F after_expect >/dev/null; then after_expect "$@"; fi
}

# says PART [FILE]: in ./errors unless it is told where
says() { grep -qF -- "$1" "${2:-errors}" || fail "'$1' is missing in ${2:-errors}: $(head -c 2000 "${2:-errors}")"; }

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

# keeps_schema [--only] ROOM/NAME FILE…: documents, by a validator that is not ours and notices faults that are planted, or
# by the validator only; where there is none, is_validated is false.
keeps_schema() {
    local said status=0 check=check_json only=()
    if [ "$1" = --only ]; then only=("$1") && shift; fi
    case $1 in record/result | evidence/trace) check=check_schema ;; esac
    said=$("$python" "$tests/record/$check.py" "${only[@]}" "$tests/../bench/${1%/*}/fairlane.${1#*/}.1.schema.json" "${@:2}" 2>&1) || status=$?
    case $status in
    0) echo "$said" ;;
    77) is_validated=false && echo "$said" ;;
    *) fail "${*:2} keep not the schema of $1: ${said:0:600}" ;;
    esac
}

# changed IN OUT ARGUMENT…: OUT is IN after sed with these arguments, which change something
changed() {
    sed "${@:3}" "$1" >"$2"
    if cmp -s "$1" "$2"; then fail "$2: nothing was changed: ${*:3}"; fi
}

# edited IN OUT CODE [ARGUMENT…]: OUT is the JSON document IN after Python code that changes d; a are the arguments
edited() {
    python3 -c 'import json, sys
d, a = json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[4:]
before = json.dumps(d)
exec(sys.argv[3])
json.dump(d, open(sys.argv[2], "w", encoding="utf-8"))
sys.exit(json.dumps(d) == before)' "$@" || fail "$2: nothing was edited: ${*:3}"
}

# summary NAME MEAN_US CPU: the file NAME.json as the audited benchmark's tools write it
summary() {
    cat >"$1.json" <<END
{"config": {"seed": 42, "input_dim": 784, "num_classes": 2, "cpu": "$3", "timestamp": "1764274185Z"},
 "results": [{"name": "$1", "iterations": 10000, "mean_us": $2, "std_us": 0.01, "ci_95_lower": $2, "ci_95_upper": $2,
  "p50_us": $2, "p95_us": $2, "p99_us": $2, "min_us": $2, "max_us": $2, "throughput_per_sec": 200000}]}
END
}
