#!/usr/bin/python3
"""Every system call by which a command writes fails in turn, with ENOSPC, EIO and EINTR, and the command is killed there.
Whatever happens: the earlier file stands or the new one is whole, the exit code and one line tell which, and nothing is
left behind, or the next command of the kind sweeps it away.

Usage: check_write_faults.py FAIRLANE FOLDER_OF_PEERS [PART_OF_A_COMMAND…]
FAIRLANE_TEST_LONG: all places of all commands, and some of those that measure for long, else a choice. FAIRLANE_SEED (1):
which are chosen. Skipped where strace may not trace.
"""
import collections
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402

(fairlane, peers), chosen_commands = lib.paths()[:2], sys.argv[3:]
is_long = os.environ.get("FAIRLANE_TEST_LONG", "0") not in ("", "0")
seed = int(os.environ.get("FAIRLANE_SEED", "1"))
chosen = random.Random(seed)
CALLS = ["write", "writev", "pwrite64", "fsync", "openat", "linkat", "link", "rename", "renameat", "renameat2", "unlink",
         "unlinkat", "mkdir", "mkdirat", "fchmod", "ftruncate"]  # close: of the loader, which is not ours
SOME = 16  # places a command in the short form
RUN = ["run", "--quick", "--processes", "1", "--iterations", "50", "--quiet-wait", "0", "-k", "scalar"]
HONEST, SLEEPER = peers + "/honest", peers + "/sleeper"
COMMANDS = [  # what is written to, a folder with a slash behind it; words
    ("out.json", ["audit", "../case/case.json", "-o", "out.json"]),
    ("out.st", ["model", "-o", "out.st"]),
    ("out.json", [*RUN, "-o", "out.json"]),
    ("", ["compare", "../r.json:scalar", "../r.json:autovec", "--json"]),
    ("", ["list", "--json"]),
    ("out.json", ["trace", "scalar", "-o", "out.json"]),
    ("", ["trace", "scalar", "--json"]),
    ("", ["bound", "--result", "../r.json", "--latency", "1us", "--json"]),
    ("", ["select", "--class", "scalar", "--json"]),
    ("", ["point93", "../r.json:scalar", "../r.json:autovec", "--json"]),
    ("", ["peers", "--json", "--timeout", "5", HONEST]),
    ("out.json", ["export", "-f", "lnt", "../r.json", "-o", "out.json"]),
    ("out.html", ["report", "../r.json", "-o", "out.html"]),
]
# Each takes from seconds to a minute: some of their places, in the long form.
SLOW = [
    ("out.json", ["trace", "--peer", HONEST, "-o", "out.json"]),
    ("out.json", ["bound", "-o", "out.json"]),
    ("out.json", ["point93", "--peer", HONEST, "scalar", "-o", "out.json"]),
    ("out/", ["audit", "--run", "--quick", "--peer", HONEST, "--peer", SLEEPER, "-o", "out"]),
]
TRACES = ("trace", "point93", "--run")  # what is traced already cannot be traced by the command: children are left alone
if shutil.which("strace") is None or subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode:
    lib.skip("strace is missing or may not trace here")
# Stops at the calls that are asked for alone, where strace can: ten times as fast for a command that measures. Signals
# are not injected that way.
FILTERED = ["-f", "--seccomp-bpf"]
tried = subprocess.run(["strace", *FILTERED, "-e", "trace=fsync", "-o", "/dev/null", "true"], capture_output=True)
FOLLOW = ["-f"] if tried.stderr else FILTERED
for name in ("FAIRLANE_KERNEL", "FAIRLANE_HIDE", "FAIRLANE_PEERS"):
    os.environ.pop(name, None)
os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"  # a tracer of its own
place = tempfile.mkdtemp()
faults = lib.faults


def follows_none(words):
    return any(word in TRACES for word in words)


def traced(folder, options, words):
    environment = dict(os.environ, TMPDIR=folder + "/tmp")
    # The file system's own complaints about strace's log must not be among what fails: it is opened before.
    follow = [] if follows_none(words) else ["-f"] if any("signal=" in option for option in options) else FOLLOW
    return subprocess.run(["strace", *follow, "-qq", "-o", folder + ".log", *options, fairlane, *words], cwd=folder,
                          env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                          timeout=600)


def fresh(name):
    folder = f"{place}/{name}"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder + "/tmp")
    return folder


def places_of(words):
    """How often each call is made by the process that makes it most: strace counts for each process."""
    folder = fresh("count")
    traced(folder, ["-e", "trace=" + ",".join("?" + call for call in CALLS)], words)
    counts = collections.Counter()
    with open(folder + ".log") as log:
        for line in log:
            match = re.match(r"(\d*) *(\w+)\(", line)
            # Reading is another test's: of the files that are opened those that are made.
            if match and not (match[2] == "openat" and not re.search(r"O_CREAT|O_TMPFILE|O_WRONLY|O_RDWR", line)):
                counts[match[1], match[2]] += 1
    most = collections.Counter()
    for (_, call), count in counts.items():
        most[call] = max(most[call], count)
    opened = [match[1] for line in open(folder + ".log") if (match := re.match(r"\d* *openat\((.*)", line))]
    wanted = {"openat": [k for k, rest in enumerate(opened, 1) if re.search(r"O_CREAT|O_TMPFILE|O_WRONLY|O_RDWR", rest)]}
    return [(call, when) for call in most for when in wanted.get(call, range(1, most[call] + 1))]


def is_whole(path):
    with open(path, "rb") as file:
        content = file.read()
    if path.endswith(".st"):
        return subprocess.run([fairlane, "model", "--check", path], capture_output=True).returncode == 0
    if path.endswith(".html"):
        return content.endswith(b"</html>\n")
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


def is_whole_folder(path):
    """A case that is judged, and nothing half beside it."""
    whole = all(is_whole(f"{path}/{name}") for name in os.listdir(path) if name.endswith(".json"))
    done = subprocess.run([fairlane, "audit", path + "/case.json"], capture_output=True)
    return whole and done.returncode in (0, 1)


def leavings(folder, file):
    found = [name for name in os.listdir(folder) if name not in ("tmp", file)]
    return found + ["tmp/" + name for name in os.listdir(folder + "/tmp")]


def check(file, words, call, when, how):
    folder = fresh("fault")
    made = file.endswith("/")
    file = file.rstrip("/")
    if file and not made:
        with open(f"{folder}/{file}", "w") as old:
            old.write("old")
    begun = time.time()
    ended = traced(folder, ["-e", f"trace={call}", "-e", f"inject={call}:{how}:when={when}"], words)
    what = f"{' '.join(words)}: {call} {when}: {how}: exit code {ended.returncode}: {ended.stderr.strip()[-200:]}"
    killed = how == "signal=KILL"
    there = file and os.path.exists(f"{folder}/{file}")
    old = not there if made else there and open(f"{folder}/{file}", "rb").read() == b"old"
    if made and there and not is_whole_folder(f"{folder}/{file}"):
        faults.append("half a folder: " + what)
    elif file and not made and not there:
        faults.append("the earlier file is lost: " + what)
    elif file and not made and not old and not is_whole(f"{folder}/{file}"):
        faults.append("half a file: " + what)
    if not killed:
        lines = [line for line in ended.stderr.splitlines() if not line.startswith("fairlane: note:")]
        if ended.returncode not in (0, 1, 2, 3):
            faults.append("died: " + what)
        elif ended.returncode >= 2 and len(lines) != 1 and call != "write":  # which may be the line's own
            faults.append(f"{len(lines)} lines of error: " + what)
        elif ended.returncode < 2 and file and old:
            faults.append("says that all is well, and wrote nothing: " + what)
        elif ended.returncode < 2 and not file and not ended.stdout.endswith("}\n"):
            faults.append("says that all is well, and printed half of it: " + what)
        if call not in ("unlink", "unlinkat") and leavings(folder, file):  # what may not be removed stays
            faults.append(f"left behind {leavings(folder, file)}: " + what)
    elif leavings(folder, file):
        for left in leavings(folder, file):  # what is older than a moment is nobody's that still works
            os.utime(f"{folder}/{left}", (begun - 60, begun - 60))
        subprocess.run([fairlane, *words], cwd=folder, env=dict(os.environ, TMPDIR=folder + "/tmp"), capture_output=True)
        if leavings(folder, file):
            faults.append(f"not swept away {leavings(folder, file)}: " + what)
    return ended.returncode


lib.honest_case(place + "/case")
subprocess.run([fairlane, *RUN, "-k", "autovec", "-o", place + "/r.json"], check=True, capture_output=True)
total = failed = 0
for file, words in COMMANDS + (SLOW if is_long else []):
    if chosen_commands and not any(part in " ".join(words) for part in chosen_commands):
        continue
    places = places_of(words)
    tries = [(call, when, how) for call, when in places for how in ("error=ENOSPC", "error=EIO", "error=EINTR", "signal=KILL")]
    some = SOME // 2 if follows_none(words) or (file, words) in SLOW else SOME
    if not is_long or (file, words) in SLOW:  # what is rare, as the name that is given in the end, is seldom among the many
        rare = [one for one in tries if sum(call == one[0] for call, _ in places) <= 3]
        common = [one for one in tries if one not in rare]
        first = [one for one in common if one[:2] == ("write", 1)]  # how processes begin to talk to each other
        tries = first + chosen.sample(rare, min(len(rare), some)) + chosen.sample(common, min(len(common), some // 2))
    codes = collections.Counter(check(file, words, *one) for one in tries)
    total += len(tries)
    failed += sum(count for code, count in codes.items() if code not in (0, 1))
    print(f"{' '.join(words)}: {len(places)} places, {len(tries)} faults, exit codes {dict(sorted(codes.items()))}", flush=True)
shutil.rmtree(place)
print(f"seed {seed}: {total} faults, of which {failed} ended the command")
lib.demand("too few of them ended a command", failed >= total // 5 and total > 0, f"{failed} of {total}")
lib.finish()
