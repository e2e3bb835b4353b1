#!/usr/bin/env python3
"""The rooms of the house and their order:  check_rooms.py PROJECT

The order is the one in which bench/CMakeLists.txt adds the rooms: each may include what stands before it, kernels/
and dispatch/, and nothing else. A file that reaches upward is named; so is a room that the list leaves out. A copy with a
planted upward include must fail, as must one with a room that nobody listed. The map shows the same order, from above.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SUFFIXES = {".c", ".h", ".cc", ".cpp", ".in"}


def declared_order(root):
    text = (root / "bench/CMakeLists.txt").read_text()
    found = re.search(r"foreach\(room ([^)]*)\)", text)
    if not found:
        return []
    rooms = []
    for word in found.group(1).split():
        room = "bench/" + word.split("/")[0]  # a part of a room is of that room
        if room not in rooms:
            rooms.append(room)
    return ["kernels", "dispatch", *rooms]


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "bench" else parts[0]


def faults(root):
    order = declared_order(root)
    if len(order) < 3:
        return ["bench/CMakeLists.txt: no list of rooms, foreach(room …)"]
    found = []
    for room in sorted(p for p in (root / "bench").iterdir() if p.is_dir()):
        if any(f.suffix in SUFFIXES for f in room.glob("*")) and f"bench/{room.name}" not in order:
            found.append(f"bench/{room.name}: has no place in the order of rooms, bench/CMakeLists.txt")
    for room in order:
        for file in sorted((root / room).rglob("*")):
            if file.suffix not in SUFFIXES or not file.is_file() or "target" in file.relative_to(root).parts:
                continue
            name = file.relative_to(root).as_posix()
            text = file.read_text(errors="replace")
            for number, line in enumerate(text.splitlines(), 1):
                include = re.match(r'\s*#\s*include\s+"((?:kernels|dispatch|bench|tests)/[^"]+)"', line)
                if not include:
                    continue
                target = room_of(include.group(1))
                if target not in order:
                    found.append(f"{name}:{number}: includes {include.group(1)}, which is no room")
                elif order.index(target) > order.index(room):
                    found.append(f"{name}:{number}: includes {include.group(1)}, of a room above its own")
    return found


def faults_of_map(root, text):
    shown = re.findall(r"^ (bench/\w+|dispatch|kernels)/? ", text, re.MULTILINE)
    wanted = declared_order(root)[::-1]
    return [] if shown == wanted else [f".github/CONTRIBUTING.md: the map shows {shown} where {wanted} is the order"]


def must_be_caught(root, planted, what):
    """planted(copy) adds a fault to a copy of the tree's sources."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder)
        names = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "kernels", "dispatch", "bench"],
                               capture_output=True, text=True, check=False).stdout.split("\0")
        if len(names) < 10:  # no repository: a release's archive
            names = [p.relative_to(root).as_posix() for d in ("kernels", "dispatch", "bench") for p in (root / d).rglob("*")]
        for name in names:
            source = root / name
            if name and source.is_file() and (source.suffix in SUFFIXES or source.name == "CMakeLists.txt"):
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, copy / name)
        planted(copy)
        if not faults(copy):
            return [f"not noticed: {what}"]
    return []


def upward(copy):
    with open(copy / "bench/base/text.c", "a", encoding="utf-8") as file:
        file.write('#include "bench/lab/run.h"\n')


def kernel_upward(copy):
    with open(next((copy / "kernels").glob("linear_*.c")), "a", encoding="utf-8") as file:
        file.write('#include "dispatch/cpu.h"\n')


def unlisted(copy):
    (copy / "bench/attic").mkdir()
    (copy / "bench/attic/old.c").write_text("int fl_old;\n")


def main():
    root = pathlib.Path(sys.argv[1])
    found = faults(root)
    found += must_be_caught(root, upward, "base that includes the lab")
    found += must_be_caught(root, kernel_upward, "a kernel that includes the dispatcher")
    found += must_be_caught(root, unlisted, "a room outside of the order")
    path = root / ".github/CONTRIBUTING.md"
    if path.exists():  # not in a release's archive
        found += faults_of_map(root, path.read_text())
        if not faults_of_map(root, path.read_text().replace(" bench/lab ", " ")):
            found.append("not noticed: a map without a room")
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
