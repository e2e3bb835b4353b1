#!/usr/bin/env bash
# An interrupt at any moment of any command: exit 130 within a moment (or the end that it would have had anyway), nothing
# written, no process and no file left; what the caller ignores stays ignored.
# Usage: check_interrupt.sh PROJECT FAIRLANE HONEST_PEER [SIGNALS]    how many, 60 unless given; 5000 in the long form
# FAIRLANE_SEED: where the random numbers of commands and moments begin, 1 unless given
set -u
. "$(dirname "$0")/../lib.sh"
project=$1 fairlane=$2 peer=$3 signals=${4:-60}
[ "${FAIRLANE_TEST_LONG:-0}" = 0 ] || signals=5000
unset FAIRLANE_KERNEL FAIRLANE_HIDE FAIRLANE_PEERS
cd "$folder" || exit 1
[ -x "$python" ] || python=python3

cp -r "$project/tests/audit/cheats/honest" case
sed "s/honest/second/g" "$peer" >second && chmod 755 second # the same under another name
"$fairlane" run --quick --processes 1 --iterations 100 -k scalar-unrolled -o scalar.json >/dev/null 2>&1 || fail "run"

"$python" - "$fairlane" "$peer" "$signals" <<'END' || exit 1
import concurrent.futures, os, random, signal, subprocess, sys, time
fairlane, peer, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
# command, seconds in which most of it happens
commands = [
    (["run", "--quick", "--processes", "2", "--iterations", "2000", "-k", "scalar", "-o", "out.json"], 1.0),
    (["run", "--quick", "--processes", "2", "--iterations", "500", "-k", "scalar", "--peer", peer, "-o", "out.json"], 1.5),
    (["trace", "blas-sgemv", "-o", "out.json"], 0.3),
    (["trace", "--peer", peer, "-o", "out.json"], 0.3),
    (["selftest", "--rounds", "10"], 6.0),
    (["selftest", "--across", "--quick", "--interval", "30"], 9.0),
    (["audit", "../case/case.json", "-o", "out.json"], 0.6),
    (["audit", "--run", "--quick", "--peer", peer, "--peer", "../second", "-o", "kept"], 3.0),
    (["bound", "-o", "out.json"], 3.0),
    (["point93", "../scalar.json:scalar", "../scalar.json:scalar-unrolled", "--run", "../scalar.json",
      "--force-a", "OPENBLAS_CORETYPE=Prescott"], 2.0),
    (["compare", "../scalar.json:scalar", "../scalar.json:scalar-unrolled"], 0.05),
    (["list"], 0.05), (["disassemble", "scalar"], 0.05), (["model", "-o", "out.json"], 0.05), (["peers"], 1.0),
]
kinds = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT]
seed = int(os.environ.get("FAIRLANE_SEED", "1"))
random.seed(seed)
for kind in kinds:  # for what is started here: whoever started this may ignore them
    signal.signal(kind, signal.SIG_DFL)

def left_by(mark):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if mark.encode() in open(f"/proc/{pid}/environ", "rb").read():
                found.append((pid, open(f"/proc/{pid}/cmdline").read().replace("\0", " ")[:80]))
        except OSError:
            pass
    return found

def interrupt(trial, words, delay, kind):
    """Whether something was being done, how long it took to end, and what was wrong."""
    faults, was_interrupted = [], False
    folder = f"t{trial}"
    os.makedirs(folder + "/tmp")
    open(folder + "/out.json", "w").write("old")
    mark = f"FAIRLANE_TRIAL=x{os.getpid()}x{trial}x"
    environment = dict(os.environ, TMPDIR=os.path.abspath(folder + "/tmp"), FAIRLANE_TRIAL=mark.split("=")[1])
    process = subprocess.Popen([fairlane, *words], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(delay)
    begun = time.monotonic()
    alive = process.poll() is None
    if alive:
        process.send_signal(kind)
    try:
        said = process.communicate(timeout=60)[1].decode(errors="replace")
    except subprocess.TimeoutExpired:
        process.kill()
        said = "no end within a minute"
    took, code = time.monotonic() - begun, process.returncode
    what = f"{' '.join(words)}: {kind.name}: exit code {code} after {took:.2f} s: {said.strip()[-200:]}"
    wrote = open(folder + "/out.json", "rb").read() != b"old" or os.path.exists(folder + "/kept")
    early = alive and code == -kind and not said  # before main: the loader was at work
    if alive and code == 130:
        was_interrupted = True
        if wrote:
            faults.append("wrote all the same: " + what)
    elif code not in (0, 1) and not early:
        faults.append(what)
    for _ in range(50):
        processes = left_by(mark)
        if not processes:
            break
        time.sleep(0.1)
    if processes:
        faults.append(f"left running {processes}: {what}")
        for pid, _ in processes:
            os.kill(int(pid), signal.SIGKILL)
    files = [f for f in os.listdir(folder) if f not in ("tmp", "out.json", "kept")] + os.listdir(folder + "/tmp")
    if files:
        faults.append(f"left behind {files}: {what}")
    return was_interrupted, took if was_interrupted else 0.0, faults

# What is short gets more of them, and what measures for seconds fewer; each moment is as likely as another.
turns = [one for one in commands for _ in range(max(1, min(12, int(2 / one[1]))))]
trials = [(number, words, 0.02 + random.random() * most, random.choice(kinds))
          for number in range(count) for words, most in [turns[number % len(turns)]]]
with concurrent.futures.ThreadPoolExecutor(3) as pool:
    results = list(pool.map(lambda one: interrupt(*one), trials))
interrupted, slowest = sum(one[0] for one in results), max(one[1] for one in results)
faults = [fault for one in results for fault in one[2]]
print(f"seed {seed}: {count} signals, {interrupted} of them while something was done; the slowest end took {slowest:.2f} s")
print("\n".join(faults))
sys.exit(1 if faults or interrupted < count // 4 else 0)
END

# What the caller ignores stays ignored, and an interrupt just before the file is written is not forgotten.
"$python" - "$fairlane" <<'END' || fail "an ignored SIGINT ends the run, or an interrupt is forgotten"
import os, signal, subprocess, sys, time
run = [sys.argv[1], "run", "--quick", "--processes", "1", "--iterations", "100", "-k", "scalar", "-o", "ignored.json"]
ignore = lambda: [signal.signal(kind, signal.SIG_IGN) for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=ignore)
for _ in range(10):
    time.sleep(0.02)
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process.send_signal(kind)
assert process.wait() == 0 and os.path.exists("ignored.json"), process.returncode
END
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    # A leak check is a tracer of its own, and fails under another.
    export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
    for call in clone fsync sched_setaffinity; do
        rm -f out.json
        strace -o /dev/null -e inject=$call:signal=TERM:when=1 "$fairlane" run --quick --processes 1 --iterations 100 \
            -k scalar -o out.json >/dev/null 2>err
        status=$?
        { [ $status -eq 130 ] && [ ! -e out.json ]; } || fail "a signal at $call: exit code $status: $(ls): $(cat err)"
    done
fi
echo "interrupts: all as expected"
