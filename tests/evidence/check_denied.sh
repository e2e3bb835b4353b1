#!/bin/bash
# Where the system refuses a call, as containers do, a command does without it and says so, or ends with one line and
# exit code 3; none waits for ever. usage: check_denied.sh FAIRLANE DENY
set -u
. "$(dirname "$0")/../lib.sh"
fairlane=$1 deny=$2
cd "$folder" || exit 1
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" # a leak check needs what is refused here

count_failures
"$deny" 1 ptrace true || exit $?

# with ERRNO CALLS COMMAND…: exit 0, or 3 and one line, within a minute
with() {
    local status=0
    rm -f out.json
    timeout -k 5 60 "$deny" "$1" "$2" "$fairlane" "${@:3}" >output 2>errors </dev/null || status=$?
    case $status in
    0) [ ! -s errors ] || fail "$*: $(cat errors)" ;;
    3) { [ "$(wc -l <errors)" -eq 1 ] && grep -q '^fairlane: ' errors; } || fail "$*: not one line: $(cat errors)" ;;
    *) fail "$*: exit code $status: $(tail -n3 errors)" ;;
    esac
    return $status
}
# told PATTERN: the last command says so
told() {
    grep -qE -- "$1" output errors || fail "'$1' is not told: $(head -n4 output; cat errors)"
}
run=(run --quick --processes 1 --iterations 20 --attest 0 -k scalar)

for number in 1 38; do # EPERM, and ENOSYS as older container runtimes answer
    # hwloc 2.9 asks for ever
    with $number sched_getaffinity "${run[@]}" -o out.json || fail "sched_getaffinity: not run"
    told 'not pinned \(the CPUs allowed to this process cannot be found out\)'
    with $number sched_getaffinity "${run[@]}" --cpu 0 && fail "pinned where nobody tells where to"
    told '^fairlane: cannot pin to CPU 0: .*; run with --no-pin$'
    with $number sched_getaffinity trace scalar
    with $number sched_setaffinity "${run[@]}" || fail "sched_setaffinity: not run"
    told 'not pinned \(cannot pin to CPU'
    with $number sched_setaffinity trace scalar
    # There is no second clock then
    with $number clock_gettime "${run[@]}" -o out.json || fail "clock_gettime: not run"
    if grep -q '"checked_against": "none"' out.json; then
        "$deny" $number clock_gettime "$fairlane" run --quick --processes 1 --iterations 20 --attest 0 -k scalar >output
        told '^UNCHECKED CLOCK: '
    else
        told 'nothing can be timed|"CLOCK_'
    fi
    with $number clone3,rseq,memfd_create,pidfd_open,personality,perf_event_open,process_vm_readv trace scalar
    with $number setpriority,mlock,mlockall,get_mempolicy,prlimit64,getrusage,getrandom,timer_create,renameat2 \
        "${run[@]}" -o out.json || fail "what is not needed: not run"
    [ -s out.json ] || fail "nothing was written without what is not needed"
    with $number ptrace "${run[@]}" --attest 6 || fail "ptrace: not run"
    with $number ptrace select --match scalar
done

finish "what the system refuses is done without, or told in one line"
