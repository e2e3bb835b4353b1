"""Many results side by side: machines that are made up from one result file, each with one thing that must be told.
usage: check_fleet.py FAIRLANE TEST_RECORD"""
import csv
import io
import json
import os
import pathlib
import shutil
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import PROJECT, demand as expect  # noqa: E402

FAIRLANE, WRITER = lib.paths()
made = []
ZEN = "AMD_ZEN9 (AuthenticAMD family 99 model 1)"


def run(*arguments, status=0):
    done = lib.run(FAIRLANE, "compare", *map(str, arguments), status=status)
    expect(f"more than one line of error: {done.stderr}", status != 2 or len(done.stderr.splitlines()) == 1)
    return done.stdout if status != 2 else done.stderr


def fleet(*arguments, status=0):
    text = run("--json", *arguments, status=status)
    return json.loads(text) if text.startswith("{") else {}


def said(words, *arguments, status=0):
    text = run(*arguments, status=status)
    expect(f"'{words}' is missing in: compare {arguments}:\n{text}", words in text)
    return text


def swap(document):
    """The baseline and avx2 change their names: what was claimed is lost there."""
    names = {"scalar": "avx2", "avx2": "scalar"}
    for result in document["results"] + document["probes"]:
        result["name"] = names.get(result["name"], result["name"])
        for series in filter(None, result["amortised"].values()):
            series["versus_baseline"] = None


def level(document):
    """avx2 takes the times of scalar, but for their order: no difference."""
    scalar, other = document["results"][:2]
    other["amortised"] = json.loads(json.dumps(scalar["amortised"]))
    other["bounds"] = json.loads(json.dumps(scalar["bounds"]))


def machine(path, cpu, boot, change=None, **environment):
    made.append(path)  # no two machines have the same figures
    document = lib.read_json(lib.result_file(WRITER, "new.json", 0.0001 * len(made)))
    document["config"]["cpu"] = document["environment"]["cpu"] = cpu
    document["environment"]["boot_id"] = boot
    document["environment"].update(environment)
    if change:
        change(document)
    return lib.write(path, document)


def by_path(document):
    return {m["path"]: m for m in document.get("machines", [])}


def check_claims():
    zen = machine("zen.json", "AMD Zen", "z", microarchitecture=ZEN,
                  memory_total_bytes=1000)
    lake = machine("lake.json", "Intel Lake", "l", memory_total_bytes=2000)
    arm = machine("arm.json", "Arm Tree", "a", architecture="AArch64", memory_total_bytes=3000)
    lost = machine("lost.json", "Odd", "o", swap, memory_total_bytes=4000)
    tie = machine("tie.json", "Even", "e", level, memory_total_bytes=5000)

    three = fleet(zen, lake, arm, "--of", "scalar,avx2")
    claim = three["claim"]
    expect(f"three machines hold: {claim}", (claim["machines"], claim["holds"], claim["lost"]) == (3, 3, 0))
    expect(f"two machines: {claim['point_78']}", claim["point_78"]["verdict"] == "PASS")
    expect(f"one ratio: {claim['point_79']}", claim["point_79"]["verdict"] == "PASS")
    expect("the ratio is 10", abs(claim["least_ratio"] - 10) < 0.1 and abs(claim["most_ratio"] - 10) < 0.1)
    expect("the kind is not the microarchitecture", by_path(three)[zen]["kind"] == "AMD_ZEN9")
    cell = by_path(three)[lake]["results"][1]
    expect(f"another cell: {cell}", cell["class"] == "SIMD-256+FMA" and cell["different"] and
           cell["interval"][0] < cell["ratio"] < cell["interval"][1] and cell["over_floor"] > 1)
    ranks = {path: [(c["rank"], c["tied"]) for c in by_path(fleet(zen, tie, lake))[path]["results"]] for path in (zen, tie)}
    expect(f"ranks: {ranks}", ranks[zen] == [(2, False), (1, False), (None, False)] and
           ranks[tie] == [(1, True), (1, True), (None, False)])
    for form in ([], ["--markdown"]):
        expect(f"no rank that is shared: {form}", "=1" in run(*form, zen, tie, lake))
    expect("other work has a ratio", by_path(three)[lake]["results"][2]["why"] == "unlike in work")
    said("HOLDS: that avx2 (B) is faster than scalar (A) holds on 3 of 3 machines", zen, lake, arm, "--of", "scalar,avx2")

    five = fleet(zen, lake, arm, lost, tie, "--of", "scalar,avx2")["claim"]
    expect(f"lost on one, not shown on one: {five}", (five["holds"], five["lost"], five["not_shown"]) == (3, 1, 1))
    expect("a factor of a hundred is within two", five["point_79"]["verdict"] == "FAIL" and five["least_ratio"] < 0.11)
    said("LOST: that avx2", zen, lost, "--of", "scalar,avx2")
    said("NOT SHOWN: that avx2", zen, tie, "--of", "scalar,avx2")
    said("the interval includes 1", zen, tie, "--of", "scalar,avx2")
    for factor, verdict in (("9.9", "HOLDS"), ("10", "NOT SHOWN"), ("10.2", "LOST")):
        said(f"{verdict}: that avx2 (B) is at least {factor} times", zen, arm, "--of", "scalar,avx2", "--at-least", factor)
    said("LOST: that scalar", zen, lake, "--of", "avx2,scalar", "--calls", "chained")
    said("it does not hold B", zen, lake, "--of", "scalar,nobody")
    expect("another base", abs(by_path(fleet(zen, "--base", "avx2"))[zen]["results"][0]["ratio"] - 0.1) < 0.001)
    return [zen, lake, arm, lost, tie]


def check_same_machine(zen):
    again = machine("again.json", "AMD Zen", "z", lambda d: d["config"].update(timestamp="2026-01-01T00:00:00Z"),
                    memory_total_bytes=1000, microarchitecture=ZEN)
    anew = machine("anew.json", "AMD Zen", "y", lambda d: d["config"].update(timestamp="2026-01-01T00:00:01Z"),
                   memory_total_bytes=1000, microarchitecture=ZEN)
    shutil.copy(zen, "copy.json")
    document = fleet(zen, again, anew, "copy.json", "--of", "scalar,avx2")
    machines = by_path(document)
    expect("the same boot is not one machine", machines[again]["same_machine_as"] == zen)
    expect("a copy counts", machines["copy.json"]["copy"] and not machines["copy.json"]["counts"])
    expect("another boot is said to be the same", machines[anew]["same_machine_as"] == "" and
           machines[anew]["perhaps_same_machine_as"] == zen)
    expect(f"machines are counted twice: {document['claim']}", document["claim"]["machines"] == 2)
    expect("no second machine is proven", document["claim"]["point_78"]["verdict"] == "UNCHECKED")
    one = fleet(zen, again, "--of", "scalar,avx2")["claim"]
    expect(f"one machine passes as two: {one}", one["point_78"]["verdict"] == "FAIL" and one["machines"] == 1)
    said("again.json: the same machine as zen.json (the same boot)", zen, again, "--base", "scalar")
    said("may be the same machine as zen.json, started anew", zen, anew, "--base", "scalar")
    said("copy.json: every figure is that of another file: a copy, not counted, of zen.json", zen, again, "copy.json")
    lib.write("forged.json", pathlib.Path(zen).read_text(encoding="utf-8").replace("AMD Zen", "Other CPU")
              .replace('"boot_id": "z"', '"boot_id": "w"'))
    forged = fleet(zen, "forged.json", "--of", "scalar,avx2")["claim"]
    expect(f"a copy that names another machine is one: {forged}", forged["machines"] == 1 and
           forged["point_78"]["verdict"] != "PASS")
    torn = machine("torn.json", "AMD Zen", "z", swap, memory_total_bytes=1000)
    torn = fleet(zen, torn, "--of", "scalar,avx2")["claim"]
    expect(f"two runs of one machine disagree, and it counts: {torn}", torn["not_shown"] == 1 and torn["holds"] == 0)
    shutil.copy(zen, "twice.json")
    expect("a file that is named twice is read twice", fleet("twice.json", "./twice.json", "--base", "scalar")["named_twice"] == 1)


def check_apart(zen, lake):
    emulated = machine("emulated.json", "Arm Tree", "q", emulator="qemu-aarch64", memory_total_bytes=9000)
    document = fleet(zen, lake, emulated, "--of", "scalar,avx2")
    expect("an emulated one counts", not by_path(document)[emulated]["counts"] and document["claim"]["machines"] == 2)
    said("EMULATED by qemu-aarch64: its times compare with nothing", zen, lake, emulated)
    expect("emulated ones do not stand last", document["machines"][-1]["path"] == emulated)
    text = said("emulated, not counted", zen, lake, emulated, "--of", "scalar,avx2")
    expect(f"a reason is missing behind its colon:\n{text}", "not counted: \n" not in text and "not counted:\n" not in text)

    def model(document):
        document["model"]["sha256"] = "0" * 64

    for aspect, change in {
            "model": model,
            "sample": lambda d: d["model"].update(sample_sha256="0" * 64),
            "hidden": lambda d: d["environment"].update(hidden_features="FMA"),
            "misalignment": lambda d: d["config"].update(misalign_bytes=4),
            "arithmetic": lambda d: d["environment"].update(floating_point="flush-to-zero; MXCSR 0x9f80"),
            "clock": lambda d: d["clock"].update(name="tsc"),
            "variables": lambda d: d["environment"].update(steering="LD_PRELOAD=x.so"),
    }.items():
        odd = machine("odd.json", "Odd", "o", change)
        document = fleet(odd, zen, lake, "--of", "scalar,avx2")
        apart = by_path(document)[odd]["set_apart"]
        expect(f"unlike in {aspect}: {apart}", apart.startswith(f"unlike in {aspect}: ") and
               document["claim"]["machines"] == 2)
        allowed = by_path(fleet(odd, zen, lake, "--unlike", aspect))[odd]["set_apart"]
        expect(f"--unlike {aspect}: {allowed}", allowed == "")
        said(f"odd.json: SET APART, unlike in {aspect}: ", odd, zen, lake)
    said("no ratios: it holds no 'scalar'", zen, lake, f"{PROJECT}/tests/data/compare/slow.json")
    silent = machine("silent.json", "Silent", "s", lambda d: d["model"].update(sample_sha256=""))
    said("silent.json: does not tell, so that it is not known to be equal: sample", zen, lake, silent)


def library(detail, steering="none"):
    def change(document):
        document["results"][1]["kernel"].update(origin="library", detail=detail)
        document["environment"]["steering"] = steering

    return change


def check_libraries():
    a = machine("lib_a.json", "A", "a", library("OpenBLAS 0.3.21, core Haswell"))
    b = machine("lib_b.json", "B", "b", library("OpenBLAS 0.3.21, core Cooperlake"))
    newer = machine("lib_c.json", "C", "c", library("OpenBLAS 0.3.30, core Haswell"))
    steered = machine("lib_d.json", "D", "d", library("OpenBLAS 0.3.21, core Haswell", "OPENBLAS_CORETYPE=bogus"))
    cells = {path: m["results"][1] for path, m in by_path(fleet(a, b, newer, steered)).items()}
    expect("another core sets apart", cells[b]["why"] == "" and cells[b]["ratio"] > 9)
    expect(f"another version does not: {cells[newer]}", cells[newer]["why"].startswith("unlike in library: '") and
           cells[newer]["ratio"] is None)
    expect(f"another variable does not: {cells[steered]}", cells[steered]["why"] == "unlike in variables")
    said("lib_d.json: its libraries ran with 'OPENBLAS_CORETYPE=bogus', those of others with 'none'", a, b, steered)
    allowed = by_path(fleet(a, newer, steered, "--unlike", "library", "--unlike", "variables"))
    expect("allowed and refused all the same", all(m["results"][1]["ratio"] for m in allowed.values()))


def check_broken(zen, lake):
    lib.write("cut.json", pathlib.Path(zen).read_text(encoding="utf-8")[:3000])
    document = fleet(zen, "cut.json", lake, "missing.json", status=1)
    reasons = {f["path"]: f["reason"] for f in document["not_read"]}
    expect(f"broken files: {reasons}", "truncated" in reasons.get("cut.json", "") and
           "cannot open" in reasons.get("missing.json", "") and len(document["machines"]) == 2)
    said("NOT READ: cut.json:1: the file ends in the middle", zen, lake, "cut.json", status=1)
    expect("none can be read", "cannot open" in run("missing.json", "gone.json", "lost_too.json", status=2))
    expect("names among many", "two results are needed" in run(f"{zen}:scalar", lake, zen, status=2))
    expect("no comma", "two names are needed" in run(zen, lake, "--of", "scalar", status=2))
    expect("two bases", "names the base" in run(zen, "--of", "scalar,avx2", "--base", "avx2", status=2))
    expect("no factor", "a factor of 1 or more" in run(zen, "--of", "scalar,avx2", "--at-least", "0.5", status=2))
    expect("no calls", "'independent' or 'chained'" in run(zen, "--calls", "tea", status=2))
    expect("two forms", "at a time" in run(zen, "--csv", "--json", status=2))


def check_folders(zen):
    os.makedirs("tree/b/.hidden")
    for place in ("tree/z.json", "tree/b/x.json", "tree/b/.hidden/h.json", "tree/b/y.out"):
        shutil.copy(zen, place)
    os.symlink("z.json", "tree/s.json")
    os.symlink("b", "tree/c")
    document = fleet("tree", "--base", "scalar")
    expect(f"other files: {list(by_path(document))}", sorted(by_path(document)) == ["tree/b/x.json", "tree/z.json"])
    expect(f"passed over: {document['passed_over']}", document["passed_over"] == 3)
    os.makedirs("empty")
    expect("an empty folder", "empty" in run("empty", status=2))
    criterion = f"{PROJECT}/tests/data/import/criterion"
    expect("Criterion's folder is one result", len(fleet(criterion, zen, "--base", "scalar")["machines"]) == 2)
    google = f"{PROJECT}/tests/data/import/fairlane_gbench.json"
    imported = by_path(fleet(google, criterion, zen))[google]
    expect(f"imported: {imported['no_base']}", imported["no_base"] == "" and
           sum(c["ratio"] is not None for c in imported["results"]) > 1)

    def model(document):
        document["model"]["sha256"] = "0" * 64

    odd = machine("odd.json", "Odd", "o", model)  # one imported file, and two that are unlike each other
    silent = lib.write("a.json", {"context": {"num_cpus": 2}, "benchmarks": [
        {"name": name, "run_type": "iteration", "iterations": 1000, "real_time": ns, "cpu_time": ns, "time_unit": "ns"}
        for name, ns in (("scalar", 400.0), ("avx2", 40.0))]})
    apart = by_path(fleet(silent, zen, odd))[odd]["set_apart"]
    expect(f"unlike beside an imported file: {apart}", apart.startswith("unlike in model: "))
    said("a.json: does not tell", silent, zen, odd)
    hidden = machine("a-hidden.json", "Hidden", "h", hidden_features="FMA")  # of two, what hides nothing is the measure
    apart = by_path(fleet(hidden, zen, silent))
    expect("what hides something is the measure", apart[hidden]["set_apart"] and not apart[zen]["set_apart"])


def check_many():
    for i in range(12):
        machine(f"many/node{i:02}.json", "Many", f"boot{i}", memory_total_bytes=100 + i,
                change=lambda d, i=i: d["config"].update(timestamp=f"2026-01-01T00:00:{i:02}Z"))
    text = said("x scalar, median", "many")
    expect(f"twelve files are not summed up: {text}", "avx2              12 SIMD-256+FMA" in text)
    rows = list(csv.DictReader(io.StringIO(run("many", "--csv"))))
    expect(f"{len(rows)} lines", len(rows) == 36 and rows[1]["name"] == "avx2" and 9.9 < float(rows[1]["ratio"]) < 10.1)
    expect("ranks in lines", [row["rank"] for row in rows[:3]] == ["2", "1", ""] and rows[0]["tied"] == "0")
    expect("a line without a ratio", rows[2]["ratio"] == "" and rows[2]["why"] == "unlike in work")


def check_names(zen):
    hostile = "evil/<script>|`a`\033[31m\u202e.json"
    machine(hostile, "AMD <b>Zen</b> | x", "h")
    for form in ([], ["--markdown"], ["--csv"]):
        text = run(*form, zen, hostile, "--base", "scalar")
        expect(f"control characters are printed: {form}", "\033" not in text and "\u202e" not in text)
        expect("markup is printed", form != ["--markdown"] or ("<b>" not in text and "<script>" not in text))


def check_pairs():
    text = said("Of 3 results of both files", "one.json", "two.json")
    expect("the answer is not the first line", text.startswith("Of 3 results"))
    document = json.loads(run("--json", "one.json", "two.json"))
    for pair in document["pairs"]:
        alone = json.loads(run("--json", f"one.json:{pair['name']}", f"two.json:{pair['name']}"))
        expect(f"{pair['name']}: another ratio", pair["independent"]["ratio"] == alone["independent"]["ratio"])
        expect("an interval that is not corrected for all", pair["independent"]["interval"]["low"] <
               alone["independent"]["interval"]["low"])
    other = machine("other.json", "Other", "other")
    expect("two machines", "--unlike machine" in run("one.json", other, status=2))
    said("UNLIKE machine: ", "one.json", other, "--unlike", "machine")
    mixed = machine("mixed.json", "Example CPU é 3000", lib.read_json("one.json")["environment"]["boot_id"],
        lambda d: (d["results"][1]["kernel"].update(work="logistic-784x1"), d["results"].pop(2)))
    text = said("not compared: 1", "one.json", mixed)
    expect("what is refused is not named", "unlike in work: " in text and "Only in A: logistic-784x1." in text)
    slow = f"{PROJECT}/tests/data/compare/slow.json"
    reason = run("one.json", slow, status=2)
    expect("no name in common", "has the name of one of" in reason and "of scalar, " in reason, reason)
    processes = f"{PROJECT}/tests/data/import/hyperfine"
    text = said("not shown in 2", f"{processes}.json", f"{processes}.csv")
    expect("no interval is taken for no difference", "no difference in 0" in text and "there is no interval" in text, text)
    text = said("3 files of at most 3 machines", "one.json", f"{processes}.json", f"{PROJECT}/tests/data/import/readings.csv")
    expect("a known machine is said to be one at most", "1 file of 1 machine" in run("one.json", "--base", "scalar"))


def check_schemas(files):
    for name, arguments in (("fleet", ["--of", "scalar,avx2", *files, "missing.json"]), ("fleet", files),
                            ("pairs", ["one.json", "two.json"])):
        lib.write("said.json", run("--json", *arguments, status=int("missing.json" in arguments)))
        lib.keeps_schema(f"report/{name}", "said.json")


with lib.scratch():
    lib.result_file(WRITER, "one.json")
    lib.result_file(WRITER, "two.json", 0.1)
    files = check_claims()
    check_same_machine(files[0])
    check_apart(files[0], files[1])
    check_libraries()
    check_broken(files[0], files[1])
    check_folders(files[0])
    check_many()
    check_names(files[0])
    check_pairs()
    check_schemas(files)
lib.finish("fleet: machines, claims, points 78 and 79, what stands apart, pairs: all as expected")
