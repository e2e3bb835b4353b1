"""What the Python tests share. A test begins with
    sys.path.append(sys.path[0] + "/..")
    import lib
and ends with lib.finish(): 0 where all holds, 1 where something does not, 77 and the reason (skip) where it cannot be tried
here. What is wrong is told all together, unless it is a Fault, which ends what it was found in."""
import contextlib
import copy
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[1]
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable  # the system's own, which has its python3-jsonschema
INPUTS, OUTPUTS = 784, 2
LONGEST = 600  # characters of what is wrong
faults = []


class Fault(Exception):
    """What must hold does not, or a test is itself wrong, as one whose planted fault changes nothing."""


# ---- what must hold, and how a test ends ----


def must(holds, what):
    if not holds:
        raise Fault(what)


def demand(what, holds, said=""):
    if not holds:
        faults.append(f"{what}: {said}" if said != "" else what)


def finish(words="", status=0):
    name = pathlib.Path(sys.argv[0]).stem
    for fault in faults:
        print(f"{name}: {str(fault)[:LONGEST]}", file=sys.stderr)
    if words and not faults:
        print(words)
    sys.exit(1 if faults else status)


def skip(reason):
    finish(f"skipped: {reason}", 77)


# ---- programs ----


def paths():
    """The paths that the test was given, from the root: it may work in another folder."""
    return [os.path.abspath(word) for word in sys.argv[1:]]


def run(program, *words, status=None, **more):
    """A program that ends, and what it says as text; encoding=None: as bytes. status: the exit code or codes that are right."""
    done = subprocess.run([program, *words], **{"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8",
                                                "timeout": 600, "check": False, **more})
    right = status if isinstance(status, tuple) else (status,)
    demand(f"exit code {done.returncode} where {status} is expected: {words}", status is None or done.returncode in right,
           str(done.stderr).strip()[-LONGEST:])
    return done


def refused(what, done, words, status=2):
    """One line says why, and nothing else is printed."""
    demand(what, done.returncode == status and words in done.stderr and len(done.stderr.splitlines()) == 1 and not done.stdout,
           f"exit code {done.returncode}, {done.stdout[:80]!r} {done.stderr.strip()!r}, wanted {words!r}")


@contextlib.contextmanager
def scratch():
    """A folder that goes away, and is the current one meanwhile."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield pathlib.Path(folder).resolve()
        finally:
            os.chdir(before)


# ---- files, and faults that are planted into them ----


def read_json(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def write(path, content):
    """A text, bytes or a document, in a folder that is made where there is none; returns the path."""
    file = pathlib.Path(os.fsdecode(path))
    file.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, (str, bytes)):
        content = json.dumps(content)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def changed(document, change):
    """A copy in which change(copy) changes something."""
    other = copy.deepcopy(document)
    change(other)
    must(repr(other) != repr(document), "an edit changes nothing")
    return other


def edit_json(path, change, to=None):
    return write(to or path, changed(read_json(path), change))


def set_at(*path_and_value):
    """A change: the member at the path, of names and indices, takes the value."""
    *path, last, value = path_and_value

    def change(document):
        for step in path:
            document = document[step]
        document[last] = value

    return change


def replaced(text, old, new, what="the text"):
    """A text in which old, which stands there once, is new."""
    must(text.count(old) == 1, f"{what}: {old!r} stands there {text.count(old)} times")
    must(old != new, f"{what}: an edit changes nothing")
    return text.replace(old, new)


def replace_once(path, old, new):
    write(path, replaced(pathlib.Path(path).read_text(encoding="utf-8"), old, new, path))


# ---- documents of known content ----


def keeps_schema(schema, *paths):
    """schema: as in "audit/audit" for bench/audit/fairlane.audit.1.schema.json; by a validator that is not ours."""
    room, name = schema.split("/")
    done = run(PYTHON, PROJECT / "tests/record/check_json.py", PROJECT / f"bench/{room}/fairlane.{name}.1.schema.json", *paths,
               status=(0, 77))
    print(done.stdout, end="")


def result_file(writer, path, variation=0):
    """scalar, avx2 (10 times as fast) and other work, as tests/record/record_fixture.c makes them; writer: test_record."""
    subprocess.run([writer, "--write", path, str(variation)], check=True)
    return path


def summary(name, mean_us, cpu=None, calls=10000, **more):
    """A document as the audited benchmark's tools write it: one result, no samples."""
    figures = {"mean_us": mean_us, "std_us": mean_us / 15, "ci_95_lower": mean_us * 0.94, "ci_95_upper": mean_us * 1.06,
               "p50_us": mean_us, "p95_us": mean_us * 1.07, "p99_us": mean_us * 1.1, "min_us": mean_us * 0.8,
               "max_us": mean_us * 1.3, "throughput_per_sec": 1e6 / mean_us}
    return {"config": {"cpu": cpu} if cpu is not None else {}, "results": [{"name": name, "iterations": calls, **figures, **more}]}


def rename_all(document, name, machine=None, stability=None):
    """A result file whose avx2 is called otherwise wherever it is named; its machine and a stability too."""
    for node in [*document["results"], *document["cross_check"]]:
        if node["name"] == "avx2":
            node["name"] = name
    document["config"]["cpu"] = document["environment"]["cpu"] = machine or name
    document["results"][0]["stability"] = stability or name


def honest_case(folder):
    """The comparison that is right at every point, into which the cheats are planted."""
    shutil.copytree(PROJECT / "tests/audit/cheats/honest", folder)
    return pathlib.Path(folder)


def points(done):
    """Of `audit --json`: number -> point; nothing where it was refused."""
    return {p["number"]: p for p in json.loads(done.stdout)["points"]} if done.returncode in (0, 1) and done.stdout else {}


# ---- models ----


def value(n):
    """The nth weight of a model of known content: exact in F16, BF16 and F32 alike."""
    return ((n * 37) % 101 - 50) / 1024


def float32(*values):
    return struct.pack(f"<{len(values)}f", *values)


def with_header(header, data):
    return struct.pack("<Q", len(header)) + header + data


def safetensors(tensors):
    """tensors: name -> (dtype, shape, bytes)"""
    header, data = {}, b""
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    return with_header(text + b" " * (-len(text) % 8), data)


def model_file(weight, bias):
    """safetensors of a layer 784 to 2."""
    return safetensors({"weight": ("F32", [OUTPUTS, INPUTS], float32(*weight)), "bias": ("F32", [OUTPUTS], float32(*bias))})
