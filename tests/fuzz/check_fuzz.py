#!/usr/bin/python3
"""One fuzz target as a test: runs it, says what of its reader's lines was executed, and holds that against 90 % or PERCENT.

Usage: check_fuzz.py PROJECT TARGET RUNS LLVM_PROFDATA LLVM_COV FILE[:FUNCTION]... [--writer=PROGRAM]...
                     [--seeds=FOLDER_OR_SCRIPT]... [--longest=BYTES] [--least=PERCENT]
FAIRLANE_SEED: where the random numbers begin (1). FAIRLANE_TEST_LONG: run for FAIRLANE_FUZZ_SECONDS (600) instead of
RUNS inputs, going on from what earlier long runs have found. FAIRLANE_FUZZ_SHOW: name the lines that were not executed.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys

project, target, runs, profdata, cov = sys.argv[1:6]
reader = [word for word in sys.argv[6:] if not word.startswith("--")]
writers = [word.removeprefix("--writer=") for word in sys.argv[6:] if word.startswith("--writer=")]
more = [f"{project}/{word.removeprefix('--seeds=')}" for word in sys.argv[6:] if word.startswith("--seeds=")]
least = 0.01 * float(next((word.removeprefix("--least=") for word in sys.argv if word.startswith("--least=")), 90))
SOME = 300  # changed files beside a writer's own, in the short form
name = os.path.basename(target).removeprefix("fuzz_")
seed = os.environ.get("FAIRLANE_SEED", "1")
is_long = os.environ.get("FAIRLANE_TEST_LONG", "") not in ("", "0")
seeds = f"{project}/tests/fuzz/corpus/{name}"
words = f"{project}/tests/fuzz/{name}.dict"
new = f"{os.path.dirname(target)}/{'found' if is_long else 'new'}_{name}"  # must not be the one in the source tree
profile = f"{os.path.dirname(target)}/{name}.profile"

if not is_long:  # the same inputs in the same order
    shutil.rmtree(new, ignore_errors=True)
os.makedirs(new, exist_ok=True)
longest = int(next((word.removeprefix("--longest=") for word in sys.argv if word.startswith("--longest=")), 8192))


def compact(tree):  # without what is only there for people's eyes
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=False)


def places(node, path=()):
    """Every member and element, as the containers and keys that lead to it; one for members of the same name path."""
    if isinstance(node, (dict, list)):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield path + (key,)
            yield from places(node[key], path + (key,))


def neighbours(text):
    """The file with one member left out, or made odd, for every kind of member."""
    seen = set()
    for path in places(json.loads(text)):
        kind = tuple("*" if isinstance(key, int) else key for key in path)
        for odd in (None, "leave out", "", "\u202e", -1, 0.5, 1e300, 1e18, True, [], {}, "twice") if kind not in seen else ():
            tree = at = json.loads(text)
            for key in path[:-1]:
                at = at[key]
            if odd == "leave out":
                del at[path[-1]]
            elif odd == "twice" and isinstance(at, list):
                at.append(at[path[-1]])
            else:
                at[path[-1]] = odd
            yield compact(tree)
        seen.add(kind)


def written():
    """The files that the writers make: what they write usually, and calls enough to be packed."""
    for writer in writers:
        path = f"{new}/{os.path.basename(writer)}"
        is_result = writer.endswith("/test_record")
        subprocess.run([writer, "--write", path] + ["1"] * is_result, check=True)
        yield path
        if is_result:
            subprocess.run([writer, "--write", f"{path}_packed", "1", "400"], check=True)
            yield f"{path}_packed"
        if writer.endswith("/test_record_peer"):
            subprocess.run([writer, "--write-contradictions", f"{path}_contradiction_"], check=True)


for path in written():
    with open(path) as file:
        whole = compact(json.load(file))
    longest = max(longest, 2 * len(whole))
    near = list(neighbours(whole))
    if not is_long:
        near = random.Random(int(seed)).sample(near, min(len(near), SOME))
    for number, text in enumerate([whole, *near]):
        with open(path + f"_{number}" * (number > 0), "w") as file:
            file.write(text)
for number, script in enumerate(more):
    if script.endswith(".py"):
        more[number] = f"{os.path.dirname(target)}/seeds_{name}"
        shutil.rmtree(more[number], ignore_errors=True)
        os.makedirs(more[number])
        subprocess.run([sys.executable, "-B", script, project, more[number]], check=True)
# libFuzzer executes all seeds whatever it is told; a fifth as many are changed inputs at the least.
given = sum(len(files) for place in (new, seeds, *more) for _, _, files in os.walk(place))
runs = max(int(runs), given + given // 5)
command = [target, f"-seed={seed}", f"-max_len={longest}", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1",
           f"-artifact_prefix={os.path.dirname(target)}/fault_{name}_"]
command += [f"-max_total_time={os.environ.get('FAIRLANE_FUZZ_SECONDS', '600')}" if is_long else f"-runs={runs}"]
if os.path.exists(words):
    command.append("-dict=" + words)
print(f"fuzz {name}: seed {seed}: {' '.join([*command, new, seeds, *more])}", flush=True)
environment = dict(os.environ, LLVM_PROFILE_FILE=profile + ".raw")
ended = subprocess.run(command + [new, seeds, *more], env=environment, capture_output=True, text=True, errors="replace")
said = ended.stderr.splitlines()
if ended.returncode != 0:
    found = next((at for at, line in enumerate(said) if "ERROR:" in line or "runtime error:" in line), 0)
    # where it happened stands first in a report, the input last
    print("\n".join(said[found:found + 40] + said[max(found + 40, len(said) - 40):]))
    sys.exit(f"fuzz {name}: exit code {ended.returncode}")
figures = dict(line.split(":") for line in said if line.startswith("stat::") for line in [line.removeprefix("stat::")])
executions = int(figures["number_of_executed_units"])


def lines_of(path):
    """Line -> how often it was executed, of those that hold code."""
    export = subprocess.run([cov, "export", "--format=lcov", f"--instr-profile={profile}", target, f"{project}/{path}"],
                            check=True, capture_output=True, text=True).stdout
    wanted = os.path.realpath(f"{project}/{path}")
    record = next(r for r in export.split("end_of_record")
                  if os.path.realpath(r.partition("SF:")[2].partition("\n")[0]) == wanted)
    return {int(line): int(count) for line, count in re.findall(r"^DA:(\d+),(\d+)", record, re.MULTILINE)}


def span_of(path, function):
    """The lines of a function; the source is formatted so that it ends with a brace that begins a line."""
    with open(f"{project}/{path}") as file:
        text = file.read().splitlines()
    for first, line in enumerate(text, 1):
        if re.match(rf"[A-Za-z_].*\b{function}\(", line) and not line.endswith(";"):
            return range(first, text.index("}", first) + 2)
    sys.exit(f"fuzz {name}: {path} has no function {function}")


subprocess.run([profdata, "merge", "-o", profile, profile + ".raw"], check=True)
total = executed = 0
for part in reader:
    path, _, function = part.partition(":")
    lines = lines_of(path)
    if function:
        span = span_of(path, function)
        lines = {line: count for line, count in lines.items() if line in span}
    hit = sum(count > 0 for count in lines.values())
    total += len(lines)
    executed += hit
    print(f"  {part}: {hit} of {len(lines)} lines ({100 * hit / max(len(lines), 1):.1f} %)")
    if os.environ.get("FAIRLANE_FUZZ_SHOW"):
        print("    not:", " ".join(str(line) for line, count in sorted(lines.items()) if count == 0))
print(f"fuzz {name}: {executions} executions, {executed} of {total} lines of its reader ({100 * executed / total:.1f} %), "
      "no fault")
if executed < least * total:
    sys.exit(f"fuzz {name}: less than {100 * least:.0f} % of its reader was executed")
