"""`fairlane report` of what point93, bound and audit said as JSON: every form is, byte for byte, the one that the command
itself prints. A document that contradicts itself or its tables is refused in one line, one of an earlier version is read.
usage: check_stored.py FAIRLANE TEST_RECORD"""
import copy
import json
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import faults  # noqa: E402

FAIRLANE, RECORD = lib.paths()
FORMS = [[], ["--markdown"], ["--html"]]
HONEST = str(lib.PROJECT / "tests/audit/cheats/honest")


def run(*words, most=1):
    return lib.run(FAIRLANE, *words, status=tuple(range(most + 1)))


def keep(name, tree):
    with open(name, "w") as file:
        json.dump(tree, file)
    return name


def told_alike(name, words, pictures):
    """The document of a command, after each form of it was compared. 3: a kernel that cannot be traced here."""
    with open(name, "w") as file:
        file.write(run(*words, "--json", most=3).stdout)
    for form in FORMS:
        own, told = run(*words, *form, most=3).stdout, run("report", name, *form, most=0).stdout
        if not told or own != told:
            faults.append(f"report {name} {form}: not what {words[0]} prints: {told[:200]!r}")
    page = run("report", name, "--html").stdout
    faults.extend(f"{name}: no picture '{title}'" for title in pictures if title not in page)
    with open(name) as file:
        return json.load(file)


def edited(tree, path, value):
    tree = at = copy.deepcopy(tree)
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return tree


def refused(tree, path, value, words):
    done = run("report", keep("edited.json", edited(tree, path, value)), most=2)
    lib.refused(f"{path} = {value!r}", done, words)


def read_without(tree, paths):
    for path in paths:
        tree = edited(tree, path, None)
    done = run("report", keep("earlier.json", tree), "--markdown", most=0)
    if not done.stdout:
        faults.append(f"without {paths}: nothing is told: {done.stderr[:200]}")
    return done.stdout


def main():
    lib.run(RECORD, "--write", "run.json", "0", status=0)
    pair = told_alike("pair.json", ["point93", "run.json:scalar", "run.json:avx2"],
                      ["The fairness table"])
    bound = told_alike("bound.json", ["bound", "--result", "run.json", "--latency", "1us", "--latency", "20ns"],
                       ["A claim of"])
    told_alike("one.json", ["bound", "--result", "run.json", "--isa", "scalar", "--latency", "1us"], [])
    audit = told_alike("audit.json", ["audit", HONEST + "/case.json"], ["The 100 points"])
    told_alike("folder.json", ["audit", HONEST], ["The 100 points"])

    side, verdict = ["pairings", 0, "a"], pair["pairings"][0]["verdict"]
    refused(pair, ["pairings", 0, "verdict"], "PASS" if verdict != "PASS" else "FAIL", "the shares that were executed")
    refused(pair, ["pairings", 0, "cells", 0, "cell"], "both scalar", "it must be 'as claimed'")
    refused(pair, ["pairings", 0, "work_differs"], not pair["pairings"][0]["work_differs"], "\"cells\" holds")
    refused(pair, side + ["evidence"], "\u202e", "control characters")
    refused(pair, side + ["name"], "x" * 64, "at most 63")
    refused(pair, side + ["simd_share_low"], 2, "at most 1")
    refused(pair, ["schema"], "fairlane.point93/2", "fairlane.point93/2")
    refused(bound, ["measured"], {}, "is missing")
    refused(bound, ["measured", "classes", 0, "strict"], not bound["measured"]["classes"][0]["strict"], "is named")
    refused(bound, ["measured", "points", 0, "verdict"], "NOT APPLICABLE", "must be one of")
    refused(bound, ["model"], {"cpu": "x", "tool": "y", "ghz": 1, "latency_ns": 1, "kernels": []}, "must be null")
    point = audit["points"][4]
    refused(audit, ["points", 4, "verdict"], "FAIL" if point["verdict"] != "FAIL" else "PASS", "its evidence makes it")
    refused(audit, ["points", 4, "number"], 6, "it must be 5 of")
    refused(audit, ["total", "pass"], audit["total"]["pass"] - 1, "do not count")
    refused(audit, ["valid"], not audit["valid"], "\"valid\" is not")
    refused(audit, ["points"], audit["points"][:99], "at least 100")

    read_without(pair, [["pairings", 0, "cells", i, "not_shown"] for i in range(5)])
    earlier = read_without(audit, [["head"], ["limitations"], ["files"]])
    if "were not kept with it" not in earlier or "No section on limitations" in earlier:
        faults.append("an audit of before tells of limitations what it cannot know")
    both = run("report", "pair.json", "bound.json", "--markdown", most=0).stdout
    if "pair.json" not in both or "Point 93" not in both or "A claim of" not in both:
        faults.append("two documents make no report of both")
    run("report", "audit.json", "-o", "page.html", most=0)
    with open("page.html") as file:
        if file.read() != run("report", "audit.json", "--html").stdout:
            faults.append("-o page.html is another page than --html prints")


with lib.scratch():
    main()
lib.finish()
