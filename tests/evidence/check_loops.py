"""What gcc and clang make of the plain loop, at -O1 to -Ofast and for each level of the architecture: the class that
`fairlane trace` sees must be the one that the machine code shows (loops/machine_code.py), a loop that may not reorder
its additions must never be called SIMD as a whole, and `fairlane select` must name the kernel that makes its sums in the
same order.

usage: check_loops.py FAIRLANE        exit 77: nothing could be traced
FAIRLANE_EMULATOR="qemu-aarch64 -L /sysroot" and FAIRLANE_CROSS_FLAGS (of the compilers) for another machine. Where the
CPU lacks what a loop was compiled for, it is traced in QEMU; QEMU has no AVX-512."""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "loops"))
import machine_code  # noqa: E402

LOGITS = "logits -0.091796875 -1.02539062\n"
SKIPPED, UNABLE = 77, 3
LEVELS = {
    "x86_64": {
        "-march=x86-64": set(),
        "-march=x86-64-v3": {"avx2", "fma", "f16c", "bmi1", "bmi2", "movbe", "abm"},
        "-march=x86-64-v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
    },
    "aarch64": {"-march=armv8-a": set(), "-march=armv8-a+sve": {"sve"}},
}
OPTIMISATIONS = ["-O1", "-O2", "-O3", "-Ofast"]
REORDERS = "-Ofast"
ALSO_EMULATED = "-march=x86-64-v3"  # so that QEMU's way is tried where the CPU lacks nothing
PACKED = {"SIMD-128": "sse", "SIMD-256": "avx2", "SIMD-512": "avx512"}


class Bench:
    """Where and how things are compiled and run."""

    def __init__(self, fairlane, folder):
        self.fairlane, self.folder = fairlane, folder
        self.emulator = shlex.split(os.environ.get("FAIRLANE_EMULATOR", ""))
        self.machine = "aarch64" if self.emulator else os.uname().machine
        self.flags = shlex.split(os.environ.get("FAIRLANE_CROSS_FLAGS", ""))
        self.prefix = "aarch64-linux-gnu-" if self.emulator else ""
        self.objdump = shutil.which(self.prefix + "objdump")
        self.has = {"sve"} if self.emulator else self.features()

    @staticmethod
    def features():
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            found = re.search(r"^(?:flags|Features)\s*:(.*)$", file.read(), re.M)
        return set(found[1].split()) if found else set()

    def compilers(self):
        gcc = shutil.which(self.prefix + "gcc")
        clang = shutil.which("clang") or shutil.which("clang-14")
        target = ["--target=aarch64-linux-gnu"] if self.emulator else []
        return {"gcc": gcc and [gcc], "clang": clang and [clang, *target]}

    def run(self, command, **more):
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **more)

    def lab(self, *arguments, emulated=False):
        """(exit code, standard output, the lab's line on standard error)"""
        before = self.emulator or (["qemu-x86_64", "-cpu", "max"] if emulated else [])
        done = self.run([*before, self.fairlane, *arguments])
        said = [line for line in done.stderr.splitlines() if line.startswith("fairlane: ")]
        return done.returncode, done.stdout, "".join(said)


class Loop:
    def __init__(self, bench, compiler, name, optimisation, level, passes):
        self.bench, self.compiler, self.level, self.passes = bench, compiler, level, passes
        self.optimisation = optimisation
        self.title = f"{name} {optimisation} {level}, {'two passes' if passes == 2 else 'one pass'}"
        self.program = os.path.join(bench.folder, re.sub(r"\W+", "_", self.title))
        self.trace = self.program + ".json"

    def compile(self):
        command = [*self.compiler, *self.bench.flags, self.optimisation, self.level, f"-DPASSES={self.passes}",
                   "-o", self.program, os.path.join(HERE, "loops", "plain.c")]
        done = self.bench.run(command)
        return done.stderr.strip().splitlines()[0] if done.returncode != 0 else ""

    def class_of_code(self):
        return machine_code.class_of(self.bench.objdump, self.program, "linear", self.bench.machine)


def why_not(bench, loop):
    """(reason not to run it, whether it runs in QEMU only)"""
    missing = sorted(LEVELS[bench.machine][loop.level] - bench.has)
    if not missing:
        return "", False
    if any(feature.startswith("avx512") for feature in missing):
        return f"this CPU has no {', '.join(missing)}, and QEMU has no AVX-512", False
    if not shutil.which("qemu-x86_64"):
        return f"this CPU has no {', '.join(missing)}, and qemu-x86_64 is missing", False
    return "", True


def fair_kernel(bench, loop, seen):
    """By rule: sums in order of packed products are ordered-*, of scalar products scalar or, fused, scalar-fma; one pass
    or two as the loop."""
    products = re.sub(r"^products |, sums scalar$", "", seen)
    fused = products.endswith("+FMA")
    width = products.removesuffix("+FMA")
    if fused or width == "scalar":
        name = "scalar-fma" if fused else "scalar"
    elif bench.machine == "aarch64":
        name = "ordered-sve" if width == "SIMD-SVE" else "ordered-neon"
    else:
        name = "ordered-" + PACKED[width]
    return name + ("-two-pass" if loop.passes == 2 else "")


def same_class(seen, derived):
    return seen == derived


def traced(bench, loop, emulated):
    """(class, reason) as `fairlane trace` tells them; the document stays in loop.trace."""
    status, output, said = bench.lab("trace", "--json", "-o", loop.trace, "--function", "linear", "--", loop.program,
                                     emulated=emulated)
    found = re.search(r'^  "class": "(.*)",$', output, re.M)
    return (found[1] if status == 0 and found else None), status, said


def faults(bench, loop, emulated):
    seen, status, said = traced(bench, loop, emulated)
    if seen is None:
        yield f"it is not traced: exit code {status}: {said}"
        return
    derived = loop.class_of_code()
    if not same_class(seen, derived):
        yield f"traced as '{seen}', its machine code is '{derived}'"
    if loop.optimisation == REORDERS:
        return
    if seen.startswith("SIMD-"):
        yield f"called '{seen}' as a whole"
    if loop.optimisation == "-O1" or emulated:  # the fair kernel may need what this CPU lacks
        return
    status, output, said = bench.lab("select", "--match", loop.trace)
    chosen = re.search(r": compare with (\S+)$", output.partition("\n")[0])
    fair = fair_kernel(bench, loop, seen)
    if status != 0 or not chosen or chosen[1] != fair:
        yield f"select: {output.partition(chr(10))[0] or said} instead of {fair}"


def all_loops(bench):
    for name, compiler in bench.compilers().items():
        if not compiler:
            print(f"skipped {name}: it is not installed")
            continue
        for passes in (2, 1):
            for optimisation in OPTIMISATIONS:
                for level in LEVELS[bench.machine]:
                    yield Loop(bench, compiler, name, optimisation, level, passes)


def examine(bench, loop):
    """"passed", "skipped" or "failed", with a line that says why."""
    wrong = loop.compile()
    if wrong:
        print(f"skipped {loop.title}: {wrong}")
        return "skipped"
    reason, emulated = why_not(bench, loop)
    if reason:
        print(f"skipped {loop.title}: {reason}; its machine code is {loop.class_of_code()}")
        return "skipped"
    if not bench.emulator and not emulated and bench.run([loop.program]).stdout != LOGITS:
        print(f"FAILED {loop.title}: it computes something wrong")
        return "failed"
    wrong = list(faults(bench, loop, emulated))
    if loop.level == ALSO_EMULATED and loop.optimisation == "-O3" and not emulated and shutil.which("qemu-x86_64"):
        wrong += [f"in QEMU: {line}" for line in faults(bench, loop, True)]
    for line in wrong:
        print(f"FAILED {loop.title}: {line}")
    return "failed" if wrong else "passed"


def controls(bench, loops):
    """The trace of one loop held against the machine code of another must not fit: the check can fail."""
    fine = []
    for mine, its in (("-O2", "-Ofast"), ("-Ofast", "-O2")):
        pair = [next((l for l in loops if l.optimisation == o and l.passes == 1 and os.path.exists(l.trace)), None)
                for o in (mine, its)]
        if None in pair:
            continue
        with open(pair[0].trace, encoding="utf-8") as file:
            seen = re.search(r'^  "class": "(.*)",$', file.read(), re.M)[1]
        fine.append(not same_class(seen, pair[1].class_of_code()))
    return all(fine)


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(sys.argv[1], folder)
        if not bench.objdump:
            print(f"skipped: {bench.prefix}objdump is missing")
            return SKIPPED
        status, _, said = bench.lab("trace", "scalar")
        if status == UNABLE:
            print(f"skipped: {said}")
            return SKIPPED
        loops = list(all_loops(bench))
        outcomes = [examine(bench, loop) for loop in loops]
        told = {word: outcomes.count(word) for word in ("passed", "failed", "skipped")}
        print(f"loops: {told['passed']} as expected, {told['failed']} not, {told['skipped']} skipped")
        if not controls(bench, loops):
            print("FAILED: the trace of one loop fits the machine code of another")
            return 1
        return 1 if told["failed"] else 0 if told["passed"] else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
