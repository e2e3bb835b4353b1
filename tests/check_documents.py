#!/usr/bin/env python3
"""The documents:  check_documents.py PROJECT

What a README links to is there, and so is each path of the project that it names; every chapter is linked from another
document. A planted link and a planted path to nowhere must be found, as must a chapter that nobody links to.
"""

import pathlib
import re
import sys

ROOTS = ("bench/", "kernels/", "dispatch/", "tests/", "cmake/")
PLACEHOLDERS = re.compile(r"NAME|FOLDER|[<>{}…$]")


def documents(root):
    return {path: path.read_text(encoding="utf-8") for top in (".", "bench", "kernels", "tests", "dispatch", "cmake")
            for path in (root.glob("*.md") if top == "." else (root / top).rglob("*.md"))
            if not {"venv", "target", "node_modules", "fuzz", "cheats", "published"} & set(path.parts)}


def faults(root, texts):
    found, linked = [], set()
    for path, text in texts.items():
        name = path.relative_to(root).as_posix()
        prose = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
        for target in re.findall(r"\]\(([^)#:\s]+)\)", prose):
            place = (path.parent / target).resolve()
            linked.add(place)
            if not place.exists():
                found.append(f"{name}: links to {target}, which is not there")
        for word in re.findall(r"`([^`\n]+)`", prose):
            part = word.split()[0].rstrip(",;:")
            if not part.startswith(ROOTS) or PLACEHOLDERS.search(part):
                continue
            if not any(root.glob(part.rstrip("/"))):
                found.append(f"{name}: names {part}, which is not there")
    for path in texts:
        if path.name == "README.md" and path.parent != root and path.resolve() not in linked:
            found.append(f"{path.relative_to(root).as_posix()}: no document links to it")
    return found


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    texts = documents(root)
    found = faults(root, texts)
    first = root / "README.md"
    for what, planted in (("a link to nowhere", {**texts, first: texts[first] + "\n[x](bench/none.md)\n"}),
                          ("a path to nowhere", {**texts, first: texts[first] + "\n`bench/none.c`\n"}),
                          ("a chapter that nobody links to", {p: t.replace("kernels/README.md", "README.md") for p, t in texts.items()})):
        if len(faults(root, planted)) <= len(found):
            found.append(f"not noticed: {what}")
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
