"""`fairlane audit --reproduce`: an honest comparison is run again, three times in turns, in a copy; what foreign commands
try against whoever runs them fails, and is told. Each attempt is made without confinement as well where that is harmless:
there it must succeed, or the test would show nothing.
usage: check_reproduce.py FAIRLANE"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import demand, write  # noqa: E402

(FAIRLANE,) = lib.paths()
OTHER_CPU = "Imaginary Processor 9000"

# What a contestant measures is not the matter here: figures of its own that differ a little from run to run, and that
# could have been measured while it ran.
HONEST = """#!/bin/sh
sleep 0.1
digits=$(date +%N)
cat >"$1.json" <<END
{"config": {"warmup_iterations": 100, "benchmark_iterations": 10000},
 "results": [{"name": "$1", "iterations": 10000, "mean_us": $2$digits, "p50_us": $2}]}
END
"""


def published(name, mean, cpu):
    return {"config": {"warmup_iterations": 100, "benchmark_iterations": 10000, "cpu": cpu},
            "results": [{"name": name, "iterations": 10000, "mean_us": mean, "p50_us": mean}]}


def make(work, name, command_a="./bench.sh a 2.00", command_b="./bench.sh b 0.40", means=(2.0051, 0.4017), cpu=OTHER_CPU,
         **more):
    """A folder with a case."""
    folder = work / name
    write(folder / "bench.sh", HONEST).chmod(0o755)
    case = {"schema": "fairlane.case/1"}
    for letter, command, mean in zip("ab", (command_a, command_b), means):
        write(folder / f"{letter}.json", published(letter, mean, cpu))
        case[letter] = {"name": letter, "language": "c", "command": command, "results": [f"{letter}.json"], **more}
    write(folder / "case.json", case)
    return folder


def run(folder, *options, variables=None):
    return lib.run(FAIRLANE, "audit", "--reproduce", "--json", *options, folder / "case.json", env=variables)


def audit(folder, *options, variables=None):
    done = run(folder, *options, variables=variables)
    demand(folder.name, done.returncode in (0, 1) and done.stdout.startswith("{"), f"{done.returncode} {done.stderr}")
    return json.loads(done.stdout) if done.stdout.startswith("{") else None


def point(document, number):
    return document["points"][number - 1]


def evidence(document, number):
    return [e for e in point(document, number)["evidence"] if e["provider"] == "reproduction"]


def texts(document, number):
    return " | ".join(e["text"] for e in evidence(document, number))


def is_not_reproduced(what, document, words, side="a", number=71):
    why = document["reproduction"][side]["why_not"]
    demand(what, words in why, f"wanted {words!r}: {why!r}")
    demand(what, point(document, number)["verdict"] == "UNCHECKED" and why in texts(document, number),
           f"{point(document, number)['verdict']}: {texts(document, number)}")
    demand(what, point(document, 78)["verdict"] == point(document, 79)["verdict"] == "UNCHECKED", "78 or 79 is decided")


def tree(folder):
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def left_behind():
    """Folders of ours that nobody removed."""
    return set(pathlib.Path(os.environ["TMPDIR"]).glob("fairlane-*"))


def stands_outside(work, folder):
    """A case that names another folder has that one copied: its own holds no command that could run."""
    case = json.loads((folder / "case.json").read_text())
    before = tree(folder)
    for name, root, options in (("named-root", "../honest", ()), ("named-root-by-link", str(folder), ("--unconfined",))):
        write(work / name / "case.json", case | {"root": root})
        if name.endswith("link"):
            (work / name / "case.json").rename(work / "kept.json")
            (work / name / "case.json").symlink_to(work / "kept.json")
        again = audit(work / name, *options)["reproduction"]
        for side in "ab":
            demand(name, len(again[side]["runs"]) == 3 and not again[side]["why_not"], f"{again[side]}")
        demand(name, tree(folder) == before, "the folder was touched")
        demand(name, not left_behind(), f"left: {left_behind()}")


def runs_an_honest_comparison(work):
    folder = make(work, "honest", build="touch built")
    before = tree(folder)
    done = run(folder)
    document = json.loads(done.stdout)
    demand("honest", tree(folder) == before, "the folder was touched")
    demand("honest", not left_behind(), f"left: {left_behind()}")
    order = [line.split(":")[0] for line in done.stderr.splitlines() if line.startswith("run ")]
    demand("honest", order == [f"run {n} of 3 of {side}" for n in (1, 2, 3) for side in "AB"], f"{order}")
    again = document["reproduction"]
    for side in "ab":
        demand("honest", len(again[side]["runs"]) == 3 and not again[side]["why_not"], f"{again[side]}")
    demand("honest", again["confined"] is True, "not confined")
    for number in (71, 78, 79):
        demand("honest", point(document, number)["verdict"] == "PASS" and evidence(document, number)[0]["how"] == "measured",
               f"{number}: {point(document, number)}")
    demand("honest", again["cpu"] in texts(document, 78) and OTHER_CPU in texts(document, 78), texts(document, 78))
    stands_outside(work, folder)
    for number in range(56, 61):
        pieces = evidence(document, number)
        demand("honest", pieces and all(p["verdict"] == "UNCHECKED" and p["text"].startswith("run again here: ") for p in pieces),
               f"{number} is decided by another CPU: {pieces}")
    lib.keeps_schema("audit/audit", write(work / "audit.json", done.stdout))
    text = lib.run(FAIRLANE, "audit", "--reproduce", folder / "case.json").stdout
    demand("text", "Run again here" in text and "in bubblewrap" in text, text[:600])
    return again["cpu"]


def holds_it_against_what_was_published(work, cpu):
    apart = audit(make(work, "apart", means=(9.01, 0.4017)))
    demand("ratio", point(apart, 79)["verdict"] == "FAIL" and "more than a factor of two" in texts(apart, 79), texts(apart, 79))
    demand("ratio", point(apart, 78)["verdict"] == "PASS", texts(apart, 78))
    # the same name: without a number it may be any CPU of that make
    here = audit(make(work, "here", means=(9.01, 1.8017), cpu=cpu))
    numbered = any(c.isdigit() for c in cpu)
    demand("same CPU", point(here, 78)["verdict"] == point(here, 79)["verdict"] == "UNCHECKED", texts(here, 79))
    demand("same CPU", (point(here, 71)["verdict"] == "FAIL" and "more than a factor" in texts(here, 71)) == numbered,
           texts(here, 71))
    met = audit(make(work, "met", cpu=cpu))
    demand("same CPU", (point(met, 56)["verdict"] == "PASS" and "met within 10 %" in texts(met, 56)) or not numbered,
           texts(met, 56))
    unnamed = audit(make(work, "unnamed", cpu=""))
    demand("no CPU", point(unnamed, 78)["verdict"] == point(unnamed, 79)["verdict"] == "UNCHECKED", texts(unnamed, 78))
    spread = audit(make(work, "spread", command_a="./bench.sh a $(date +%S | tail -c 2).9; sleep 1"))
    demand("spread", point(spread, 71)["verdict"] != "PASS", texts(spread, 71))


def finds_out_inventions(work):
    folder = make(work, "canned", command_a="sleep 0.1; cp kept a.json")
    shutil.copy(folder / "a.json", folder / "kept")
    canned = audit(folder)
    demand("canned", point(canned, 71)["verdict"] == "FAIL" and "to the last digit" in texts(canned, 71), texts(canned, 71))
    demand("canned", point(canned, 78)["verdict"] == point(canned, 79)["verdict"] == "UNCHECKED", texts(canned, 79))
    quick = audit(make(work, "quick", command_a="./bench.sh a 2000", means=(2000.3, 400.1), command_b="./bench.sh b 400"))
    demand("quick", point(quick, 71)["verdict"] == "FAIL" and "the whole command took" in texts(quick, 71), texts(quick, 71))


def tells_what_went_wrong(work):
    is_not_reproduced("nothing", audit(make(work, "nothing", "true")), "it wrote no 'a.json'")
    is_not_reproduced("failing", audit(make(work, "failing", "echo so sorry >&2; exit 7")), "exit code 7: so sorry")
    is_not_reproduced("absent", audit(make(work, "absent", "no-such-program-here")), "exit code 127")
    is_not_reproduced("build", audit(make(work, "build", build="exit 5")), "its build command: exit code 5")
    is_not_reproduced("other shape", audit(make(work, "shape", "echo '[1, 2]' >a.json")), "a.json")
    is_not_reproduced("garbage", audit(make(work, "garbage", "head -c 100000 /dev/urandom >a.json")), "a.json")
    is_not_reproduced("link", audit(make(work, "link", "ln -s b.json a.json")), "a.json")
    is_not_reproduced("pipe", audit(make(work, "pipe", "mkfifo a.json")), "a.json")
    is_not_reproduced("other result", audit(make(work, "name", "./bench.sh a 2.00; sed -i s/\\\"a\\\"/\\\"c\\\"/ a.json")), "a.json")
    late = audit(make(work, "second", "[ ! -e once ] && touch once && ./bench.sh a 2.00"))
    is_not_reproduced("second run", late, "run 2 of its command: exit code 1")
    elsewhere = audit(make(work, "writes", "./bench.sh a 2.00 && mv a.json new.json", "./bench.sh b 0.40 && mv b.json new.json",
                           writes="new.json"))
    demand("writes", point(elsewhere, 78)["verdict"] == "PASS", texts(elsewhere, 78))


def keeps_to_its_bounds(work):
    endless = audit(make(work, "endless", "sleep 1000 & sleep 1000"), "--timeout", "1")
    is_not_reproduced("endless", endless, "it took more than 1 s")
    many = audit(make(work, "many", "for i in $(seq 4000); do sleep 77 & done; wait; ./bench.sh a 2.00"), "--timeout", "60")
    is_not_reproduced("many", many, "processes and threads")
    large = audit(make(work, "large", "/usr/bin/python3 -c 'x = bytearray(900 << 20)' && ./bench.sh a 2.00"), "--memory", "300")
    is_not_reproduced("large", large, "MemoryError")
    some = "/usr/bin/python3 -c 'import time; x = bytearray(150 << 20); time.sleep(50)' & "
    together = audit(make(work, "together", f"{some * 6} wait; ./bench.sh a 2.00"), "--memory", "300", "--timeout", "60")
    is_not_reproduced("together", together, "more than 300 MiB of memory")
    file = audit(make(work, "file", "head -c 200M /dev/zero >big && ./bench.sh a 2.00"), "--space", "64")
    is_not_reproduced("file", file, "run 1 of its command")
    files = audit(make(work, "files", "for i in 1 2 3 4 5 6; do head -c 30M /dev/zero >/tmp/$i; done; sleep 1; ./bench.sh a 2.00"),
                  "--space", "64")
    is_not_reproduced("files", files, "it wrote more than 64 MiB")
    flood = audit(make(work, "flood", "yes; ./bench.sh a 2.00; exit 3"), "--space", "64", "--timeout", "60")
    is_not_reproduced("flood", flood, "run 1 of its command")
    demand("bounds", not left_behind(), f"left: {left_behind()}")


def cannot_do_harm(work):
    """name, what a command tries before it writes its result; whether it worked is asked afterwards."""
    home = work / "home"
    home.mkdir()
    write(home / "secret", "my secret")
    outside = work / "outside"
    outside.mkdir()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    variables = {**os.environ, "HOME": str(home), "FAIRLANE_TEST_SECRET": "my secret"}
    connect = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
    attempts = {"home": f"cat {home}/secret", "variables": "env | grep 'my secret'", "outside": f"touch {outside}/file",
                "network": f'/usr/bin/python3 -c "{connect}"', "process": f"kill -0 {os.getpid()}",
                "original": f"test -e {work}/original/case.json", "devices": "touch /dev/shm/../fairlane-was-here",
                "system": "touch /usr/fairlane-was-here && rm /usr/fairlane-was-here"}
    # what succeeded is told by the figure: 1 for the first, 2 for the second, 4 …
    never = {"kernel": "test -w /proc/sys/kernel/core_pattern"}  # it is root's own, and unconfined up to the system
    attempts.update(never)
    tries = "".join(f"{{ {attempt}; }} && n=$((n + {2 ** i})); " for i, attempt in enumerate(attempts.values()))
    folder = make(work, "attempts", "sh attempts.sh", means=(1.0051, 0.4017))
    write(folder / "attempts.sh", f"n=1; {tries}\n./bench.sh a $n.0\n")
    worked = {}
    for options in ([], ["--unconfined"]):
        runs = audit(folder, *options, variables=variables)["reproduction"]["a"]["runs"]
        demand("attempts", len(runs) == 3, f"{options}: {runs}")
        bits = int(runs[0]["mean_us"]) - 1 if runs else 0
        worked[bool(options)] = {name for i, name in enumerate(attempts) if bits & 2 ** i}
        demand("outside", (outside / "file").exists() == bool(options), "what is written outside is not as it should be")
    pathlib.Path("/dev/fairlane-was-here").unlink(missing_ok=True)
    demand("attempts", not worked[False], f"confined these worked: {worked[False]}")
    harmless = set(attempts) - set(never) - (set() if os.getuid() == 0 else {"devices", "system"})
    if subprocess.run(["/usr/bin/python3", "-c", connect], capture_output=True).returncode:
        harmless -= {"network"}
        print("not tried: network: not even this machine's own address can be reached here")
    demand("attempts", harmless <= worked[True], f"not even unconfined these work, they show nothing: {harmless - worked[True]}")
    # what is exposed can be read, and not written
    given = make(work, "exposed", f"cat {home}/secret && ! touch {home}/more && ./bench.sh a 2.00")
    demand("exposed", audit(given, "--expose", str(home), variables=variables)["reproduction"]["a"]["why_not"] == "",
           "an exposed folder is not as it should be")
    # neither side sees what the other left
    apart = make(work, "apart-sides", "touch /tmp/mark mark && ./bench.sh a 2.00", "! ls /tmp/mark mark && ./bench.sh b 0.40")
    demand("sides", audit(apart)["reproduction"]["b"]["why_not"] == "", "one side finds what the other left")
    # a folder that is deep, and closed
    deep = "for i in $(seq 300); do mkdir dddddddddddddddddddd; cd dddddddddddddddddddd; done; chmod 0 .; "
    audit(make(work, "deep", f"({deep}) ; ./bench.sh a 2.00"))
    demand("deep", not left_behind(), f"left: {left_behind()}")
    listener.close()


def stops_when_asked(work):
    folder = make(work, "stopped", "sleep 98.7654 & sleep 98.7654")
    for unconfined in ([], ["--unconfined"]):
        started = subprocess.Popen([FAIRLANE, "audit", "--reproduce", *unconfined, str(folder / "case.json")],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while "run 1" not in started.stderr.readline():
            pass
        time.sleep(0.5)
        started.send_signal(signal.SIGINT)
        out, said = started.communicate(timeout=60)
        demand("interrupt", started.returncode == 130 and not out, f"{started.returncode} {out} {said}")
        running = [p for p in pathlib.Path("/proc").glob("[0-9]*/cmdline") if b"98.7654" in read(p)]
        demand("interrupt", not running, f"still running: {[read(p) for p in running]}")
        demand("interrupt", not left_behind(), f"left: {left_behind()}")


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def needs_bubblewrap(work):
    folder = make(work, "without")
    tools = work / "tools"
    tools.mkdir()
    for name in ("sh", "bash", "sleep", "date", "cat", "rm", "chmod"):
        tools.joinpath(name).symlink_to(shutil.which(name))
    bare = {**os.environ, "PATH": str(tools)}
    lib.refused("no bwrap", run(folder, variables=bare), "bubblewrap; --unconfined", status=3)
    free = audit(folder, "--unconfined", variables=bare)
    demand("no bwrap", point(free, 78)["verdict"] == "PASS", texts(free, 78))
    write(tools / "bwrap", "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n").chmod(0o755)
    done = run(folder, variables=bare)
    demand("no namespaces", done.returncode == 3 and "No permissions to create" in done.stderr and "--unconfined" in done.stderr,
           f"{done.returncode} {done.stderr}")


def is_asked_in_the_right_way(work):
    folder = make(work, "asked")
    for words, options in (("belong to --reproduce", ["--unconfined"]), ("belong to --reproduce", ["--memory", "64"]),
                           ("belongs to --run and --reproduce", ["--timeout", "5"]),
                           ("excludes", ["--reproduce", "--propose"]), ("not a folder", ["--reproduce", "--expose", "/nowhere"]),
                           ("not a folder", ["--reproduce", "--expose", "/"])):
        lib.refused(f"{options}", lib.run(FAIRLANE, "audit", *options, folder / "case.json"), words)
    lib.edit_json(folder / "case.json", lambda case: case["b"].pop("command"))
    lib.refused("no command", run(folder), "no command of side B")


PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
static float weights[2][784], sample[784];
__attribute__((noinline)) float predict(const float *input)
{
    float sums[2] = {0, 0};
    for (int row = 0; row < 2; row++)
        for (int i = 0; i < 784; i++)
            sums[row] += weights[row][i] * input[i];
    return sums[0] > sums[1] ? 1 : 0;
}
int main(int count, char **words)
{
    int times = atoi(words[2]);
    volatile float answer = 0;
    double total = 0;
    for (int i = 0; i < 784; i++)
        weights[0][i] = sample[i] = (float)(i * times % 256) / 255, weights[1][i] = 1 - sample[i];
    for (int call = -100; call < 10000; call++) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        for (int i = 0; i < times; i++)
            answer += predict(sample);
        clock_gettime(CLOCK_MONOTONIC, &end);
        if (call >= 0)
            total += (double)(end.tv_sec - begin.tv_sec) * 1e6 + (double)(end.tv_nsec - begin.tv_nsec) / 1e3;
    }
    char path[64];
    snprintf(path, sizeof path, "%s.json", words[1]);
    FILE *out = fopen(path, "w");
    fprintf(out, "{\"config\": {\"benchmark_iterations\": 10000}, \"results\": [{\"name\": \"%s\", \"iterations\": 10000, "
                 "\"mean_us\": %.9f}]}\n", words[1], total / 10000);
    return fclose(out) + count - 3;
}
"""


def traces_one_inference(work):
    if not (pathlib.Path("/usr/bin/gcc").exists() or pathlib.Path("/usr/bin/cc").exists()):
        print("skipped: the trace: no compiler in /usr/bin")
        return
    folder = make(work, "traced", "./bench a 1", "./bench b 3", build="cc -O1 -o bench bench.c", sources=["bench.c"])
    write(folder / "bench.c", PROGRAM)
    document = audit(folder)
    a, b = document["reproduction"]["a"], document["reproduction"]["b"]
    if "unattestable" in a["why_no_trace"]:
        print("skipped: the trace:", a["why_no_trace"])
        return
    demand("trace", a["why_no_trace"] == "" and "1,568 of 1,568 multiply-adds" in a["trace"], f"{a}")
    demand("trace", b["trace"] == "", f"{b}")
    demand("trace", "predict was called 30300 times, and 10000 calls were timed" in b["why_no_trace"], f"{b}")
    # traced here, published of another CPU: one rule for every point
    traced = [e for e in point(document, 6)["evidence"] if e["how"] == "traced" and e["concerns"] == "a"]
    demand("trace", traced and traced[0]["verdict"] == "UNCHECKED" and OTHER_CPU in traced[0]["text"], f"{traced}")
    named = audit(folder, "--function", "a=no_such_function")
    demand("trace", "no_such_function" in named["reproduction"]["a"]["why_no_trace"], f"{named['reproduction']['a']}")


README = """# Which is faster

```sh
cc -O1 -o bench_plain bench_plain.c
./bench_plain
python3 numpy_bench.py
```
"""
NUMPY = """import json, time
import numpy
print("measuring")
mean = 30 + time.time_ns() % 1000000 / 1e9
time.sleep(0.5)
json.dump({"config": {"benchmark_iterations": 10000}, "results": [{"name": "numpy", "iterations": 10000, "mean_us": mean}]},
          open("numpy_results.json", "w"))
"""


def finds_the_commands_of_a_folder(work):
    if not pathlib.Path("/usr/bin/cc").exists():
        print("skipped: a folder with a program: no compiler in /usr/bin")
        return
    folder = work / "checkout"
    write(folder / "numpy.py", "")
    write(folder / "README.md", README)
    write(folder / "numpy_bench.py", NUMPY)
    write(folder / "bench_plain.c", PROGRAM.replace('"%s.json", words[1]', '"%s", "plain_c_results.json"')
          .replace("words[1]", '"plain-c"').replace("atoi(words[2])", "1")
          .replace("+ count - 3", "").replace("int count, char **words", "void"))
    for name, file, mean in (("numpy", "numpy_results.json", 30.5), ("plain-c", "plain_c_results.json", 1.5)):
        write(folder / file, published(name, mean, OTHER_CPU))
    case = json.loads(lib.run(FAIRLANE, "audit", "--propose", folder).stdout)
    sides = {case[side]["name"]: case[side] for side in "ab"}
    demand("propose", sides["plain-c"].get("build") == "cc -O1 -o bench_plain bench_plain.c", f"{case}")
    demand("propose", sides["plain-c"].get("command") == "./bench_plain" and "build" not in sides["numpy"], f"{case}")
    done = lib.run(FAIRLANE, "audit", "--reproduce", "--json", folder, status=1)
    again = json.loads(done.stdout)["reproduction"] if done.stdout else {"a": {}, "b": {}}
    for side in "ab":
        demand("folder", len(again[side].get("runs", [])) == 3, f"{again[side]}")


with lib.scratch() as work:
    os.environ["TMPDIR"] = str(work / "scratch")
    (work / "scratch").mkdir()
    is_asked_in_the_right_way(work)
    needs_bubblewrap(work)
    ready = run(make(work, "original"))
    if ready.returncode == 3:
        lib.skip(ready.stderr.strip())
    this_cpu = runs_an_honest_comparison(work)
    holds_it_against_what_was_published(work, this_cpu)
    for part in (finds_out_inventions, tells_what_went_wrong, keeps_to_its_bounds, cannot_do_harm, stops_when_asked,
                 traces_one_inference, finds_the_commands_of_a_folder):
        begin = time.monotonic()
        part(work)
        print(f"{part.__name__}: {time.monotonic() - begin:.0f} s", flush=True)
lib.finish()
