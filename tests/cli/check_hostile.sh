#!/usr/bin/env bash
# Surroundings that mean no good: closed descriptors, a reader that goes away, a program that was killed, files of others
# in /tmp, a PATH that leads to the current folder, a small stack, programs that lie to their tracer.
# Usage: check_hostile.sh PROJECT FAIRLANE HOSTILE_PROGRAM HONEST_PEER
set -u
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 hostile=$3 peer=$4
unset FAIRLANE_KERNEL FAIRLANE_HIDE FAIRLANE_PEERS
chmod 755 "$folder"
mkdir "$folder/tmp"
chmod 1777 "$folder/tmp"
export TMPDIR=$folder/tmp
cd "$folder" || exit 1

is_root() { [ "$(id -u)" -eq 0 ]; }
ordinary=()
is_root && ordinary=(setpriv --reuid 65534 --regid 65534 --clear-groups)
contestant=sse
"$fairlane" list --json | grep '"name": *"sse"' >/dev/null || contestant=scalar
quick+=(-k "$contestant")

# Closed descriptors are filled before a library can open one; what cannot be printed is told, and nothing is lost.
for command in list "disassemble scalar" model "list --json"; do
    # shellcheck disable=SC2086
    "$fairlane" $command >&- 2>err && fail "$command: a closed standard output goes unnoticed"
    { [ $? -ge 2 ] && [ "$(wc -l <err)" -eq 1 ]; } || fail "$command >&-: $(cat err)"
done
"$fairlane" "${quick[@]}" --attest 6 -o kept.json <&- >&- 2>&- && fail "a run without a standard output says that all is well"
"$fairlane" compare kept.json:scalar kept.json:scalar >/dev/null || fail "its result file is not whole"
"$fairlane" trace scalar <&- >&- 2>err && fail "trace: a closed standard output goes unnoticed"
grep -q "cannot write to standard output" err || fail "trace >&-: $(cat err)"
"$fairlane" trace scalar <&- 2>&- | grep "1,568 of 1,568" >/dev/null || fail "trace with closed descriptors"

# A reader that goes away ends the text, not the work.
{ "$fairlane" "${quick[@]}" -o piped.json || true; } 2>err | true
[ -s piped.json ] || fail "a closed pipe loses the measurement: $(cat err)"
cp -r "$project/tests/audit/cheats/honest" case
sed "s/honest/second/g" "$peer" >second && chmod 755 second # the same under another name
"$fairlane" audit case/case.json -o audited.json 2>err | true
[ -s audited.json ] || fail "a closed pipe loses an audit: $(cat err)"

# Killed while it writes: the old file stands, nothing else does, or the next one sweeps it away.
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    mkdir killed
    cp kept.json killed/r.json
    strace -f -o /dev/null -e inject=fsync:signal=KILL "$fairlane" "${quick[@]}" -o killed/r.json >/dev/null 2>&1
    cmp -s kept.json killed/r.json || fail "the old file is lost"
    [ "$(ls -A killed)" = r.json ] || fail "left behind: $(ls -A killed)"
    # ... and without files that have no name, as on NFS
    strace -f -o /dev/null -e inject=fsync:signal=KILL -e inject=openat:error=EOPNOTSUPP:when=1+ true 2>/dev/null
else
    note "being killed while writing (strace is missing or may not trace)"
fi
touch -d '1 minute ago' kept.json.fairlane-abc123
mkdir -p tmp/fairlane-audit-abc123 tmp/fairlane-audit-backup
touch tmp/fairlane-audit-abc123/.fairlane-scratch tmp/fairlane-audit-backup/mine
touch -d '1 minute ago' tmp/fairlane-audit-*
"$fairlane" "${quick[@]}" -o kept.json >/dev/null 2>&1 || fail "a run"
[ ! -e kept.json.fairlane-abc123 ] || fail "a draft of a program that was killed is not swept away"
"$fairlane" audit --run --quick --quiet-wait 0 --peer "$peer" --peer ./second >/dev/null 2>&1
[ ! -e tmp/fairlane-audit-abc123 ] || fail "a folder of a program that was killed is not swept away"
[ -e tmp/fairlane-audit-backup/mine ] || fail "a folder that was never ours is swept away"
rm -rf tmp/*

# Programs are looked for in folders that are named in full and are nobody else's.
printf '#!/bin/sh\ntouch "%s/executed"\n' "$folder" >python3
cp python3 llvm-mca-19
chmod +x python3 llvm-mca-19
mkdir world
cp -p python3 llvm-mca-19 world
chmod 777 world
for path in ":/usr/bin:/bin" ".:/usr/bin:/bin" "case/..:/usr/bin:/bin" "$folder/world:/usr/bin:/bin"; do
    PATH=$path "$fairlane" audit case/case.json >out 2>&1
    PATH=$path "$fairlane" bound --cpu znver4 >/dev/null 2>&1
    PATH=$path "$fairlane" peers >/dev/null 2>&1
    [ ! -e executed ] || fail "with PATH=$path a program of the current folder, or of a folder open to all, is executed"
done
rm python3 llvm-mca-19

# Files of others under fixed names in a shared folder.
if is_root && unshare -m true 2>/dev/null; then
    # shellcheck disable=SC2016 # for the inner shell
    unshare -m bash -c 'mkdir /dev/shm/fl.$$ && cp "$1" /dev/shm/fl.$$/fairlane && mount -t tmpfs -o mode=1777 none /tmp || exit 77
        setpriv --reuid 65534 --regid 65534 --clear-groups mkfifo -m 666 /tmp/.libxsmm.0
        unset TMPDIR
        timeout 20 /dev/shm/fl.$$/fairlane list >/dev/null; first=$?
        rm /tmp/.libxsmm.0; ln -s /tmp/target /tmp/.libxsmm.0
        timeout 20 /dev/shm/fl.$$/fairlane list >/dev/null; second=$?
        rm -rf /dev/shm/fl.$$
        [ $first -eq 0 ] && [ $second -eq 0 ] && [ ! -e /tmp/target ]' bash "$fairlane"
    case $? in
    0) ;;
    77) note "a /tmp of its own" ;;
    *) fail "a FIFO or link of another user in /tmp" ;;
    esac
else
    note "files of another user in /tmp (no root, or no mount namespaces)"
fi

# A small stack.
for command in "list" "audit case/case.json" "compare kept.json:scalar kept.json:scalar" "bound --result kept.json" \
    "trace scalar" "disassemble scalar" "model" "select --match scalar" "peers" "${quick[*]}"; do
    # shellcheck disable=SC2086
    (ulimit -s 256; "$fairlane" $command >out 2>&1)
    status=$?
    [ $status -le 3 ] || fail "$command with a stack of 256 kB: exit code $status"
done

# A traced program of the same user cannot reach its counts; nothing of it lives on.
cp "$hostile" program 2>/dev/null && cp "$fairlane" fl
chmod 755 program fl
# A leak check is a tracer of its own: built with one, the traced program would die of it before it tells what it did.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
"${ordinary[@]}" ./fl trace -- ./program tamper >out 2>err || fail "trace of a program that tampers: $(cat err)"
{ grep -q "1,568 of 1,568" out && grep -q "changed 0 words" err; } || fail "a program rewrote its counts: $(cat out err)"
for how in escape detach; do
    "$fairlane" trace -- ./program $how >out 2>err || fail "trace of a program that leaves a process: $(cat err)"
    sleep 0.1
    if pgrep -fx "./program $how" >/dev/null; then
        pkill -KILL -fx "./program $how"
        fail "$how: a process of the traced program lives on"
    fi
done
[ -z "$(ls -A tmp)" ] || fail "left in TMPDIR: $(ls -A tmp)"
echo "hostile surroundings: all as expected"
