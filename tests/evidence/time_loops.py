"""A benchmark, not a test: of each plain loop of check_loops.py that this CPU runs, its own time in chained calls beside
that of the kernel that `fairlane select` calls fair. The two are timed in turn, 201 rounds; the ratio is the median of
those of the rounds.

usage: time_loops.py BUILD"""
import os
import subprocess
import sys
import tempfile

import check_loops


def shared_object(bench, loop):
    """The loop once more, to be called: linked by gcc, as what -Ofast links would set flush-to-zero."""
    target = loop.program + ".so"
    source = os.path.join(check_loops.HERE, "loops", "plain.c")
    subprocess.run([*loop.compiler, loop.optimisation, loop.level, f"-DPASSES={loop.passes}", "-fPIC", "-c", source,
                    "-o", loop.program + ".o"], check=True)
    subprocess.run(["gcc", "-shared", loop.program + ".o", "-o", target], check=True)
    return target


def chosen(bench, loop):
    """(class, kernel); kernel None: none is fair."""
    seen, _, said = check_loops.traced(bench, loop, False)
    if seen is None:
        return said, None
    _, output, _ = bench.lab("select", "--match", loop.trace)
    words = output.partition("\n")[0].partition(": compare with ")
    return seen, words[2] or None


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    build = os.path.abspath(sys.argv[1])
    timer = os.path.join(build, "tests", "time_loop")
    print(f"{'loop':<46} {'class by trace':<34} {'fair kernel':<24} {'loop ns':>8} {'kernel ns':>9} {'ratio':>6}")
    with tempfile.TemporaryDirectory() as folder:
        bench = check_loops.Bench(os.path.join(build, "fairlane"), folder)
        far = count = 0
        for loop in check_loops.all_loops(bench):
            if loop.compile() or any(check_loops.why_not(bench, loop)):
                continue
            seen, kernel = chosen(bench, loop)
            if kernel is None:
                print(f"{loop.title:<46} {seen:<34} none")
                continue
            done = subprocess.run([timer, shared_object(bench, loop), kernel], capture_output=True, text=True, check=True)
            own, its, ratio = done.stdout.split()
            strict = loop.optimisation in ("-O2", "-O3")
            is_far = abs(float(ratio) - 1) > 0.25
            far, count = far + (strict and is_far), count + strict
            print(f"{loop.title:<46} {seen:<34} {kernel:<24} {own:>8} {its:>9} {ratio:>6}{' far' if is_far else ''}",
                  flush=True)
    print(f"Of {count} loops at -O2 and -O3 {far} are further than 25 % from the kernel that is called fair.")


if __name__ == "__main__":
    main()
