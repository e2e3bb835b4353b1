"""Seeds of fuzz_folder: the comparisons as strangers publish them, each folder one input; and with what folders hold
besides: CI files, scripts, notebooks, a second machine, several languages.
usage: folder_seeds.py PROJECT FOLDER"""
import pathlib
import sys

project, into = map(pathlib.Path, sys.argv[1:])
PUBLISHED = project / "tests/audit/published"
BESIDE = {
    ".github/workflows/bench.yml": "jobs:\n  bench:\n    steps:\n      - run: |\n          pip install -r requirements.txt\n"
                                   "          cd app && time python bench.py --quick\n      - run: cargo bench --bench linear\n",
    "scripts/run.sh": "#!/bin/sh\nset -e\nRUSTFLAGS='-C target-cpu=native' cargo run --release\nnice python3 classify.py > out.json\n",
    "Makefile": "bench:\n\tpytest benchmarks --benchmark-json=results.json\n\t./linear_bench --benchmark_out=results.json\n",
    "NOTES.md": "Measured on an AMD EPYC 7763 at 3.4 GHz and an Intel(R) Xeon(R) Platinum 8488C, 2.40GHz.\n\n    $ scripts/run.sh\n",
    "docs/compare.py": "import json\nA = json.load(open('results.json'))\nprint(A)\n",
    "compare_results.py": "import json, sys\nfrom scipy import stats\nprint(stats.ttest_ind([1.0, 2.0], [2.0, 3.0], equal_var=False))\n",
    "elsewhere/results_m2.json": "{}",
    "target/debug/x.json": "{}",
    "model.safetensors": "x",
    "lib-1.0.crate": "x",
    "a.trace.json": '{"schema": "fairlane.trace/1"}',
    "summary.json": '{"speedup": 3.2, "p": 0.01}',
    "other.jl": "using BenchmarkTools\n",
    "main.go": "package main\n",
    "Cargo.lock": "version = 3\n",
    "uv.lock": "version = 1\n",
}


def section(name, text):
    return f"=== {name}\n{text.rstrip()}\n"


for folder in sorted(path for path in PUBLISHED.iterdir() if path.is_dir()):
    files = {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*")) if file.is_file()}
    whole = "".join(section(*file) for file in files.items())
    (into / folder.name).write_text(whole, encoding="utf-8")
    (into / f"{folder.name}_more").write_text(whole + "".join(section(*file) for file in BESIDE.items()), encoding="utf-8")
    for at, beside in enumerate(BESIDE.items()):
        (into / f"{folder.name}_{at}").write_text(whole + section(*beside), encoding="utf-8")
    many = "".join(section(f"src/part{n}.py", "import torch\nimport time\n") for n in range(40))
    odd = section("blob.py", "\0\1") + section("compare_timing.py", "import time\ntime.perf_counter()\n") + section("requirements-dev.txt", "torch\n")
    (into / f"{folder.name}_many").write_text(whole + many + odd, encoding="utf-8")
    again = "".join(section("second/" + name, text.replace("EPYC 7763", "EPYC 9554").replace("7763", "9554"))
                    for name, text in files.items() if name.endswith((".json", ".csv")))
    (into / f"{folder.name}_elsewhere").write_text(whole + again, encoding="utf-8")
    for name, text in files.items():  # what two result files are, of one tool or of two
        (into / f"{folder.name}_twice_{name.replace('/', '_')}").write_text(whole + section("again/" + name, text), encoding="utf-8")
