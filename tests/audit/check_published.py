"""Five comparisons in the form in which strangers publish them (tests/audit/published: pytest-benchmark, Criterion, hyperfine,
Google Benchmark, a notebook with a CSV file) go from folder to judgement as they are. What is decided must be right, by
answers that were found by reading them; what cannot be decided stays UNCHECKED. Then changes are planted, each of which
must take a verdict away or turn it. usage: check_published.py PROJECT FAIRLANE"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

PROJECT, FAIRLANE = pathlib.Path(sys.argv[1]), sys.argv[2]
faults = []

NO_PYTHON, NO_RUST, NO_TRAINING = {35, 62, 67, 75}, {36, 39, 63, 64, 76}, {41, 42, 43, 46, 49}
NO_BUILD, NO_NETWORK = {37, 38, 40}, {31, 32, 33, 34, 61}  # nothing is compiled; NumPy, Eigen or ndarray alone
ANSWERS = {
    "pytest_numpy_torch": {
        "PASS": {4, 6, 7, 16, 17, 23, 25, 28, 29, 31, 32, 35, 56, 62, 74, 77, 80, 83, 84, 86, 87, 89, 90, 100},
        "FAIL": {99},
        "NOT APPLICABLE": NO_RUST | NO_TRAINING | NO_BUILD,
    },
    "criterion_ndarray": {
        "PASS": {16, 19, 20, 25, 28, 29, 37, 38, 40, 64, 74, 76, 80, 83, 84, 86, 87, 95, 100},
        "FAIL": {3, 17, 77, 99},
        "NOT APPLICABLE": NO_PYTHON | NO_TRAINING | NO_NETWORK,
    },
    "hyperfine_cli": {
        "PASS": {16, 19, 20, 25, 28, 29, 31, 32, 35, 74, 83, 87, 89, 90},
        "FAIL": {3, 11, 12, 13, 17, 77, 84, 86, 99},
        "NOT APPLICABLE": set(),
    },
    "google_eigen": {
        "PASS": {19, 20, 25, 28, 29, 74, 83, 84, 86, 87, 100},
        "FAIL": {3, 17, 77, 99},
        "NOT APPLICABLE": NO_PYTHON | NO_RUST | NO_NETWORK,
    },
    "notebook_numpy": {
        "PASS": {1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 25, 28, 29, 32, 35, 54, 55, 74,
                 75, 80, 83, 84, 86, 87, 88, 89, 90, 99, 100},
        "FAIL": {77},
        "NOT APPLICABLE": NO_RUST | NO_TRAINING | NO_BUILD | {31, 33, 34, 61},
    },
}
LEAST = {"pytest_numpy_torch": 38, "criterion_ndarray": 37, "hyperfine_cli": 23, "google_eigen": 29, "notebook_numpy": 56}  # decided or not applicable, at least
PLANTED = (  # folder, file, text, instead of it, point, verdict
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\nextern \"C\" float layer(const float *);", 36, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\n#include \"layer.h\"", 76, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\n#include <torch/torch.h>", 61, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\n#define LAYER(x) x", 31, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "// One", "// Trained elsewhere.\n// One", 61, "NOT APPLICABLE"),
    ("criterion_ndarray", "Cargo.lock", "name = \"criterion\"", "name = \"tch\"\nversion = \"0.17.0\"\n\n[[package]]\nname = \"criterion\"", 31,
     "UNCHECKED"),
    ("criterion_ndarray", "Cargo.lock", "name = \"criterion\"", "name = \"pyo3\"\nversion = \"0.22.0\"\n\n[[package]]\nname = \"criterion\"", 62,
     "UNCHECKED"),
    ("criterion_ndarray", "Cargo.lock", "name = \"criterion\"", "name = \"wgpu\"\nversion = \"22.0.0\"\n\n[[package]]\nname = \"criterion\"", 32,
     "UNCHECKED"),
    ("criterion_ndarray", "src/lib.rs", "pub fn sample()", "pub fn train(_weight: &mut [f32]) {}\n\npub fn sample()", 41, "UNCHECKED"),
    ("criterion_ndarray", "src/lib.rs", "pub fn predict_plain", "#[inline(always)]\npub fn predict_plain", 40, "FAIL"),
    ("criterion_ndarray", "Cargo.toml", "[dev-dependencies]", "[profile.bench]\nlto = \"fat\"\n\n[dev-dependencies]", 38, "FAIL"),
    ("notebook_numpy", "latency.ipynb", "\"import pandas as pd\\n\"", "\"import pandas as pd\\n\",\n    \"import torch\\n\",\n    \"torch.rand(1)\\n\"", 31,
     "UNCHECKED"),
    ("notebook_numpy", "latency.ipynb", "TIMED_CALLS = 10_000", "TIMED_CALLS = 1_000", 3, "FAIL"),
    ("notebook_numpy", "latency.ipynb", "/ (n - 1))", "/ n)", 20, "FAIL"),
    ("notebook_numpy", "results/latency.csv", "1.521,2.384", "2.521,2.384", 88, "FAIL"),
    ("pytest_numpy_torch", "benchmarks/test_inference.py", "import pytest\n", "import pytest\nimport ctypes\n", 36, "UNCHECKED"),
    ("pytest_numpy_torch", "benchmarks/test_inference.py", "model.eval()", "model.eval().to(\"cuda\")", 32, "FAIL"),
    ("hyperfine_cli", "classify.py", "Linear(INPUTS, CLASSES)", "Sequential(torch.nn.Linear(INPUTS, 64), torch.nn.Linear(64, CLASSES))", 31, "FAIL"),
)


def judged(folder):
    done = subprocess.run([FAIRLANE, "audit", "--json", folder], capture_output=True, text=True, timeout=300, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        return {}, f"exit code {done.returncode}: {done.stderr}"
    return {p["number"]: p for p in json.loads(done.stdout)["points"]}, ""


def hold(name):
    points, why = judged(PROJECT / "tests/audit/published" / name)
    if not points:
        faults.append(f"{name}: {why}")
        return
    for verdict, right in ANSWERS[name].items():
        got = {n for n, p in points.items() if p["verdict"] == verdict}
        for number in sorted(got - right):
            faults.append(f"{name}: point {number} is {verdict}: {points[number]['evidence'][0]['text']}")
        for number in sorted(right - got):
            faults.append(f"{name}: point {number} is not {verdict} but {points[number]['verdict']}: {points[number]['evidence'][0]['text']}")
    count = {v: sum(p["verdict"] == v for p in points.values()) for v in ("PASS", "FAIL", "NOT APPLICABLE")}
    decided = sum(count.values())
    print(f"{name}: {decided} of 100 decided or not applicable: {count}")
    if decided < LEAST[name]:
        faults.append(f"{name}: only {decided} points are decided or not applicable")


def plant(name, file, text, instead, number, verdict, work):
    folder = work / f"{name}-{number}-{len(list(work.iterdir()))}"
    shutil.copytree(PROJECT / "tests/audit/published" / name, folder)
    content = (folder / file).read_text(encoding="utf-8")
    if content.count(text) != 1:
        faults.append(f"{name}: {file}: {text!r} stands there {content.count(text)} times")
        return
    (folder / file).write_text(content.replace(text, instead), encoding="utf-8")
    points, why = judged(folder)
    if not points or points[number]["verdict"] != verdict:
        faults.append(f"{name}: with {instead!r} point {number} is {points[number]['verdict'] if points else why}, not {verdict}")


with tempfile.TemporaryDirectory() as scratch:
    for name in ANSWERS:
        hold(name)
    for one in PLANTED:
        plant(*one, pathlib.Path(scratch))
for fault in faults:
    print("check_published:", fault[:500], file=sys.stderr)
sys.exit(bool(faults))
