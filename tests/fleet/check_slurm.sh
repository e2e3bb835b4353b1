#!/bin/bash
# bench/fleet/slurm on a real Slurm: a controller and four nodes on this host, two of which imitate another CPU
# (FAIRLANE_HIDE). First all four answer; then one dies in the middle of its measurement, and the report must name it and
# hold everything else.
# usage: check_slurm.sh PROJECT FAIRLANE
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2
unset FAIRLANE_HIDE FAIRLANE_KERNEL FAIRLANE_PEERS
for tool in slurmctld slurmd sbatch scontrol sinfo munged; do
    PATH=$PATH:/usr/sbin:/sbin command -v $tool >/dev/null || {
        skip "$tool is not installed (Debian: slurmctld slurmd slurm-client munge, by cmake/setup ci)"
    }
done
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" -ne 0 ]; then skip "this cluster's daemons need root"; fi

chmod 755 "$folder"
export SLURM_CONF=$folder/slurm.conf
daemons=()
# Whatever the daemons started has SLURM_CONF of this very folder in its environment: no other process has.
kin() { # [NODE]: of that node alone
    local files
    mapfile -t files < <(grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null)
    if [ $# -gt 0 ] && [ ${#files[@]} -gt 0 ]; then
        mapfile -t files < <(grep -lzxF "SLURMD_NODENAME=$1" "${files[@]}" 2>/dev/null)
    fi
    printf '%s\n' "${files[@]}" | sed -n 's|^/proc/\([0-9]*\)/environ$|\1|p'
}
clean_up() {
    local i pid
    trap '' INT TERM HUP
    scontrol shutdown >/dev/null 2>&1 || true
    for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null || true; done
    sleep 0.3
    for ((i = 0; i < 10; i++)); do # what a step starts while it is ended is found the next time
        for pid in $(kin); do kill -9 "$pid" 2>/dev/null || true; done
        [ -n "$(kin)" ] || break
        sleep 0.2
    done
    wait 2>/dev/null || true
    if failed; then tail -n 3 "$folder"/*.log "$folder"/*/*.log 2>/dev/null >&2 || true; fi
}
trap 'exit 130' INT TERM HUP
wait_for() { # SECONDS COMMAND…
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.2
    done
}

# ---- the cluster ----
free_port() {
    /usr/bin/python3 -c 'import socket
s = [socket.socket() for _ in range(5)]
for x in s: x.bind(("127.0.0.1", 0))
print(*[x.getsockname()[1] for x in s])'
}
read -r controller p1 p2 p3 p4 < <(free_port)
host=$(uname -n)
# What a site sets up for its nodes: here two of them imitate a CPU with less.
cat >"$folder/prolog" <<PROLOG
#!/bin/sh
case \$SLURMD_NODENAME in n3 | n4) echo "export FAIRLANE_HIDE=avx2,fma,sve" ;; esac
PROLOG
chmod 755 "$folder/prolog"
{
    echo "ClusterName=fleet
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
ReturnToService=2
MpiDefault=none
SlurmdTimeout=6
InactiveLimit=0
KillWait=2
SchedulerParameters=batch_sched_delay=0,sched_interval=1
TaskProlog=$folder/prolog
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log"
    i=0
    for port in $p1 $p2 $p3 $p4; do
        i=$((i + 1))
        echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$port CPUs=1"
    done
    echo "PartitionName=all Nodes=n[1-4] Default=YES MaxTime=60 State=UP"
} >"$SLURM_CONF"
mkdir "$folder/state"
dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 2>/dev/null
chmod 400 "$folder/munge.key"
munged --foreground --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munge.pid" \
    --log-file="$folder/munge.log" --seed-file="$folder/munge.seed" >"$folder/munged.log" 2>&1 &
daemons+=($!)
wait_for 10 test -S "$folder/munge.socket" || fail "munged does not start"
slurmctld -D -c -f "$SLURM_CONF" >/dev/null 2>&1 &
daemons+=($!)
declare -A node
for i in 1 2 3 4; do
    slurmd -D -N n$i -f "$SLURM_CONF" >/dev/null 2>&1 &
    node[n$i]=$!
    daemons+=($!)
done
all_idle() { [ "$(sinfo --noheader --Node --format=%T | grep -cx idle)" -eq 4 ]; }
wait_for 30 all_idle || fail "the nodes do not come up: $(sinfo 2>&1)"

# ---- all four answer ----
measure() { # FOLDER [OPTION of run]…
    local into=$1
    shift
    "$project/bench/fleet/slurm" --output "$into" --program "$fairlane" --time 5 --within 1 --wait \
        --compare "--of scalar,autovec --unlike hidden --unlike variables" -- --quick --processes 2 --iterations 200 --quiet-wait 0 \
        --attest 0 --kernel autovec "$@"
}
status=0
measure "$folder/all" >"$folder/output" 2>"$folder/errors" || status=$?
[ $status -eq 0 ] || fail "four healthy nodes: exit code $status: $(cat "$folder/output" "$folder/errors")"
for i in 1 2 3 4; do
    [ -s "$folder/all/n$i.json" ] || fail "no result of n$i"
done
grep -q '"hidden_features": ""' "$folder/all/n1.json" || fail "n1 imitates another CPU"
if [ "$(uname -m)" = x86_64 ] && grep -qw avx2 /proc/cpuinfo; then
    grep -q '"hidden_features": "[A-Z0-9, ]*AVX2' "$folder/all/n4.json" || fail "n4 does not imitate another CPU"
    grep -q '^4 files of 1 machine, 2 kinds of machine; 4 compared' "$folder/output" || fail "not two classes: $(cat "$folder/output")"
fi
grep -q 'the same boot' "$folder/output" || fail "that all nodes are one machine is not said: $(cat "$folder/output")"
if grep -q ABSENT "$folder/output"; then fail "a node is called absent: $(cat "$folder/output")"; fi
/usr/bin/python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); sys.exit(len(d["machines"]) != 4)' \
    "$folder/all/report.json" || fail "report.json does not hold the four"

# ---- one dies in the middle ----
measures_on_n4() { # its program works, its result is not there yet
    local pid
    for pid in $(kin n4); do
        [ "$(readlink "/proc/$pid/exe")" = "$(readlink -f "$fairlane")" ] && return
    done
    return 1
}
measure "$folder/three" --processes 20 >"$folder/output" 2>"$folder/errors" &
running=$!
wait_for 60 measures_on_n4 || fail "n4 never measured"
# The daemon and its steps first, which could still tell the controller; then the program, and what it starts meanwhile.
steps_of_n4() {
    local pid parent
    for pid in $(kin n4); do
        parent=$(ps -o ppid= -p "$pid" | tr -d ' ')
        if [ "$(cat "/proc/$parent/comm")" = slurmstepd ]; then echo "$parent"; fi
    done 2>/dev/null
}
mapfile -t steps < <(steps_of_n4)
kill -9 "${node[n4]}" "${steps[@]}" || fail "n4 cannot be killed"
for ((i = 0; i < 5; i++)); do
    for pid in $(kin n4); do kill -9 "$pid" 2>/dev/null || true; done
done
[ ! -e "$folder/three/n4.json" ] || fail "n4 was too fast to die"
status=0
wait "$running" || status=$?
[ $status -eq 1 ] || fail "a dead node: exit code $status: $(cat "$folder/output" "$folder/errors")"
grep -qE '^ABSENT: node n4 gave no result: its job [0-9]+ ended as NODE_FAIL' "$folder/output" || fail "its absence is not told: $(cat "$folder/output")"
grep -q '^NOT READ: .*n4.json: cannot open' "$folder/output" || fail "its file is not named: $(cat "$folder/output")"
for i in 1 2 3; do
    [ -s "$folder/three/n$i.json" ] || fail "n$i is lost as well"
    grep -q "n$i.json" "$folder/output" || fail "n$i is not in the report: $(cat "$folder/output")"
done
grep -q '^3 files of 1 machine' "$folder/output" || fail "the report does not hold the three: $(cat "$folder/output")"
head -n 5 "$folder/output"
echo "slurm: four nodes measured and were compared; one died, which the report says, and the other three are in it"
