"""Holds what `fairlane trace` says of the planted contestants against expected.json.

usage: judge.py [--expected FILE] [--only NAME,...] FAIRLANE PROGRAMS REGION_LIBRARY NAMES

FAIRLANE is the program, PROGRAMS the folder of the contestants, NAMES those that were built, with commas. Every
contestant runs once by itself and once traced; every expectation that held is then falsified and must no longer
hold, so that none is there for show. Where the programs are made for another machine, the environment's
FAIRLANE_EMULATOR ("qemu-aarch64 -L /sysroot") starts them. Exit 1 when anything is not as expected; 77 when nothing
could be traced."""
import argparse
import copy
import json
import os
import re
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LOGITS = "logits -0.091796875 -1.02539062\n"
SECONDS = 90
SKIPPED, UNABLE = 77, 3
COUNTS = ("multiply_add_lanes", "threads_run", "forks", "signals", "regions", "undecoded", "uncounted", "unseen",
          "integer_multiply_lanes", "instructions", "bytes_loaded", "bytes_stored", "wide_moves", "empty_instructions")
WORDS = ("class", "classification", "reason")
NOT_HELD = {"needs", "only", "options", "refused", "aarch64", "x86_64", "emulated", "clang"}  # settle how it is run
KNOWN = {*COUNTS, *WORDS, *NOT_HELD, "by_itself", "logits", "status", "message", "lanes", "objects", "system_calls"}


class Outcome:
    """What was seen of one contestant."""

    def __init__(self, by_itself, printed, status, output, errors):
        self.by_itself, self.printed, self.status = by_itself, printed, status
        self.output, self.errors = output, errors
        try:
            self.trace = json.loads(output) if output else {}
        except ValueError:
            self.trace = {}


def expectation(table, name, places):
    """Defaults, the program's own words, those for the places (architecture, emulation, compiler), the last one winning."""
    own = table["programs"][name]
    parts = [own, *(own.get(place, {}) for place in places)]
    for part in parts:
        for key in part:
            if key not in KNOWN:
                raise SystemExit(f"expected.json: {name}: '{key}' is not known")
    merged = dict(table["refused" if own.get("refused") else "defaults"])
    for part in parts:
        merged.update(part)
    for key in NOT_HELD:
        merged.pop(key, None)
    # A class without anything that would make it a pattern means itself.
    if re.fullmatch(r"[A-Za-z0-9+-]+", merged.get("class", "^")):
        merged["class"] = "^" + re.escape(merged["class"]) + "$"
    return merged


def in_range(wanted, found):
    low, high = wanted if isinstance(wanted, list) else (wanted, wanted)
    return isinstance(found, int) and low <= found <= high


def faults_of_counts(wanted, trace):
    for key in COUNTS:
        if key in wanted and not in_range(wanted[key], trace.get(key)):
            yield f"{key} is {trace.get(key)} instead of {wanted[key]}"
    for key in WORDS:
        if key in wanted and not re.search(wanted[key], trace.get(key, "no such member")):
            yield f"{key} is '{trace.get(key)}' instead of '{wanted[key]}'"


def faults_of_tables(wanted, trace):
    rows = {f"{row['width']} {row['element']}": row for row in trace.get("arithmetic", [])}
    for key, counts in wanted.get("lanes", {}).items():
        for count, number in counts.items():
            found = rows.get(key, {}).get(count, 0)
            if not in_range(number, found):
                yield f"{key}: {count} is {found} instead of {number}"
    objects = trace.get("objects", [])
    for pattern, number in wanted.get("objects", {}).items():
        held = [o["multiply_add_lanes"] for o in objects if re.search(pattern, o["name"])]
        if not held or not in_range(number, sum(held)):
            yield f"objects like '{pattern}' hold {held} multiply-add lanes instead of {number}"
    calls = [call["name"] for call in trace.get("system_calls", [])]
    for pattern in wanted.get("system_calls", []):
        if not any(re.search(pattern, call) for call in calls):
            yield f"no system call like '{pattern}' among {calls}"


def faults(wanted, outcome):
    """Each expectation that does not hold, in words."""
    if outcome.by_itself != wanted["by_itself"]:
        yield f"by itself it ends with {outcome.by_itself} instead of {wanted['by_itself']}"
    if (outcome.printed == LOGITS) != wanted["logits"]:
        yield f"by itself it prints {outcome.printed!r}"
    if outcome.status != wanted["status"]:
        yield f"the trace exits with {outcome.status} instead of {wanted['status']}: {outcome.errors.strip()}"
        return
    if wanted["status"] == 2:
        said = [line for line in outcome.errors.splitlines() if line.startswith("fairlane: ")]
        if len(said) != 1:
            yield f"{len(said)} lines of fairlane instead of one on standard error: {outcome.errors!r}"
        elif not re.search(wanted["message"], said[0]):
            yield f"the message is '{said[0]}' instead of '{wanted['message']}'"
        if outcome.output:
            yield f"standard output is not empty: {outcome.output[:80]!r}"
        return
    if outcome.trace.get("schema") != "fairlane.trace/1":
        yield f"standard output is no trace: {outcome.output[:80]!r}"
        return
    yield from faults_of_counts(wanted, outcome.trace)
    yield from faults_of_tables(wanted, outcome.trace)


def falsified(wanted):
    """The same expectations, one of them wrong each time."""
    def beyond(value):
        return value[1] + 1000000 if isinstance(value, list) else value + 1
    nested = [(k, n, c) for k in ("lanes",) for n, counts in wanted.get(k, {}).items() for c in counts]
    for key, name, count in nested:
        other = copy.deepcopy(wanted)
        number = other[key][name][count]
        other[key][name][count] = [beyond(number), beyond(number)]
        yield f"{key}.{name}.{count}", other
    for key, value in wanted.items():
        if key == "lanes":
            continue
        other = copy.deepcopy(wanted)
        if key == "objects":
            other[key] = {"^no such object$": 0}
        elif key == "system_calls":
            other[key] = ["^no such call$"]
        elif isinstance(value, bool):
            other[key] = not value
        elif isinstance(value, str):
            other[key] = "^no such words$"
        else:
            number = beyond(value)
            other[key] = [number, number] if key in COUNTS else number
        yield key, other


def machine_of(program):
    """The architecture that a program is made for; e_machine of its ELF header."""
    with open(program, "rb") as file:
        return {62: "x86_64", 183: "aarch64"}[int.from_bytes(file.read(20)[18:], "little")]


def emulated_flags(runner):
    """What the loader of an emulated AArch64 program is told (the emulator's own comes first); bit 22: SVE."""
    told = re.findall(r"^AT_HWCAP:\s*([0-9a-f]+)", runner.run(runner.command("scalar"), LD_SHOW_AUXV="1").stdout, re.M)
    return {"sve"} if told and int(told[-1], 16) >> 22 & 1 else set()


def cpu_flags(runner):
    if runner.emulator:
        return emulated_flags(runner)
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            return set(re.findall(r"\S+", " ".join(re.findall(r"^(?:flags|Features)\s*:(.*)$", file.read(), re.M))))
    except OSError:
        return set()


def left_over(marker):
    """Processes that carry the marker in their command line and are not zombies of somebody else."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if marker.encode() in file.read() and int(pid) != os.getpid():
                    found.append(int(pid))
        except OSError:
            pass
    return found


class Runner:
    def __init__(self, arguments):
        self.arguments = arguments
        self.emulator = shlex.split(os.environ.get("FAIRLANE_EMULATOR", ""))
        # Every process that a contestant starts carries it; a tracer must leave none of them behind.
        self.marker = f"--marker=contestant-{os.getpid()}"
        self.environment = dict(os.environ, FAIRLANE_REGION_LIBRARY=arguments.region, OPENBLAS_NUM_THREADS="1")

    def command(self, name):
        if name.startswith("python_"):
            return [sys.executable, "-I", os.path.join(HERE, name + ".py"), self.marker]
        return [os.path.join(self.arguments.programs, name), self.marker]

    def run(self, command, **environment):
        return subprocess.run([*self.emulator, *command], env=dict(self.environment, **environment), timeout=SECONDS,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              text=True)

    def look(self, name, options):
        alone = self.run(self.command(name))
        if alone.returncode == SKIPPED:
            return alone.stdout.strip(), None
        traced = self.run([self.arguments.fairlane, "trace", "--json", *options, "--", *self.command(name)])
        return None, Outcome(alone.returncode, alone.stdout, traced.returncode, traced.stdout, traced.stderr)

    def judge(self, name, options, wanted):
        """Says why it was skipped, or nothing, and what is wrong."""
        try:
            skipped, outcome = self.look(name, options)
        except subprocess.TimeoutExpired as timeout:
            return None, [f"took longer than {SECONDS} s: {' '.join(timeout.cmd[:3])} …"]
        if skipped:
            return skipped.removeprefix("skipped: "), []
        if outcome.status == UNABLE and "unattestable" in outcome.errors:
            return outcome.errors.strip(), []
        wrong = list(faults(wanted, outcome))
        left = left_over(self.marker)
        if left:
            wrong.append(f"left processes running: {left}")
        if not wrong:
            wrong = [f"the expectation '{key}' holds even when it is wrong"
                     for key, other in falsified(wanted) if not list(faults(other, outcome))]
        return None, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--expected", default=os.path.join(HERE, "expected.json"))
    parser.add_argument("--only", help="names, with commas")
    parser.add_argument("fairlane")
    parser.add_argument("programs")
    parser.add_argument("region")
    parser.add_argument("names")
    arguments = parser.parse_args()
    with open(arguments.expected, encoding="utf-8") as file:
        table = json.load(file)
    built = arguments.names.split(",")
    runner, failed, passed, skipped = Runner(arguments), 0, 0, 0
    machine, flags = machine_of(arguments.fairlane), cpu_flags(runner)
    places = [machine, *(["emulated"] if runner.emulator else []), os.environ.get("FAIRLANE_COMPILER", "gnu")]
    programs = {name: own for name, own in table["programs"].items() if own.get("only", machine) == machine}
    names = arguments.only.split(",") if arguments.only else [*programs]
    for name in sorted(set(built) ^ set(programs)):
        print(f"FAILED {name}: {'expected.json does not know it' if name in built else 'it was not built'}")
        failed += 1
    for name in names:
        own = programs[name]
        missing = sorted(set(own.get(machine, {}).get("needs", own.get("needs", []))) - flags)
        if runner.emulator and name.startswith("python_"):
            reason, wrong = "there is no Python for the emulator", []
        elif missing:
            reason, wrong = f"this CPU has no {', '.join(missing)}", []
        else:
            reason, wrong = runner.judge(name, own.get("options", []), expectation(table, name, places))
        for line in wrong:
            print(f"FAILED {name}: {line}")
        if reason:
            print(f"skipped {name}: {reason}")
        failed, skipped = failed + bool(wrong), skipped + bool(reason)
        passed += not wrong and not reason
    print(f"contestants: {passed} as expected, {failed} not, {skipped} skipped")
    if failed:
        return 1
    return SKIPPED if passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
