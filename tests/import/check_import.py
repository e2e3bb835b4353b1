"""Result files of other tools, as they write them (tests/data/import), read by `fairlane compare` and held against a
conversion of its own: mean, median, what a reading is of, and how many calls it holds. Then files that must be refused,
each with one line that says why. usage: check_import.py FAIRLANE"""
import csv
import json
import os
import shutil
import statistics
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import faults, refused, set_at  # noqa: E402

(FAIRLANE,), FOLDER = lib.paths(), str(lib.PROJECT / "tests/data/import")


def fairlane(*arguments):
    return lib.run(FAIRLANE, *arguments)


def read(name):
    return lib.read_json(os.path.join(FOLDER, name))


def expected():
    """(operand, tool, mean ns or None, median ns or None, reading, calls per reading or None)"""
    tests = read("pytest_benchmark.json")["benchmarks"]
    for entry in tests:
        stats = entry["stats"]
        reading = "call" if stats["iterations"] == 1 else "mean"
        yield (f"pytest_benchmark.json:{entry['name']}", "pytest-benchmark", stats["mean"] * 1e9, stats["median"] * 1e9,
               reading, stats["iterations"])
    for entry in read("google_benchmark.json")["benchmarks"]:
        yield (f"google_benchmark.json:{entry['name']}", "Google Benchmark", entry["real_time"], entry["real_time"], "mean",
               entry["iterations"])
    entries = read("fairlane_gbench.json")["benchmarks"]
    for name in dict.fromkeys(e["run_name"] for e in entries):
        of = {e["aggregate_name"]: e["real_time"] for e in entries if e["run_name"] == name and e["run_type"] == "aggregate"}
        calls = {e["iterations"] for e in entries if e["run_name"] == name and e["run_type"] == "iteration"}
        yield f"fairlane_gbench.json:{name}", "fairlane-gbench", of["mean"], of["median"], "mean", calls.pop()
    for entry in read("hyperfine.json")["results"]:
        yield (f"hyperfine.json:{entry['command']}", "hyperfine", entry["mean"] * 1e9, entry["median"] * 1e9, "process", 1)
    with open(os.path.join(FOLDER, "hyperfine.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield (f"hyperfine.csv:{row['command']}", "hyperfine", float(row["mean"]) * 1e9, float(row["median"]) * 1e9,
                   "process", None)
    for index, entry in enumerate(read("torch_benchmark.json")):
        ns = [time / entry["number_per_run"] * 1e9 for time in entry["raw_times"]]
        name = "linear/torch" + (f" #{index + 1}" if index else "")
        yield (f"torch_benchmark.json:{name}", "torch.utils.benchmark", statistics.mean(ns), statistics.median(ns), "mean",
               entry["number_per_run"])
    nano = read("nanobench.json")["results"][0]
    yield ("nanobench.json:linear/avx2", "nanobench", statistics.mean(m["elapsed"] for m in nano["measurements"]) * 1e9,
           nano["median(elapsed)"] * 1e9, "mean", None)
    julia = read("benchmark_tools.json")[1][0][1]["data"]
    trial = julia["linear"][1]["data"]["mul!"][1]["times"]
    yield ("benchmark_tools.json:linear/mul!", "BenchmarkTools", statistics.mean(trial), sorted(trial)[2], "mean", 600)
    yield "benchmark_tools.json:linear/once", "BenchmarkTools", 415.0, 420.0, "call", 1
    for name in ("scalar", "twice/784"):
        figures = read(f"criterion/linear/{name}/new/estimates.json")
        row = (figures["mean"]["point_estimate"], figures["median"]["point_estimate"], "mean", None)
        yield (f"criterion:linear/{name}", "Criterion", *row)
        for file in ("estimates.json", "sample.json"):
            yield (f"criterion/linear/{name}/new/{file}", "Criterion", *row)
    yield "columns.csv:pytorch", "CSV", 5030.0, 4970.0, "untold", None
    yield "columns.csv:aprender", "CSV", 520.0, 520.0, "untold", None
    yield "readings.csv:avx2", "CSV", statistics.mean([410, 405.5, 415]), 410.0, "untold", None
    yield "readings.csv:scalar", "CSV", 1195.0, 1200.0, "untold", None


def near(a, b):
    return (a is None and b is None) or (a is not None and b is not None and abs(a - b) <= 1e-9 * abs(b))


def check(operand, tool, mean, median, reading, calls):
    file, _, name = operand.partition(":")
    path = os.path.join(FOLDER, file) + (":" + name if name else "")
    done = fairlane("compare", "--json", path, path)
    if done.returncode != 0:
        faults.append(f"{operand}: exit code {done.returncode}: {done.stderr.strip()}")
        return
    document = json.loads(done.stdout)
    imported = document["a"]["imported"]
    got = (imported["tool"], imported["reading"], imported["calls_per_reading"])
    if got != (tool, reading, calls):
        faults.append(f"{operand}: {got} instead of {(tool, reading, calls)}")
    if not near(document["call_mean"]["a_ns"], mean) or not near(document["call_median"]["a_ns"], median):
        faults.append(f"{operand}: mean and median {document['call_mean']['a_ns']}, {document['call_median']['a_ns']} ns "
                      f"instead of {mean}, {median}")


def changed(name, change):
    return json.dumps(lib.changed(read(name), change))


DEEP = "[" * 40 + "]" * 40
REFUSED = [  # file, content, part of the one line
    ("negative.json", changed("pytest_benchmark.json", set_at("benchmarks", 0, "stats", "mean", -1)), "above 0"),
    ("text.json", changed("pytest_benchmark.json", set_at("benchmarks", 0, "stats", "mean", "fast")), "must be a number"),
    ("rounds.json", changed("pytest_benchmark.json", set_at("benchmarks", 0, "stats", "rounds", 7)), "\"rounds\" is 7"),
    ("huge.json", changed("hyperfine.json", set_at("results", 0, "mean", 1e300)), "finite number that a time can have"),
    ("unit.json", changed("google_benchmark.json", set_at("benchmarks", 0, "time_unit", "h")), "\"time_unit\" must be"),
    ("failed.json", changed("google_benchmark.json", lambda d: [e.update(error_occurred=True) for e in d["benchmarks"]]),
     "every benchmark in it says that it failed"),
    ("crowd.json", json.dumps({"context": {}, "benchmarks": [{"name": str(i), "real_time": 1, "time_unit": "ns",
                                                              "error_occurred": True} for i in range(1001)]}),
     "more than 1000 benchmarks"),
    ("none.json", changed("torch_benchmark.json", set_at(0, "number_per_run", 0)), "above 0"),
    ("empty.json", changed("torch_benchmark.json", set_at(0, "raw_times", [])), "a list of at least one number"),
    ("nan.json", '{"results": [{"command": "x", "mean": NaN}]}', "nan.json:1:"),
    ("deep.json", '{"results": [{"command": "x", "mean": 1, "times": ' + DEEP + "}]}", "deep"),
    ("many.json", json.dumps({"results": [{"command": str(i), "mean": 1.0} for i in range(1001)]}), "more than 1000 results"),
    ("iters.json", '{"sampling_mode": "Flat", "iters": [1, 0], "times": [5, 5]}', "iters"),
    ("uneven.json", '{"sampling_mode": "Flat", "iters": [1, 2, 3], "times": [5, 5]}', "2 \"times\" stand beside 3 \"iters\""),
    ("estimate.json", '[{"BenchmarkTools": "1.0.0"}, [["BenchmarkTools.TrialEstimate", {"time": 4.0}]]]', "which estimate"),
    ("collections.json", '[{"BenchmarkTools": "1.0.0"}, [["BenchmarkTools.Trial", {"times": [4.0, 5.0], "gctimes": [0.0]}]]]',
     "1 \"gctimes\" stand beside 2 \"times\""),
    ("nounit.csv", "name,mean,p99\na,5,6\n", "has no unit"),
    ("nan.csv", "name,mean_us\na,nan\n", "is not a number"),
    ("hex.csv", "name,mean_us\na,0x10\n", "is not a number"),
    ("short.csv", "name,mean_us\na\n", "1 cells below 2 columns"),
    ("twice.csv", "name,mean_us,avg_us\na,1,2\n", "give the same figure"),
    ("header.csv", "name,mean_us\n", "no row below its names"),
    ("quote.csv", 'name,mean_us\n"a,1\n', "a cell that does not end"),
    ("model.onnx", b"\x08\x07\x12\x07pytorch\x1a\x051.0.0", "this is an ONNX model, not a result file"),
    ("model.npy", b"\x93NUMPY\x01\x00v\x00", "this is a NumPy array (.npy), not a result file"),
    ("jmh.json", b'[{"jmhVersion": "1.36", "benchmark": "a.B.c"}]', "this is a file of JMH (Java), which fairlane does not read"),
    ("notebook.json", b'{"cells": [{"cell_type": "code"}]}', "this is a Jupyter notebook, not a result file"),
    ("pyperf.json", b'{"benchmarks": [{"metadata": {"loops": 4, "perf_version": "2.6"}}]}', "this is a file of pyperf, which fairlane does not read"),
    ("go.txt", b"goos: linux\ngoarch: amd64\nBenchmarkX-2 10 520 ns/op\n", "this is the output of go test -bench"),
    ("flat.json", b'{"mean_us": 5.0, "iterations": 1000}', '"results" is missing; what stands at the top belongs into it'),
    ("table.md", b"# R\n\n| a | us |\n|:--|---:|\n| x | 0.5 |\n", "this is a table of Markdown"),
    ("model.npz", b"PK\x03\x04rest", "this is a zip archive"),
    ("model.pkl", b"\x80\x04\x95abc", "this is a Python pickle"),
    ("model.h5", b"\x89HDF\r\n\x1a\nrest", "this is an HDF5 file"),
    ("text.txt", "PyTorch takes 5 us.\n", "text.txt:1:"),
]


def check_refused(name, content, why):
    lib.write(name, content)
    refused(name, fairlane("compare", name, name), why)


def check_pairs():
    """What is unlike in what a reading is of, and readings of one file, which nothing interleaved."""
    base = FOLDER + "/"
    refused("a process beside a call", fairlane("compare", base + "hyperfine.json:true", base + "pytest_benchmark.json:test_pedantic"),
            "unlike in reading")
    done = fairlane("compare", "--json", base + "criterion:linear/scalar", base + "criterion:linear/twice/784")
    if "paired by" in done.stdout or json.loads(done.stdout)["independent"]["different"]:
        faults.append("samples of Criterion, one benchmark after the other, were paired")
    refused("a process as a latency", fairlane("bound", "--latency", base + "hyperfine.json:true"), "whole processes")
    threads = json.loads(changed("google_benchmark.json", lambda d: [e.update(threads=4) for e in d["benchmarks"]]))
    lib.write("threads.json", threads)
    name = "threads.json:" + threads["benchmarks"][0]["run_name"]
    refused("four threads as a latency", fairlane("bound", "--latency", name), "several threads called it at once")
    if "A: several threads called at once" not in fairlane("compare", name, name).stdout:
        faults.append("four threads: nothing says that its times are not of one call")
    refused("select", fairlane("select", "--match", base + "criterion"), "holds times of Criterion, not what was executed")
    refused("select of one", fairlane("select", "--match", base + "columns.csv:pytorch"), "columns.csv holds times")
    done = fairlane("point93", "--no-run", base + "columns.csv:pytorch", base + "columns.csv:aprender")
    if done.returncode not in (0, 1) or "5030" not in done.stdout:
        faults.append(f"point93: {done.returncode} {done.stderr.strip()!r}")
    if done.stdout.count("not declared, none traced") != 2 or " 0 seen" in done.stdout or "0 multiply-adds seen" in done.stdout:
        faults.append("point93: what nobody traced is not told as such")


def check_climbing():
    """A link in Criterion's folder is not followed."""
    os.makedirs("target/bench/new")
    os.symlink(os.path.join(FOLDER, "criterion/linear/scalar/new/estimates.json"), "target/bench/new/estimates.json")
    refused("a link", fairlane("compare", "target", "target"), "symbolic link")
    os.remove("target/bench/new/estimates.json")
    refused("an empty folder", fairlane("compare", "target", "target"), "without results of Criterion")


def judge(folder, a, b):
    """Points of a case that consists of two results."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    sides = {}
    for side, operand in (("a", a), ("b", b)):
        file, _, name = operand.partition(":")
        sides[side] = {"name": side, "results": [file], **({"result": name} if name else {})}
    case = lib.write(os.path.join(folder, "case.json"), {"schema": "fairlane.case/1", **sides})
    return lib.points(lib.run(FAIRLANE, "audit", "--json", case, status=1))


def demand(points, number, verdict, side, where, text):
    found = points.get(number, {"verdict": "nothing", "evidence": []})
    about = (e for e in found["evidence"] if e["concerns"] in (side, "both"))
    lib.demand(f"point {number} of {side}", found["verdict"] == verdict and any(where in e["where"] and text in e["text"] for e in about),
               f"wanted {verdict}, {where!r}, {text!r}: {found}")


def check_audit():
    """Evidence cites the original, and what a reading is of decides what may be concluded from it."""
    points = judge("1", "pytest_benchmark.json:test_pedantic", "criterion:linear/scalar")
    demand(points, 16, "UNCHECKED", "b", "criterion: linear/scalar/new", "12 readings of many calls")
    demand(points, 19, "PASS", "a", "pytest_benchmark.json: benchmarks[0].stats.mean", "the 40 samples give")
    demand(points, 20, "PASS", "a", "pytest_benchmark.json: benchmarks[0].stats.stddev", "n - 1 gives")
    demand(points, 21, "UNCHECKED", "b", "estimates.json: mean.confidence_interval.lower", "resampling")
    demand(points, 90, "UNCHECKED", "b", "criterion: linear/scalar/new", "mean of many calls (Criterion)")
    demand(points, 17, "FAIL", "b", "criterion", "12 means of many calls where 10000 are asked for")
    demand(points, 99, "FAIL", "a", "pytest_benchmark.json", "p99 is not reported")
    points = judge("2", "hyperfine.json:sleep 0.002", "hyperfine.csv:true")
    for number in (11, 12, 13):
        demand(points, number, "FAIL", "b", "hyperfine.csv: line 2", "hyperfine times whole processes")
    demand(points, 98, "UNCHECKED", "a", "hyperfine.json: results[1]", "what of it is training")
    demand(points, 16, "FAIL", "b", "hyperfine.csv: line 2", "does not tell how many calls")
    demand(points, 84, "FAIL", "a", "hyperfine.json: results[1].mean", "")
    points = judge("3", "columns.csv:pytorch", "columns.csv:aprender")
    demand(points, 88, "PASS", "a", "columns.csv: line 2, p50_us", "4.97 < 5.4 < 7.1 us")
    demand(points, 17, "PASS", "b", "columns.csv: line 3", "10000 calls")
    demand(points, 29, "PASS", "a", "columns.csv: line 2", "2 decimal places")
    demand(points, 87, "PASS", "a", "columns.csv: line 2, mean_us", "")


def check_schema():
    for side in ("pytest_benchmark.json:test_pedantic", "criterion:linear/scalar"):
        lib.write("compare.json", fairlane("compare", "--json", *[os.path.join(FOLDER, side)] * 2).stdout)
        lib.keeps_schema("report/compare", "compare.json")


rows = list(expected())
for row in rows:
    check(*row)
with lib.scratch():
    for case in REFUSED:
        check_refused(*case)
    check_climbing()
    check_audit()
    check_schema()
check_pairs()
# The checker itself must see a wrong figure.
before = len(faults)
check(rows[0][0], rows[0][1], rows[0][2] * 1.001, *rows[0][3:])
if len(faults) == before:
    faults.append("a mean that is wrong by a thousandth was not noticed")
else:
    del faults[before:]
lib.finish(f"import: {len(rows)} results and {len(REFUSED)} refusals")
