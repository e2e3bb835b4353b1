#!/usr/bin/python3
"""Seeds of fuzz_audit: every case that check_cheats.py plants, and results as other tools write them, as the files in which
the case differs from the honest one, each behind a line "=== NAME". What asks for the training data, which is not
stored, is left out.

Usage: audit_seeds.py PROJECT FOLDER
"""
import json
import pathlib
import shutil
import sys
import tempfile

project, seeds = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.path.insert(0, str(project / "tests/audit"))
from check_cheats import Fault, catalogue, plant  # noqa: E402

LONGEST = 60000
IMPORTED = [("pytest_benchmark.json", "test_pedantic"), ("google_benchmark.json", "scalar/independent"), ("hyperfine.json", "true"),
            ("hyperfine.csv", "true"), ("nanobench.json", "linear/avx2"), ("torch_benchmark.json", "linear/torch"),
            ("benchmark_tools.json", "linear/mul!"), ("columns.csv", "pytorch"), ("readings.csv", "avx2"),
            ("criterion/linear/scalar/new/estimates.json", "")]
honest = project / "tests/audit/cheats/honest"
before = {path.name: path.read_bytes() for path in honest.iterdir()}


def parts(folder):
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and path.suffix != ".safetensors" and path.read_bytes() != before.get(name):
            yield section(name, path.read_bytes())


def section(name, content):
    return b"=== " + name.encode() + b"\n" + content.rstrip(b"\n") + b"\n"


def imported(file, result):
    case = json.loads(before["case.json"])
    for side, name in (("a", "torch"), ("b", "aprender")):
        case[side]["results"] = [f"{name}_results.json"]
        case[side]["result"] = result
    content = (project / "tests/data/import" / file).read_bytes()
    return b"".join(section(name, text) for name, text in (("case.json", json.dumps(case).encode()),
                                                           ("torch_results.json", content),
                                                           ("aprender_results.json", content)))


left_out = 0
for number, (file, result) in enumerate(IMPORTED):
    (seeds / f"imported_{number}").write_bytes(imported(file, result))
for number, cheat in enumerate(catalogue(project / "tests/audit/cheats", [])):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "case"
        shutil.copytree(honest, folder)
        try:
            for edit in cheat.get("before", []) + cheat["edits"]:
                plant(folder, edit)
        except (Fault, KeyError, OSError):
            left_out += 1
            continue
        text = b"".join(parts(folder))
    if 0 < len(text) <= LONGEST:
        (seeds / f"cheat_{number:03}").write_bytes(text)
    else:
        left_out += 1
print(f"{len(list(seeds.iterdir()))} cases, {left_out} left out")
