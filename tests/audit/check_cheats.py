"""Plants every cheat of tests/audit/cheats/catalogue_*.json into the honest comparison beside it, one at a time, and demands
that `fairlane audit` fails the point that must catch it, and no other than those that rightly fall with it.

A cheat: {"name", "point", "also": [points that rightly fall too], "edits": […], "how": "what is planted"}; it may carry
"exit": 2 instead of a point when the case must be refused, with "message": a part of the one line that says why. Edits:
  {"file", "replace": "exact text", "with": "text"}     once in a text file (JSON too)
  {"file", "set": {"json.path.0": value}}               in a JSON file; {"@file": "x.json"} stands for x.json's content
  {"file", "unset": ["json.path"]}
  {"file", "remove": true}                              the file, and its name from case.json
  {"file", "tensor": "pixels", "at": 5, "value": "nan"} one number of a safetensors file
  {"file", "without": "pixels"}                         a safetensors file without one of its tensors
  {"file", "copy": "other file"}
  {"file", "take": "c/plain.c"}                         a file that stands beside the catalogues
Each edit must change something. "before": [edits], or the name of such a list in beginnings.json, makes another honest
case, which must pass the point, and into which the cheat is then planted; a catalogue may be {"before": edits that stand
before those of each, "cheats": […]}. A cheat with "honest": true must change no verdict at all: another way of doing it right;
but for the points of "leaves", which it leaves open; with "harmless": true nothing may FAIL. "open": how many points at most may be left UNCHECKED. "needs" and "machine" name a program and
a machine without which it is left out. With "verdict": "UNCHECKED" the planted thing takes the evidence away: a PASS would
rest on somebody's word; "NOT APPLICABLE" where a reason remains. usage: check_cheats.py FAIRLANE [FOLDER_OF_CHEATS [NAME…]]"""
import concurrent.futures
import importlib.util
import json
import os
import pathlib
import platform
import shutil
import struct
import sys
import tempfile

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # imported from elsewhere as well
import lib  # noqa: E402
from lib import Fault, float32, read_json, safetensors, write  # noqa: E402

CHEATS = lib.PROJECT / "tests/audit/cheats"
INPUTS, SAMPLES = lib.INPUTS, 1000
CATEGORIES = (  # last point, title
    (15, "methodology"),
    (30, "statistics"),
    (45, "code"),
    (55, "data"),
    (70, "environment"),
    (80, "reproducibility"),
    (90, "plausibility"),
    (float("inf"), "bias"),
)


# ---- the honest comparison ----


def training_data():
    """What the honest programs generate: too large to be stored here."""
    pixels = [(i * 17 + j * 31) % 256 / 255 for i in range(SAMPLES) for j in range(INPUTS)]
    labels = [0 if i % 10 == 0 else 1 for i in range(SAMPLES)]
    sample = [j % 256 / 255 for j in range(INPUTS)]
    return safetensors(
        {
            "pixels": ("F32", [SAMPLES, INPUTS], float32(*pixels)),
            "labels": ("I64", [SAMPLES], struct.pack(f"<{SAMPLES}q", *labels)),
            "sample": ("F32", [1, INPUTS], float32(*sample)),
        }
    )


def put(path, document):
    """As later edits of its text find it."""
    write(path, json.dumps(document, indent=2) + "\n")


def make_honest(source, folder):
    shutil.copytree(source, folder)
    case = read_json(folder / "case.json")
    data = training_data()
    for side, name in (("a", "torch"), ("b", "aprender")):
        case[side]["data"] = f"{name}_data.safetensors"
        write(folder / case[side]["data"], data)
    put(folder / "case.json", case)


# ---- planting ----


def walk(document, path):
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in parents:
        document = document[part]
    return document, last


def resolve(value, folder):
    if isinstance(value, dict) and set(value) == {"@file"}:
        return read_json(folder / value["@file"])
    return value


def edit_json(path, change):
    put(path, lib.changed(read_json(path), change))


def edit_tensor(path, edit):
    content = bytearray(path.read_bytes())
    (size,) = struct.unpack_from("<Q", content)
    tensor = json.loads(content[8 : 8 + size])[edit["tensor"]]
    form, width = {"F32": ("<f", 4), "I64": ("<q", 8)}[tensor["dtype"]]
    kind = float if tensor["dtype"] == "F32" else int
    place = 8 + size + tensor["data_offsets"][0] + width * edit["at"]
    before = bytes(content)
    count = edit.get("count", 1)
    for i in range(count):
        struct.pack_into(form, content, place + i * width, kind(edit["value"]))
    if bytes(content) == before:
        raise Fault(f"{path.name}: an edit changes nothing")
    path.write_bytes(content)


def drop_tensor(path, name):
    content = path.read_bytes()
    (size,) = struct.unpack_from("<Q", content)
    header, kept = json.loads(content[8 : 8 + size]), {}
    del header[name]
    for other, tensor in header.items():
        begin, end = tensor["data_offsets"]
        kept[other] = (tensor["dtype"], tensor["shape"], content[8 + size + begin : 8 + size + end])
    path.write_bytes(safetensors(kept))


def remove(folder, name):
    (folder / name).unlink()

    def forget(document):
        for part in (document, document["a"], document["b"], document.get("comparison", {})):
            for member, value in list(part.items()):
                if value == name:
                    del part[member]
                elif isinstance(value, list) and name in value:
                    value.remove(name)

    edit_json(folder / "case.json", forget)


def plant(folder, edit):
    path = folder / edit["file"]
    if "replace" in edit:
        lib.replace_once(path, edit["replace"], edit["with"])
    elif "set" in edit:

        def change(document):
            for where, value in edit["set"].items():
                part, last = walk(document, where)
                if isinstance(part, list) and last == len(part):
                    part.append(resolve(value, folder))
                else:
                    part[last] = resolve(value, folder)

        edit_json(path, change)
    elif "unset" in edit:

        def forget(document):
            for where in edit["unset"]:
                part, last = walk(document, where)
                del part[last]

        edit_json(path, forget)
    elif "without" in edit:
        drop_tensor(path, edit["without"])
    elif "tensor" in edit:
        edit_tensor(path, edit)
    elif "copy" in edit:
        if path.exists() and path.read_bytes() == (folder / edit["copy"]).read_bytes():
            raise Fault(f"{edit['file']}: an edit changes nothing")
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / edit["copy"], path)
    elif edit.get("remove"):
        remove(folder, edit["file"])
    elif "take" in edit:
        shutil.copyfile(CHEATS / edit["take"], path)
    elif "write" in edit:
        write(path, edit["write"])
    else:
        raise Fault(f"an edit of an unknown kind: {edit}")


# ---- judging ----


def audit(fairlane, folder):
    # Planted weights make the sides unlike, which is refused before any point is judged (check_audit.sh); here the
    # points have to find them by themselves.
    done = lib.run(fairlane, "audit", "--unlike", "model", "--unlike", "values", "--json", "case.json", cwd=folder)
    return done.returncode, done.stdout, done.stderr


def strays(points):
    """Evidence whose provider the point does not name in bench/audit/points.c."""
    return [(point["number"], piece["provider"]) for point in points for piece in point["evidence"]
            if piece["provider"] not in point["providers"]]


def judged(fairlane, folder):
    status, output, errors = audit(fairlane, folder)
    if status not in (0, 1) or errors:
        raise Fault(f"exit code {status}: {errors.strip()}")
    document = json.loads(output)
    if (status == 0) != document["valid"]:
        raise Fault(f"exit code {status}, but valid is {document['valid']}")
    if strays(document["points"]):
        raise Fault(f"bench/audit/points.c does not name whose evidence came: {strays(document['points'])}")
    return {point["number"]: point for point in document["points"]}


def deciding(point):
    piece = point["evidence"][0]
    return f"{piece['text']} [{piece['how']}] {piece['where']}"


def is_cheat(cheat):
    return not (cheat.get("honest") or cheat.get("harmless"))


def check_refusal(fairlane, folder, cheat):
    status, output, errors = audit(fairlane, folder)
    if status != cheat["exit"] or output or errors.count("\n") != 1 or cheat["message"] not in errors:
        raise Fault(f"exit code {status}, {errors.strip()!r} where {cheat['exit']} and {cheat['message']!r} are expected")
    return errors.strip()


def check_cheat(fairlane, folder, cheat, honest):
    if "exit" in cheat:
        return check_refusal(fairlane, folder, cheat)
    points = judged(fairlane, folder)
    if cheat.get("honest"):
        left = cheat.get("leaves", [])
        changed = [n for n in points if points[n]["verdict"] != ("UNCHECKED" if n in left else honest[n]["verdict"])]
        if changed:
            raise Fault(f"a false alarm: {points[changed[0]]['verdict']} at {changed}: {deciding(points[changed[0]])}")
        return "no verdict changed"
    if cheat.get("harmless"):
        failed = [n for n in points if points[n]["verdict"] == "FAIL"]
        if failed:
            raise Fault(f"a false alarm at {failed}: {deciding(points[failed[0]])}")
        return "nothing fails"
    number = cheat["point"]
    if points[number]["verdict"] != cheat.get("verdict", "FAIL"):
        raise Fault(f"point {number} is {points[number]['verdict']}: {deciding(points[number])}")
    left_open = [n for n in points if points[n]["verdict"] == "UNCHECKED"]
    if len(left_open) > cheat.get("open", len(points)):
        raise Fault(f"{len(left_open)} points are left open: {left_open}")
    fallen = {n for n, point in points.items() if point["verdict"] == "FAIL"}
    wrong = fallen - {number, *cheat.get("also", [])}
    if wrong:
        raise Fault(f"points {sorted(wrong)} fell too: {deciding(points[min(wrong)])}")
    return deciding(points[number])


def reads_c():
    """Whether there is a libclang: without it C and C++ are not read, and nothing of them is judged."""
    path = lib.PROJECT / "bench/audit/reader/clang_library.py"
    specification = importlib.util.spec_from_file_location("clang_library", path)
    reader = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(reader)
    return reader.load() is not None


def catalogue(folder, names):
    """Names are unique within a catalogue; in the table its own name stands before them."""
    cheats, beginnings = [], read_json(folder / "beginnings.json")
    for path in sorted(folder.glob("catalogue_*.json")):
        if (path.stem == "catalogue_flags" or f"{path.stem}_".startswith("catalogue_c_")) and not reads_c():
            print("skipped inside: there is no libclang to read C and C++ with")
            continue
        document = read_json(path)
        shared = document["before"] if isinstance(document, dict) else []
        for cheat in document["cheats"] if isinstance(document, dict) else document:
            if not shutil.which(cheat.get("needs", "true")) or cheat.get("machine", platform.machine()) != platform.machine():
                print(f"skipped inside: {cheat['name']} needs {cheat['needs']} on {cheat['machine']}")
                continue
            if isinstance(cheat.get("before"), str):
                cheat["before"] = beginnings[cheat["before"]]
            if shared:
                cheat["before"] = shared + cheat.get("before", [])
            cheat["name"] = f"{path.stem.removeprefix('catalogue_')}/{cheat['name']}"
            if any(other["name"] == cheat["name"] for other in cheats):
                raise Fault(f"two cheats are called {cheat['name']!r}")
            cheats.append(cheat)
    chosen = [cheat for cheat in cheats if not names or {cheat["name"], cheat["name"].split("/", 1)[1]} & set(names)]
    if not chosen:
        raise Fault(f"there is no cheat to plant: {names}")
    return chosen


class Stage:
    """The honest comparisons, one for each way to begin, judged once."""

    def __init__(self, fairlane, scratch, source):
        self.fairlane, self.scratch, self.source, self.made = fairlane, pathlib.Path(scratch), source, {}
        make_honest(source / "honest", self.scratch / "honest")

    def make(self, number, before):
        folder = self.scratch / f"honest-{number}"
        shutil.copytree(self.scratch / "honest", folder)
        for edit in before:
            plant(folder, edit)
        return folder, judged(self.fairlane, folder)

    def make_all(self, befores, pool):
        """befores: as JSON, each once."""
        self.made = dict(zip(befores, pool.map(self.make, range(len(befores)), map(json.loads, befores))))

    def honest(self, before):
        return self.made[json.dumps(before)]


def false_alarms(honest, wanted):
    """Points of an honest case that fail, or do not pass although a cheat is planted there."""
    return {
        number: f"{point['verdict']}: {deciding(point)}"
        for number, point in honest.items()
        if point["verdict"] == "FAIL" or (number in wanted and point["verdict"] not in ("PASS", "NOT APPLICABLE"))
    }


def try_cheat(fairlane, scratch, cheat, untouched, honest):
    """Whether it is found, and the line that says so."""
    with tempfile.TemporaryDirectory(dir=scratch) as planted:
        folder = pathlib.Path(planted) / "case"
        shutil.copytree(untouched, folder)
        try:
            for edit in cheat["edits"]:
                plant(folder, edit)
            evidence = check_cheat(fairlane, folder, cheat, honest)
            return True, f"{cheat.get('point', '-'):>4}  {cheat['name']:<40} {evidence}"
        except (Fault, KeyError, IndexError, OSError) as fault:
            return False, f"MISSED: {cheat['name']}: {fault!r}"


def category_of(point):
    """Title of the checklist's category."""
    return next(title for last, title in CATEGORIES if point <= last)


def print_table(outcomes, bases, alarmed):
    """outcomes: (cheat, found); bases: how many honest cases stand before the cheats; alarmed: those that were blamed."""
    rows = {title: [0, 0, set()] for _, title in CATEGORIES}
    rows["refused with one line"] = [0, 0, set()]
    for cheat, found in outcomes:
        if not is_cheat(cheat):
            continue
        row = rows["refused with one line" if "exit" in cheat else category_of(cheat["point"])]
        row[0] += found
        row[1] += 1
        row[2] |= {cheat["point"]} if "point" in cheat else set()
    honest = [found for cheat, found in outcomes if not is_cheat(cheat)]
    print("\n| planted in | caught / planted | points |\n|---|---|---|")
    for title, (caught, planted, points) in rows.items():
        print(f"| {title} | {caught} / {planted} | {len(points) or '-'} |")
    caught, planted = (sum(row[i] for row in rows.values()) for i in (0, 1))
    alarms = alarmed + honest.count(False)
    points = set().union(*(row[2] for row in rows.values()))
    print(f"| **all** | **{caught} / {planted}** | {len(points)} |")
    print(f"\ncaught / planted = {caught} / {planted}, false alarms {alarms} of {bases + len(honest)} honest cases")
    return caught == planted and alarms == 0


def main():
    fairlane, source = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path([*sys.argv, CHEATS][2])
    planted = {"number": 39, "providers": ["sources"], "evidence": [{"provider": "elsewhere"}]}
    if strays([planted]) != [(39, "elsewhere")]:
        raise Fault("evidence of a provider that a point does not name is not noticed")
    outcomes, alarmed = [], set()
    with tempfile.TemporaryDirectory() as scratch:
        cheats = catalogue(source, sys.argv[3:])
        stage = Stage(str(fairlane), scratch, source)
        targets = {json.dumps(cheat.get("before", [])): set() for cheat in cheats}
        for cheat in cheats:
            targets[json.dumps(cheat.get("before", []))] |= {cheat["point"]} if "point" in cheat else set()
        pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
        stage.make_all(list(targets), pool)
        for before, wanted in targets.items():
            for number, what in false_alarms(stage.honest(json.loads(before))[1], wanted).items():
                alarmed.add(before)
                print(f"FALSE ALARM: an honest case: point {number}: {what}")
        work = [(cheat, *stage.honest(cheat.get("before", []))) for cheat in cheats]
        with pool:
            for cheat, (found, line) in zip(cheats, pool.map(lambda one: try_cheat(str(fairlane), scratch, *one), work)):
                outcomes.append((cheat, found))
                print(line)
    return 0 if print_table(outcomes, len(targets), len(alarmed)) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Fault as fault:
        sys.exit(f"check_cheats: {fault}")
