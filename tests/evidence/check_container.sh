#!/bin/bash
# Containers, chroots and limits: CPUs that are not ours, a quota of CPU time, no /proc, no /sys, a /tmp that cannot be
# written to, little memory, few files, variables that libraries read. The right answer, or one line and exit code 3.
# usage: check_container.sh FAIRLANE
set -u
. "$(dirname "$0")/../lib.sh"
fairlane=$1
group=""
# shellcheck disable=SC2317 # called at the end
clean_up() { [ -z "$group" ] || rmdir "$group" 2>/dev/null; }
cd "$folder" || exit 1
sanitized=$(grep -c __asan_init "$fairlane")

count_failures

# ends STATUS PATTERN COMMAND…: within a minute; above 0 with one line of error
ends() {
    local wanted=$1 pattern=$2 status=0
    shift 2
    timeout -k 5 60 "$@" >output 2>errors </dev/null || status=$?
    [ "$status" -eq 77 ] && note "$*" && return 1
    [ "$status" -eq "$wanted" ] || fail "exit code $status, not $wanted: $*: $(tail -n3 errors)"
    grep -qE -- "$pattern" output errors || fail "'$pattern' is missing: $*: $(head -n3 output; cat errors)"
    [ "$wanted" -eq 0 ] || [ "$(wc -l <errors)" -eq 1 ] || fail "not one line: $*: $(cat errors)"
}
run=("$fairlane" run --quick --processes 1 --iterations 50 --attest 0 -k scalar)

# ---- CPUs ----
allowed=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)
first=${allowed%%[-,]*}
other=$(taskset -cp $$ | grep -oE '[0-9]+$')
ends 0 "pinned to CPU $first \(asked for\)" taskset -c "$first" "${run[@]}" --cpu "$first"
[ "$other" = "$first" ] || ends 3 "^fairlane: cannot pin to CPU $other: this process may not run there \(allowed here: $first\)$" \
    taskset -c "$first" "${run[@]}" --cpu "$other"
ends 3 '^fairlane: cannot pin to CPU 4095: there is no such CPU \(allowed here: ' "${run[@]}" --cpu 4095
ends 2 '^fairlane: --cpu: -1 is not between 0 and ' "${run[@]}" --cpu -1
ends 0 "pinned to CPU $first " taskset -c "$first" "${run[@]}"

# ---- a quota of CPU time: version 1 or 2 of control groups, as root ----
v1=/sys/fs/cgroup/cpu v2=/sys/fs/cgroup
if [ -e $v1/cpu.cfs_quota_us ]; then
    group=$v1/fairlane_test.$$ limit=cpu.cfs_quota_us value=20000 weight=cpu.shares most=262144
elif grep -qw cpu $v2/cgroup.subtree_control 2>/dev/null; then
    group=$v2/fairlane_test.$$ limit=cpu.max value="20000 100000" weight=cpu.weight most=10000
fi
if [ -n "$group" ] && ! { mkdir "$group" && echo "$value" >"$group/$limit"; } 2>/dev/null; then
    group=""
fi
if [ -n "$group" ]; then
    echo "$most" >"$group/$weight" 2>/dev/null # or what else runs here leaves it less than its quota
    # shellcheck disable=SC2016
    ends 0 'A quota of 0\.2 CPUs stands over this process: it was used up in [1-9][0-9]* of [1-9][0-9]* periods' \
        bash -c 'echo $$ >"$1/cgroup.procs" && exec "${@:2}"' _ "$group" "${run[@]}" -o quota.json
    python3 - quota.json <<'END' || fail "the quota is not stored: $(grep -i -A9 quota quota.json | head -n12)"
import json, sys
e = json.load(open(sys.argv[1]))["environment"]
print({name: e[name] for name in e if "quota" in name or "throttled" in name})
assert e["cpu_quota"] == 0.2 and e["throttled_periods"] > 0 and e["throttled_seconds"] > 0 and e["quota_periods"] > 0
END
    ends 0 '' "${run[@]}"
    grep -q 'A quota of' output && fail "a quota is told where there is none"
else
    note "no control group with a quota of CPU time can be made here"
fi

# ---- file systems ----
if unshare -m true 2>/dev/null; then
    # FOLDER COMMAND…: with nothing below that folder
    # shellcheck disable=SC2016
    without=(unshare -m bash -c 'mount -t tmpfs none "$1" 2>/dev/null || exit 77; exec "${@:2}"' _)
    ends 0 '^scalar ' "${without[@]}" /proc "$fairlane" list
    ends 3 '^fairlane: trace: unattestable: .*is /proc mounted\?$' "${without[@]}" /proc "$fairlane" trace scalar
    ends 0 '^scalar ' "${without[@]}" /proc "${run[@]}"
    ends 0 '^scalar ' "${without[@]}" /sys "${run[@]}"
    ends 0 '^scalar ' "${without[@]}" /dev/shm "${run[@]}"
    # shellcheck disable=SC2016
    ends 3 '^fairlane: x.json: ' unshare -m bash -c 'mount -t tmpfs -o ro none /media || exit 77; cd /media; exec "$@"' _ \
        "${run[@]}" -o x.json
    if [ "${fairlane#/tmp/}" = "$fairlane" ]; then
        # shellcheck disable=SC2016
        ends 0 'scalar, 1,568 of 1,568' unshare -m bash -c 'mount -t tmpfs -o ro none /tmp; exec "$@"' _ \
            "$fairlane" trace scalar
    fi
else
    note "no name space of mounts can be made here"
fi
# What cannot be written is told before anything is measured: no table stands there yet.
mkdir folder
for place in nowhere/x.json folder; do
    for command in "run" "bound" "trace scalar" "point93"; do
        # shellcheck disable=SC2086 # words
        ends 3 "^fairlane: $place: " "$fairlane" $command -o "$place"
        [ ! -s output ] || fail "$command measures before it says that $place cannot be written"
    done
done
[ -z "$(ls -A folder)" ] || fail "something is left in a folder: $(ls -A folder)"
ends 0 '^[0-9a-f]{64}' env -i LD_LIBRARY_PATH="${LD_LIBRARY_PATH-}" "$fairlane" model --sha256

# ---- limits ----
# LETTER NUMBER COMMAND…, as for ulimit
# shellcheck disable=SC2016
limited=(bash -c 'ulimit "$1" "$2" || exit 77; exec "${@:3}"' _)
if [ "$sanitized" -eq 0 ]; then # a sanitizer needs terabytes of addresses, and its stack
    ends 0 '^scalar ' "${limited[@]}" -v 400000 "${run[@]}"
    ends 0 '^scalar ' "${limited[@]}" -s 256 "${run[@]}"
fi
ends 0 '^scalar ' "${limited[@]}" -n 16 "${run[@]}"
ends 3 '^fairlane: big.json: .*File too large' "${limited[@]}" -f 4 "${run[@]}" -o big.json
[ ! -e big.json ] || fail "a file that does not fit is left behind"

# ---- variables ----
mkfifo pipe
for variable in HWLOC_XMLFILE=pipe "HWLOC_SYNTHETIC=pack:7 core:2 1" HWLOC_FSROOT=/nowhere; do
    ends 0 "^fairlane: note: ${variable%%=*} is ignored" env "$variable" "${run[@]}"
    grep -q '^7 packages\|; 7 packages' output && fail "$variable: another machine is described"
done
if "$fairlane" list | grep -E '^blas-sdot .* yes  *yes  *yes ' >/dev/null; then
    OPENBLAS_CORETYPE=Prescott "$fairlane" run --quick --processes 1 --iterations 50 --attest 0 -k blas-sdot -o a.json \
        >/dev/null
    ends 0 '^blas-sdot ' env OPENBLAS_CORETYPE=bogus "$fairlane" run --quick --processes 1 --iterations 50 --attest 0 \
        -k blas-sdot -o b.json
    grep -q '"steering": ".*OPENBLAS_CORETYPE=bogus' b.json || fail "a variable that steers a library is not stored"
    ends 2 '^fairlane: compare: unlike in (library|variables)' "$fairlane" compare a.json:blas-sdot b.json:blas-sdot
fi

finish "containers, limits and variables: the right answer, or one line"
