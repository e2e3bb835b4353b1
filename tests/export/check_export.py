"""`fairlane export`: Google Benchmark's own compare.py reads what is written and finds the planted difference; LNT's
documented report format holds, by a table of our own and, where it is installed, by `lnt checkformat`; a result of another
tool is exported as well; what is read back compares as before; and each check notices a planted fault.
usage: check_export.py FAIRLANE TEST_RECORD"""
import json
import os
import re
import shutil
import statistics
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import faults, read_json  # noqa: E402

FAIRLANE, RECORD = lib.paths()
COMPARE = "/usr/share/benchmark/compare.py"


def run(*words, status=0):
    done = lib.run(FAIRLANE, *words, status=status)
    return done.stdout + done.stderr


def medians(result, calls):
    """Of each process, of quiet rounds: the second computation."""
    series = result["amortised"][calls]
    spread = lambda runs: [value for value, count in runs for _ in range(count)]
    process, state = spread(series["rounds_process_runs"]), spread(series["rounds_state_runs"])
    rounds = list(zip(process, state, series["rounds_ns"]))
    return [statistics.median(ns for p, s, ns in rounds if p == k and s == 1) for k in sorted(set(process))]


def expected(document):
    return {f"{r['name']}/{calls}": medians(r, calls) for r in document["results"] for calls in ("independent", "chained")}


def faults_of_google(document, wanted):
    """What Google Benchmark itself writes has these members, and the times are those of the file."""
    found = {}
    for entry in document["benchmarks"]:
        for member, kind in (("name", str), ("run_name", str), ("run_type", str), ("threads", int), ("iterations", int),
                             ("repetitions", int), ("real_time", (int, float)), ("cpu_time", (int, float)), ("time_unit", str)):
            if not isinstance(entry.get(member), kind):
                return f"{entry.get('name')}: \"{member}\" is {entry.get(member)!r}"
        if entry["time_unit"] != "ns" or entry["run_type"] not in ("iteration", "aggregate"):
            return f"{entry['name']}: {entry['time_unit']}, {entry['run_type']}"
        if entry["run_type"] == "iteration":
            found.setdefault(entry["run_name"], []).append(entry["real_time"])
    return faults_of_times(found, wanted)


def faults_of_times(found, wanted):
    if found.keys() != wanted.keys():
        return f"results differ: {sorted(found.keys() ^ wanted.keys())}"
    for name, times in wanted.items():
        if len(found[name]) != len(times) or any(abs(a / b - 1) > 1e-12 for a, b in zip(found[name], times)):
            return f"{name}: {found[name]} instead of {times}"
    return ""


def faults_of_lnt(text, wanted):
    """The report format 2 as LNT documents it."""
    if text.count("\n") != 1 or not text.endswith("\n"):
        return f"{text.count(chr(10))} lines"
    document = json.loads(text)
    if set(document) != {"format_version", "machine", "run", "tests"} or document["format_version"] != "2":
        return f"members {sorted(document)}"
    for part in ("machine", "run"):
        for name, value in document[part].items():
            if not isinstance(value, str) or not value:
                return f"{part}: {name} is {value!r}"
    if "name" not in document["machine"] or "llvm_project_revision" not in document["run"]:
        return "a mandatory member is missing"
    for name in ("start_time", "end_time"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", document["run"].get(name, "")):
            return f"{name} is {document['run'].get(name)}"
    found = {}
    for test in document["tests"]:
        for name, value in test.items():
            values = value if isinstance(value, list) else [value]
            if name not in ("name", "execution_time", "hash", "code_size") or not values:
                return f"{name} is {value!r}"
        found[test["name"]] = [1e9 * seconds for seconds in test["execution_time"]]
    return faults_of_times(found, wanted)


def must_notice(judge, good, change, what):
    if not judge(lib.changed(good, change)):
        faults.append(f"not noticed: {what}")


def check_google(wanted):
    run("export", "-f", "google-benchmark", "one.json", "-o", "one.gb.json")
    document = read_json("one.gb.json")
    judge = lambda d: faults_of_google(d, wanted)
    if judge(document):
        faults.append(f"google-benchmark: {judge(document)}")
    must_notice(judge, document, lambda d: d["benchmarks"][0].update(real_time=1.0), "another time")
    must_notice(judge, document, lambda d: d["benchmarks"][0].pop("cpu_time"), "no CPU time")
    must_notice(judge, document, lambda d: d["benchmarks"][0].update(run_name="x"), "another name")
    if run("export", "-f", "google-benchmark", "one.json") != open("one.gb.json", encoding="utf-8").read():
        faults.append("-o writes something else")
    said = run("compare", "one.gb.json:scalar/independent", "one.gb.json:avx2/independent")
    if "10.00" not in said or "fairlane export" not in said:
        faults.append(f"what is read back compares otherwise: {said}")


def slower():
    """one.json with avx2 1.5 times as slow, as Google Benchmark's JSON."""
    document = read_json("one.gb.json")
    for entry in document["benchmarks"]:
        if entry["run_name"].startswith("avx2/"):
            entry["real_time"] *= 1.5
            entry["cpu_time"] *= 1.5
    lib.write("slower.gb.json", document)


def check_compare_py():
    slower()
    words = (COMPARE, "-d", "compared.json", "benchmarks", "one.gb.json", "slower.gb.json")
    done = lib.run(lib.PYTHON, *words) if os.path.exists(COMPARE) else None
    if done is None or "ModuleNotFoundError" in done.stderr:
        print("not tried: compare.py, or what it imports, is missing (libbenchmark-tools, python3-scipy)")
        return
    if done.returncode != 0:
        faults.append(f"compare.py: {done.stderr[-400:]}")
        return
    changes = {entry["name"]: [m["time"] for m in entry["measurements"]] for entry in read_json("compared.json")
               if entry["run_type"] == "iteration"}
    for name, seen in changes.items():
        right = 0.5 if name.startswith("avx2/") else 0.0
        if len(seen) != 5 or any(abs(x - right) > 1e-9 for x in seen):
            faults.append(f"compare.py says of {name}: {seen}")
    if len(changes) < 6:
        faults.append(f"compare.py read {sorted(changes)} alone")
    print(f"compare.py read {len(changes)} benchmarks and found what was planted")


def check_lnt(wanted):
    text = run("export", "-f", "lnt", "one.json")
    judge = lambda t: faults_of_lnt(t, wanted)
    if judge(text):
        faults.append(f"lnt: {judge(text)}")
    for what, bad in (("two lines", text.replace(",", ",\n", 1)), ("version 1", text.replace('"2"', '"1"', 1)),
                      ("no order", text.replace("llvm_project_revision", "revision")),
                      ("another time", re.sub(r'"execution_time":\[', '"execution_time":[1, ', text, count=1)),
                      ("a time zone", re.sub(r'("start_time":"[^"]*)"', r'\1Z"', text)),
                      ("a metric that there is not", text.replace('"hash"', '"colour"', 1))):
        if bad == text or not judge(bad):
            faults.append(f"not noticed: {what}")
    if '"llvm_project_revision":"20250102030405"' not in text:
        faults.append(f"the order is not the time: {text[:400]}")
    if '"llvm_project_revision":"r17"' not in run("export", "-f", "lnt", "one.json", "--order", "r17"):
        faults.append("--order is not taken")
    lnt = shutil.which("lnt")
    if not lnt:
        print("not tried: lnt checkformat (PyPI llvm-lnt is not installed)")
        return
    done = lib.run(lnt, "checkformat", lib.write("one.lnt.json", text))
    if done.returncode != 0 or "failed" in done.stderr:
        faults.append(f"lnt checkformat: {done.stdout} {done.stderr}")


def check_others():
    """Files that hold no rounds, and what is refused."""
    lib.write("foreign.json", lib.summary("a", 1.5, calls=10))
    lib.write("hyperfine.csv", "command,mean,stddev,median,user,system,min,max\ntrue,0.001,0.0001,0.001,0,0,0.0009,0.0011\n")
    entry = json.loads(run("export", "-f", "google-benchmark", "foreign.json"))["benchmarks"][0]
    if (entry["name"], entry["real_time"], entry["iterations"]) != ("a", 1500, 10):
        faults.append(f"of summaries: {entry}")
    if '"real_time": 1000000,' not in run("export", "-f", "google-benchmark", "hyperfine.csv"):
        faults.append("of another tool's file")
    for words, status, word in ((["export", "one.json"], 2, "--format"), (["export", "-f", "xml", "one.json"], 2, "'xml' is none of"),
                                (["export", "-f", "lnt"], 2, "one result file"), (["export", "-f", "lnt", "none.json"], 2, "none.json"),
                                (["export", "-f", "lnt", "foreign.json"], 2, "--order"),
                                (["export", "-f", "lnt", "one.json", "-o", "none/x.json"], 3, "none")):
        if word not in run(*words, status=status):
            faults.append(f"{words}: no '{word}'")


with lib.scratch():
    lib.result_file(RECORD, "one.json")
    figures = expected(read_json("one.json"))
    check_google(figures)
    check_compare_py()
    check_lnt(figures)
    check_others()
    lib.demand("left behind", not [name for name in os.listdir() if "tmp" in name], os.listdir())
lib.finish()
