"""Seeds of fuzz_c_build: what the catalogue of cheats makes of the build files and commands of its comparisons in C.
usage: c_build_seeds.py PROJECT FOLDER"""
import json
import pathlib
import sys

project, folder = map(pathlib.Path, sys.argv[1:])
CHEATS = project / "tests/audit/cheats"
BEGINNINGS = json.loads((CHEATS / "beginnings.json").read_text(encoding="utf-8"))


def is_build_file(name):
    base = name.rsplit("/", 1)[-1]
    return base in ("CMakeLists.txt", "Makefile", "makefile", "GNUmakefile", "compile_commands.json") or base.endswith(
        (".cmake", ".mk"))


def apply(files, edits):
    """The texts of the build files, and what is set in the case, after the edits."""
    for edit in edits:
        name = edit.get("file", "")
        for key, value in edit.get("set", {}).items():
            files["set " + key] = value
        if not is_build_file(name):
            continue
        if "write" in edit:
            files[name] = edit["write"]
        elif "replace" in edit and name in files:
            files[name] = files[name].replace(edit["replace"], edit["with"])
    return files


number = 0
for path in [CHEATS / "beginnings.json", *sorted(CHEATS.glob("catalogue_*.json"))]:
    cases = json.loads(path.read_text(encoding="utf-8"))
    for case in [{"before": name} for name in cases] if isinstance(cases, dict) else cases:
        before = case.get("before", [])
        edits = (BEGINNINGS.get(before, []) if isinstance(before, str) else before) + case.get("edits", [])
        if not any(is_build_file(edit.get("file", "")) for edit in edits):
            continue
        files = apply({}, edits)
        text = f"=== command\n{files.get('set a.command', 'gcc -O2 -o bench bench.c && ./bench')}\n"
        text += "=== sources\n" + "\n".join(files.get("set a.sources", ["bench.c"])) + "\n"
        text += "".join(f"=== {name}\n{body}\n" for name, body in files.items() if is_build_file(name))
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        number += 1
if number < 20:
    sys.exit("c_build_seeds.py: the catalogue has too few cases in C")
