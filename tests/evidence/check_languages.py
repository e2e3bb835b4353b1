"""Programs of other languages: `fairlane trace` must say of each what its compiler, library or virtual machine made of
the layer, and never call sums in order SIMD. What is not installed is skipped, with a word.

usage: check_languages.py FAIRLANE REGION_LIBRARY REGION_INCLUDE      exit 77: nothing could be traced"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "languages")
LOGITS = [-0.091796875, -1.02539062]
SKIPPED, UNABLE = 77, 3
WORK = ", 1,568 of 1,568 multiply-adds"
IN_ORDER = r"^(products SIMD-\w+, sums )?scalar$"
NEVER = r"^SIMD-"
ENVIRONMENT = dict(os.environ, OPENBLAS_NUM_THREADS="1", GO111MODULE="off", GOFLAGS="", GOTOOLCHAIN="local")


class Program:
    """One to be traced: how it is started, the class it must have, a class it must not have."""

    def __init__(self, title, command, function=None, wanted=IN_ORDER, reason="^$", status=0):
        self.title, self.command, self.function = title, command, function
        self.wanted, self.reason, self.status = wanted, reason, status


class Absent(Exception):
    """A toolchain that is not installed; its text says so."""


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=400, check=False, env=ENVIRONMENT, **more)


def build(command):
    done = run(command)
    if done.returncode != 0:
        raise Absent(f"{command[0]} cannot build it: {(done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]}")


def tool(name):
    path = shutil.which(name)
    if not path:
        raise Absent(f"{name} is not installed")
    return path


def go(folder, _region, _include):
    program = os.path.join(folder, "linear-go")
    if "HOME" not in ENVIRONMENT:
        ENVIRONMENT["GOCACHE"] = os.path.join(folder, "go-cache")
    build([tool("go"), "build", "-o", program, os.path.join(HERE, "linear.go")])
    yield Program("Go", [program], "main.linear", "^scalar$")


def has_avx2():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        return " avx2 " in file.read()


def rust(folder, _region, _include):
    for level in ("x86-64", "x86-64-v3") if os.uname().machine == "x86_64" else ("generic",):
        if level == "x86-64-v3" and not has_avx2():
            continue
        program = os.path.join(folder, f"linear-rust-{level}")
        build([tool("rustc"), "-O", "-C", f"target-cpu={level}", "-o", program, os.path.join(HERE, "linear.rs")])
        for way in ("indexed", "zipped"):
            yield Program(f"Rust {level}, {way}", [program], f"layer::{way}")
        yield Program(f"Rust {level}, eight sums", [program], "linear::layer::chunked", r"^SIMD-\d+$")


def numpy(_folder, region, _include):
    python = "/usr/bin/python3"
    if not os.access(python, os.X_OK) or run([python, "-c", "import numpy"]).returncode != 0:
        raise Absent("NumPy of /usr/bin/python3 is not installed")
    packed = r"^products SIMD-\w+, sums scalar$"
    more = "^$|more multiply-adds"
    # How wide its loops are, and what its BLAS does, depends on the CPU; that its own sums are scalar does not.
    for way, wanted, reason in (("sum", packed, "^$"), ("cumsum", packed, "^$"),
                                ("in-double", packed[:-1] + " in double$", "added in double"),
                                ("matmul", r"^(scalar|SIMD-\d+)(\+FMA)?$|^mixed|^products", more),
                                ("einsum", r"^(scalar|SIMD-\d+)(\+FMA)?$", more)):
        yield Program(f"NumPy, {way}", [python, os.path.join(HERE, "linear_numpy.py"), region, way], None, wanted, reason)


def java(folder, region, include):
    compiler, runtime = tool("javac"), tool("java")
    home = os.path.dirname(os.path.dirname(os.path.realpath(compiler)))
    headers = [f"-I{home}/include", f"-I{home}/include/linux", f"-I{include}"]
    marks = os.path.join(folder, "libmarks.so")
    library = os.path.dirname(region)
    build([tool("gcc"), "-O2", "-shared", "-fPIC", *headers, os.path.join(HERE, "marks.c"), "-o", marks, f"-L{library}",
           "-lfairlane_region", f"-Wl,-rpath,{library}"])
    build([compiler, "-d", folder, os.path.join(HERE, "Linear.java")])
    for title, options in (("C2", ["-Xbatch"]), ("C1", ["-Xbatch", "-XX:TieredStopAtLevel=1"])):
        yield Program(f"JVM, {title}", [runtime, *options, "-XX:+UseSerialGC", "-cp", folder, "Linear", marks])


def printed_right(text):
    lines = [line.split()[1:] for line in text.splitlines() if line.startswith("logits ")]
    return bool(lines) and all(abs(float(found) - wanted) < 1e-6 for line in lines for found, wanted in zip(line, LOGITS))


def faults_of(program, trace):
    if not re.search(program.wanted, trace["class"]):
        yield f"its class is '{trace['class']}' instead of '{program.wanted}'"
    if program.wanted == IN_ORDER and re.search(NEVER, trace["class"]):
        yield f"called '{trace['class']}' as a whole"
    if WORK not in trace["classification"]:
        yield f"its work is '{trace['classification']}'"
    if not re.search(program.reason, trace["reason"]):
        yield f"the reason is '{trace['reason']}' instead of '{program.reason}'"
    parts = {row["part"]: row["multiply_add_lanes"] for row in trace.get("parts", [])}
    if parts and parts["caller"] != trace["multiply_add_lanes"]:
        yield f"not the caller multiplies: {parts}"


def examine(fairlane, program):
    """(faults, reason to skip)"""
    alone = run(program.command)
    if not printed_right(alone.stdout):
        return [f"by itself it prints {alone.stdout!r} {alone.stderr[-200:]!r}"], ""
    mark = ["--function", program.function] if program.function else []
    done = run([fairlane, "trace", "--json", "--timeout", "300", *mark, "--", *program.command])
    said = [line for line in done.stderr.splitlines() if line.startswith("fairlane: ")]
    if done.returncode == UNABLE:
        return [], said[0] if said else "unattestable"
    if done.returncode != program.status:
        return [f"the trace ends with {done.returncode}: {said}"], ""
    trace = json.loads(done.stdout)
    wrong = list(faults_of(program, trace))
    # The check itself: of a trace that calls all of it SIMD, or of less work, it must not hold.
    lie = dict(trace, **{"class": "SIMD-1024 as a whole", "classification": "half of it"})
    if not wrong and len(list(faults_of(program, lie))) < 2:
        wrong = ["the check holds for a trace that is wrong"]
    if not wrong:
        print(f"{program.title}: {trace['classification']}; {trace['instructions']} instructions")
    return wrong, ""


def main():
    fairlane, region, include = sys.argv[1:]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for language in (go, rust, numpy, java):
            try:
                for program in language(folder, region, include):
                    wrong, skipped = examine(fairlane, program)
                    for line in wrong:
                        print(f"FAILED {program.title}: {line}")
                    if skipped:
                        print(f"skipped {program.title}: {skipped}")
                    failed, passed = failed + bool(wrong), passed + (not wrong and not skipped)
            except Absent as reason:
                print(f"skipped {language.__name__}: {reason}")
        print(f"languages: {passed} as expected, {failed} not")
    return 1 if failed else 0 if passed else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
