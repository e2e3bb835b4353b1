"""fairlane audit --run with real contestants: PyTorch against aprender, or against NumPy where aprender is not built. What
does not depend on how busy the machine is must come out as it is known to be; the rest must be decided all the same, save
points that no run can decide alone or that a busy machine leaves open.
usage: check_audit_peers.py FAIRLANE        exit 77: they are not installed, or tracing is not allowed."""

import json
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402

(FAIRLANE,) = lib.paths()
NEVER_DECIDED = {65, 78, 79}  # code without names in PyTorch; a second machine
LEFT_OPEN_WHEN_BUSY = {11, 12, 58, 59, 66, 71, 89}
# point -> verdict of a side (0: PyTorch, 1: the other one)
KNOWN = {
    "pytorch": {6: "PASS", 31: "PASS", 32: "PASS", 33: "PASS", 34: "PASS", 35: "PASS", 69: "PASS", 91: "PASS", 94: "PASS"},
    "aprender": {6: "FAIL", 36: "PASS", 37: "PASS", 38: "PASS", 39: "PASS", 69: "PASS", 76: "PASS", 94: "PASS"},
    "numpy": {6: "PASS", 69: "PASS", 91: "PASS", 94: "PASS"},
}
RUST_ONLY = {36, 37, 38, 39, 40, 63, 64, 68, 76, 95}  # of a side that is not there


def fairlane(*arguments, **more):
    return lib.run(FAIRLANE, *arguments, **more)


def installed(name):
    return json.loads(fairlane("peers", "--json", name).stdout)["peers"][0]["state"] == "installed"


def verdict_of(point, side):
    found = {e["verdict"] for e in point["evidence"] if e["concerns"] in (side, "both")}
    return next((v for v in ("FAIL", "PASS") if v in found), "UNCHECKED")


def uses_simd(name):
    """What its own trace says: which class a library takes depends on the CPU and on variables. None: only in part."""
    fairlane("trace", "--timeout", "500", "--peer", name, "-o", "trace", status=0)
    seen = lib.read_json("trace")["class"]
    return True if seen.startswith("SIMD") else False if seen.startswith("scalar") else None


def faults_of(points, sides, simd):
    for name, side in zip(sides, "ab"):
        for number, wanted in KNOWN[name].items():
            seen = verdict_of(points[number], side)
            if seen != wanted:
                yield f"point {number} of {name} is {seen}, not {wanted}: {points[number]['evidence']}"
    wanted = "PASS" if simd[0] == simd[1] else "FAIL"
    if None not in simd and points[93]["verdict"] != wanted:
        yield f"point 93 is {points[93]['verdict']}, not {wanted}"
    allowed = NEVER_DECIDED | LEFT_OPEN_WHEN_BUSY | (set() if "aprender" in sides else RUST_ONLY)
    for number, point in points.items():
        if point["verdict"] == "UNCHECKED" and number not in allowed:
            yield f"point {number} is left open: {point['evidence']}"


def check(sides):
    simd = [uses_simd(name) for name in sides]
    done = fairlane("audit", "--run", "--quick", "--quiet-wait", "0", "--peer", sides[0], "--peer", sides[1], "--json",
                    "--output", "case", status=(0, 1))  # fmt: skip
    points = lib.points(done)
    lib.faults.extend(faults_of(points, sides, simd))
    # The sides exchanged, one point taken away or another class, and this test would notice.
    undecided = {**points, 19: {**points[19], "verdict": "UNCHECKED"}}
    otherwise = [not simd[0], simd[1]]
    lib.demand("this test cannot fail", list(faults_of(points, sides[::-1], simd)) and list(faults_of(undecided, sides, simd)))
    lib.demand("this test does not notice another class", None in simd or list(faults_of(points, sides, otherwise)))
    count = {v: sum(p["verdict"] == v for p in points.values()) for v in ("PASS", "FAIL", "UNCHECKED")}
    print(f"{' against '.join(sides)}: {count}; open: {[n for n, p in points.items() if p['verdict'] == 'UNCHECKED']}")


contestants = ["pytorch", "aprender" if installed("aprender") else "numpy"]
for contestant in contestants:
    if not installed(contestant):
        lib.skip(f"{contestant} is not installed")
if fairlane("trace", "scalar").returncode == 3:
    lib.skip("this system does not allow tracing")
with lib.scratch():
    check(contestants)
lib.finish()
