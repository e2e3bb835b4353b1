"""Every allocation of a command fails in turn, once and from there on. Each time the command must do all of its work, with
the very output that it has otherwise, or end with one line that says why and exit code 3: it never dies of a signal, never
prints a document with a hole and leaves no file that is not whole.
usage: check_scarce_memory.py SCARCE_LIBRARY FAIRLANE HOLED TEST_RECORD [COMMAND…]
HOLED is a program that does all of that wrong and must be caught. FAIRLANE_TEST_LONG=1 tries every allocation, of commands
that measure and of what commands fork a thousand; otherwise a sample of each: the same places come again and again."""
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402

LONG = os.environ.get("FAIRLANE_TEST_LONG") == "1"
SECONDS = 120
MOST = 1000  # of a command that measures or forks, in the long form: each try takes seconds

# What follows '@' is a file that the command writes, '%' a program that stands beside the tests. The number: how many
# allocations are tried in the short form. MEASURED: words and lengths differ from run to run, members do not. CHILDREN: what
# the command forks runs short of memory as well.
MEASURED, CHILDREN = "measured", "children"
RUN = ["run", "--quick", "--processes", "1", "--iterations", "50", "--quiet-wait", "0", "-k", "scalar"]
COMMANDS = {
    "list": (["list"], 20),
    "list-json": (["list", "--json"], 40),
    "model": (["model", "-o", "@model.safetensors"], 40),
    "model-json": (["model", "--json"], 40),
    "model-check": (["model", "--check", "given.safetensors"], 20),
    "compare": (["compare", "one.json:scalar", "one.json:avx2"], 30),
    "compare-json": (["compare", "--json", "one.json:scalar", "two.json:scalar"], 40),
    "select-json": (["select", "--json", "--class", "scalar"], 30),
    "disassemble": (["disassemble", "scalar"], 15),
    "disassemble-json": (["disassemble", "--json", "scalar"], 30),
    "bound": (["bound", "--result", "one.json", "--latency", "1us"], 30),
    "bound-json": (["bound", "--json", "--result", "one.json", "--latency", "1us"], 40),
    "point93-json": (["point93", "--json", "one.json:scalar", "one.json:avx2"], 12),
    "trace": (["trace", "-o", "@trace.json", "--json", "scalar"], 12),
    "audit-json": (["audit", "--json", "-o", "@audit.json", "case/case.json"], 10),
    "audit": (["audit", "case/case.json"], 6),
    "peers-json": (["peers", "--json", "--timeout", "5", "%peers/honest"], 20),
    "peers-children": (["peers", "--json", "--timeout", "5", "%peers/honest"], 6, CHILDREN),
    "run": ([*RUN, "-o", "@run.json"], 6, MEASURED),
    "run-children": ([*RUN, "-o", "@run.json"], 5, MEASURED, CHILDREN),
    "run-peer-children": ([*RUN, "--peer", "%peers/honest", "-o", "@run.json"], 4, MEASURED, CHILDREN),
    "list-children": (["list", "--json"], 10, CHILDREN),
    "trace-children": (["trace", "-o", "@trace.json", "--json", "scalar"], 6, CHILDREN),
    "point93-children": (["point93", "--json", "one.json:scalar", "one.json:avx2"], 4, CHILDREN),
    "select-children": (["select", "--json", "--class", "scalar"], 6, CHILDREN),
    "audit-children": (["audit", "--json", "-o", "@audit.json", "case/case.json"], 3, CHILDREN),
    "report": (["report", "-o", "@page.html", "one.json"], 20),
    "report-markdown": (["report", "--markdown", "one.json"], 10),
    "report-verdict": (["report", "pair.json"], 12),
    "report-bound": (["report", "--markdown", "bound.json", "one.json", "pair.json"], 12),
    "report-audit": (["report", "--markdown", "audit.json"], 12),
    "export": (["export", "-f", "lnt", "-o", "@lnt.json", "one.json"], 20),
    "export-google": (["export", "-f", "google-benchmark", "one.json"], 10),
}


class Outcome:
    def __init__(self, status, out, err, files, left):
        self.status, self.out, self.err, self.files, self.left = status, out, err, files, left


class Bench:
    """A folder with inputs, a program and the library that makes memory scarce."""

    def __init__(self, library, program, measured=False, children=False):
        self.library, self.program, self.measured = library, program, measured
        self.more = {"SCARCE_CHILDREN": "1"} if children else {}

    def run(self, command, **scarcity):
        written = [word[1:] for word in command if word.startswith("@")]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("FAIRLANE", "SCARCE"))}
        environment.update(LD_PRELOAD=self.library, SCARCE_WORD=command[0], **self.more, **scarcity)
        before = set(os.listdir())
        done = subprocess.run([self.program] + [word.lstrip("@") for word in command], env=environment, timeout=SECONDS,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        files = {name: pathlib.Path(name).read_bytes() for name in written if os.path.exists(name)}
        left = set(os.listdir()) - before - set(files)
        for name in set(os.listdir()) - before:
            os.unlink(name)
        return Outcome(done.returncode, done.stdout, done.stderr.decode(errors="replace"), files, left)

    def count(self, command):
        pathlib.Path("count.txt").write_bytes(b"")  # a run removes what is new
        self.run(command, SCARCE_COUNT=os.path.abspath("count.txt"))
        count = int.from_bytes(pathlib.Path("count.txt").read_bytes(), sys.byteorder)
        os.unlink("count.txt")
        return count


def figureless(data):
    """Times and addresses differ from run to run in some commands; what stands where does not."""
    return re.sub(rb"[0-9][0-9a-f.e+-]*", b"0", data)


def members(data):
    """Which members a document has, at whatever depth; of a text, that it is there."""
    try:
        tree = json.loads(data)
    except ValueError:
        return bool(data)
    found, rest = set(), [((), tree)]
    while rest:
        path, node = rest.pop()
        found.add(path)
        pairs = node.items() if isinstance(node, dict) else (("*", e) for e in node) if isinstance(node, list) else ()
        rest += [(path + (key,), value) for key, value in pairs]
    return found


def lacks_memory(reason):
    """The child that tries a library gave up, or the loader says that it had no memory for it."""
    return " in kernel '" in reason or (" cannot be loaded " in reason and
                                        ("cannot allocate " in reason or "cannot create " in reason))


def forgive(tree):
    """A kernel whose library gives up for want of memory is said not to run, with the reason: that is a whole answer."""
    if isinstance(tree, list):
        return [forgive(node) for node in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("runs") is False and lacks_memory(tree.get("reason", "")):
        tree = {**tree, "runs": True, "reason": ""}
    return {key: forgive(value) for key, value in tree.items() if key != "detail"}


def is_forgiven(wanted, seen):
    try:
        return forgive(json.loads(wanted)) == forgive(json.loads(seen))
    except ValueError:
        return False


def difference(wanted, seen):
    """The first line that is not as it should be."""
    for a, b in itertools.zip_longest(wanted.splitlines(), seen.splitlines()):
        if a != b:
            return f"{b!r} instead of {a!r} "
    return ""


def fault(reference, same, outcome, is_json, measured):
    """What is wrong with an outcome, or None."""
    if outcome.status < 0 or outcome.status > 128:
        return f"died, status {outcome.status}: {outcome.err[-300:]}"
    if outcome.left:
        return f"left behind: {outcome.left}"
    for name, data in outcome.files.items():
        if not same(data, reference.files[name]):
            return f"{name} is not whole: {difference(reference.files[name], data)}"
    if outcome.status == reference.status or (measured and outcome.status in (0, 1)):
        if not same(outcome.out, reference.out):
            return f"exit code {outcome.status}, but another output: {difference(reference.out, outcome.out)}{outcome.err[-200:]}"
        return None if set(outcome.files) == set(reference.files) else f"exit code {outcome.status} without its files"
    if outcome.status == 127 and "thread-local data" in outcome.err:
        return None  # the C library's own end, beyond the reach of any program: told, and nothing was printed or written
    if outcome.status != 3:
        return f"exit code {outcome.status}: {outcome.err[-300:]}"
    if not outcome.err.strip():
        return "exit code 3 without a word"
    if is_json and outcome.out and not same(outcome.out, reference.out):
        return f"exit code 3 and part of a document: {outcome.out[-100:]!r}"
    return None


def chosen(count, wanted, slow):
    """The last allocations, where the document is written, and others at equal distances."""
    if LONG:
        wanted = MOST if slow else count
    if count <= wanted:
        return range(1, count + 1)
    last = wanted // 3
    first = wanted - last
    return sorted({1 + i * (count - last) // first for i in range(first)} | set(range(count - last + 1, count + 1)))


def try_all(bench, command, wanted):
    """Yields (where, fault) of each allocation that ends badly."""
    first, second = bench.run(command), bench.run(command)
    steady = (first.out, first.files) == (second.out, second.files)
    count = bench.count(command)
    if count == 0:
        sys.exit(f"{command}: no allocation is seen, so none can fail")
    is_json = "--json" in command
    exact = (lambda a, b: a == b) if steady else (lambda a, b: figureless(a) == figureless(b))
    strictly = (lambda a, b: members(a) == members(b)) if bench.measured else exact
    same = lambda a, b: strictly(a, b) or is_forgiven(a, b)
    for at in chosen(count, wanted, bench.measured or bench.more):
        for manner in ({}, {"SCARCE_FOR_EVER": "1"}):
            what = fault(first, same, bench.run(command, SCARCE_AT=str(at), **manner), is_json, bench.measured)
            if what:
                yield f"allocation {at} of {count} fails{' and all after it' if manner else ''}", what


def main():
    library, fairlane, holed, record = lib.paths()[:4]
    only = sys.argv[5:]
    names = only or list(COMMANDS)
    beside = os.path.dirname(record)
    os.environ.pop("OPENBLAS_VERBOSE", None)
    with lib.scratch() as folder:
        lib.result_file(record, "one.json")
        lib.result_file(record, "two.json", 0.1)
        subprocess.run([fairlane, "model", "-o", "given.safetensors"], check=True, stdout=subprocess.DEVNULL)
        lib.honest_case("case")
        for name, words in {"pair.json": ["point93", "one.json:scalar", "one.json:avx2"],
                            "bound.json": ["bound", "--result", "one.json", "--latency", "1us"],
                            "audit.json": ["audit", "case/case.json"]}.items():
            lib.write(name, lib.run(fairlane, *words, "--json").stdout)
        os.environ["TMPDIR"] = str(folder)
        for manner in ("hole", "crash", "half", "silent") if not only else ():
            for measured in (False, True):
                if not list(try_all(Bench(library, holed, measured), [manner, "--json", "@half.txt"], 1000)):
                    sys.exit(f"the planted fault '{manner}' is not found{' where times are measured' if measured else ''}")
        bad = 0
        for name in names:
            command, wanted, *flags = COMMANDS[name]
            command = [os.path.join(beside, word[1:]) if word.startswith("%") else word for word in command]
            for where, what in try_all(Bench(library, fairlane, MEASURED in flags, CHILDREN in flags), command, wanted):
                print(f"fairlane {' '.join(command)}: {where}: {what}", flush=True)
                bad += 1
        if bad:
            sys.exit(f"{bad} failing allocations end badly")
        print(f"scarce memory: {'every' if LONG else 'a sample of the'} allocation{'' if LONG else 's'} of "
              f"{len(names)} commands: all as expected")


if __name__ == "__main__":
    main()
