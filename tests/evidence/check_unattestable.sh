#!/bin/bash
# Where nobody may step through a program, that is said with its cause and exit code 3 by every command that would have
# to, and never passed off as something the contestant did.
# usage: check_unattestable.sh FAIRLANE DENY PROGRAMS TEST_VERDICT
set -uo pipefail
. "$(dirname "$0")/../lib.sh"
fairlane=$1 deny=$2 programs=$3 writer=$4
count_failures

# A leak check traces its own process, which is just what is denied here.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"

# expect PATTERN COMMAND…: exit code 3, one line of fairlane that says "unattestable" and the cause
expect() {
    local pattern=$1 status=0
    shift
    "$@" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
    [ "$status" -eq 3 ] || fail "exit $status instead of 3: $*: $(cat "$folder/err")"
    grep -Eq "^fairlane: .*unattestable.*$pattern" "$folder/err" ||
        fail "'$pattern' is missing: $*: $(cat "$folder/err")"
}

status=0
"$fairlane" trace scalar >"$folder/out" 2>"$folder/err" || status=$?
[ "$status" -eq 0 ] || skip "nothing can be traced here anyway: $(cat "$folder/err")"
status=0
"$deny" 1 ptrace true >"$folder/out" || status=$?
[ "$status" -ne 77 ] || { cat "$folder/out"; exit 77; }

for number in 1 38; do # EPERM, and ENOSYS as older container runtimes answer
    expect "ptrace: .*seccomp filter" "$deny" $number ptrace "$fairlane" trace scalar
    expect "ptrace: .*seccomp filter" "$deny" $number ptrace "$fairlane" trace -- "$programs/scalar"
done
"$writer" --write lab "$folder/lab.json"
expect "seccomp filter" "$deny" 1 ptrace "$fairlane" point93 --run "$folder/lab.json" "$folder/lab.json:scalar" "$folder/lab.json:avx"
"$fairlane" list >"$folder/list" 2>/dev/null
if grep -q '^blas-sgemv .* yes  *yes  *yes ' "$folder/list"; then
    expect "seccomp filter, as containers have one, forbids it$" "$deny" 1 ptrace "$fairlane" select --match blas-sgemv
else
    note "there is no library kernel to select by"
fi

# One process has one tracer.
"$fairlane" trace -- "$fairlane" trace scalar >"$folder/out" 2>"$folder/err" </dev/null
grep -q "unattestable.*another tracer, process [0-9]* " "$folder/err" ||
    fail "inside another tracer: $(cat "$folder/err")"

# A program that forbids it, and a tracer that is no administrator.
nobody=65534
if [ "$(id -u)" -eq 0 ]; then
    as=(setpriv --reuid "$nobody" --regid "$nobody" --clear-groups --no-new-privs)
else
    as=(env)
fi
mkdir "$folder/open"
chmod 755 "$folder" "$folder/open"
cp "$programs/undumpable" "$programs/scalar" "$fairlane" "$(dirname "$fairlane")"/libfairlane*.so* "$folder/open/"
export LD_LIBRARY_PATH=$folder/open
status=0
"${as[@]}" "$folder/open/$(basename "$fairlane")" trace -- "$folder/open/scalar" >"$folder/out" 2>"$folder/err" || status=$?
if [ "$status" -eq 0 ]; then
    expect "PR_SET_DUMPABLE" "${as[@]}" "$folder/open/$(basename "$fairlane")" trace -- "$folder/open/undumpable"
else
    note "an ordinary user cannot trace here: $(head -c 300 "$folder/err")"
fi

finish "unattestable: told with its cause and exit code 3"
