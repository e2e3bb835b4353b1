"""`fairlane audit FOLDER`: the honest comparison of the cheats is found from its files alone; --a and --b choose; what is
left is told with its reason; hostile folders end in one line, or are judged, with little memory and time.
usage: check_audit_folder.py FAIRLANE"""
import gzip
import io
import json
import os
import platform
import resource
import shutil
import sys
import tarfile
import tempfile
import zipfile

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import demand, refused  # noqa: E402

(FAIRLANE,) = lib.paths()
MOST_CPU_SECONDS, MOST_BYTES = 60, 1 << 30
BOMB_MEBIBYTES = 1100  # more than any process may take, were it unpacked
DENSE_MEBIBYTES = 300  # from where on one that is packed too densely is refused


def audit(folder, *more):
    limits = (MOST_CPU_SECONDS, MOST_CPU_SECONDS)
    return lib.run(FAIRLANE, "audit", folder, *more, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, limits))


def honest(folder):
    lib.honest_case(folder)
    (folder / "case.json").unlink()
    return folder


def found(document, key, path):
    return next((f for f in document["found"][key] if f["path"] == path), {})


def finds_the_honest_case(work):
    folder = honest(work / "honest")
    (folder / "node_modules").mkdir()
    lib.write(folder / "node_modules/other.py", "import torch\n")
    lib.write(folder / "notes.json", '{"a": 1}')
    done = audit(folder, "--json")
    demand("honest", done.returncode == 0, done.stderr + done.stdout[:300])
    got = json.loads(done.stdout)
    open_points = [p["number"] for p in got["points"] if p["verdict"] == "UNCHECKED"]
    demand("honest: at most ten points are open", len(open_points) <= 10, open_points)
    demand("honest: none fails", not any(p["verdict"] == "FAIL" for p in got["points"]))
    lib.keeps_schema("audit/audit", lib.write(work / "audit.json", done.stdout))
    for path, side, role in (("torch_results_3.json", "a", "result"), ("aprender_results.json", "b", "result"),
                             ("torch_elsewhere.json", "a", "result of another machine"), ("torch_benchmark.py", "a", "source"),
                             ("Cargo.lock", "b", "lock file"), ("README.md", "both", "document"),
                             ("aprender.trace.json", "b", "trace"), ("compare.py", "both", "source of the comparison")):
        demand("honest: taken", found(got, "taken", path) == {"path": path, "role": role, "side": side}, found(got, "taken", path))
    demand("honest: left", "no result file" in found(got, "left", "notes.json").get("why", ""), got["found"]["left"])
    demand("honest: not looked into", got["found"]["folders_left"] == 1 and not found(got, "taken", "node_modules/other.py"))
    text = audit(folder).stdout
    demand("honest: text", "A     command: python3 torch_benchmark.py – README.md:9" in text, text[-2000:])
    demand("honest: markdown", "## Found in the folder" in audit(folder, "--markdown").stdout)
    case = json.loads(audit(folder, "--propose").stdout)
    demand("honest: proposed", case["b"]["command"].startswith("cargo run") and case["a"]["result"] == "torch", case)
    # The proposed case, kept in its folder, is judged alike; its other half without the sources is not.
    lib.write(folder / "case.json", case)
    kept = json.loads(audit(folder / "case.json", "--json").stdout)
    demand("honest: kept", [p["verdict"] for p in kept["points"]] == [p["verdict"] for p in got["points"]])
    os.remove(folder / "torch_benchmark.py")
    demand("honest: without a source", audit(folder).returncode == 1)
    refused("a case that is gone", audit(folder / "case.json"), "torch_benchmark.py: cannot open")


def row(name, mean):
    return f"{name},10000,{mean},0.1,{mean},{mean},{mean}\n"


def chooses(work):
    folder = work / "several"
    (folder / "runs").mkdir(parents=True)
    head = "name,iterations,mean_us,std_us,p50_us,p95_us,p99_us\n"
    refused("empty", audit(folder), "no result files that are known")
    lib.write(folder / "mine.json", "{\"what\": 1}\n")
    refused("of no tool", audit(folder), "of two sides: mine.json is of no tool or form that is known")
    (folder / "mine.json").unlink()
    kept = work / "kept by pytest-benchmark"
    shutil.copytree(lib.PROJECT / "tests/audit/published/pytest_numpy_torch", kept)
    (kept / ".benchmarks/Linux").mkdir(parents=True)
    (kept / "results.json").rename(kept / ".benchmarks/Linux/0001_main.json")
    demand(".benchmarks is looked into", ".benchmarks/Linux/0001_main.json" in audit(kept, "--propose").stdout)
    lib.write(folder / "runs/numpy.csv", head + row("numpy", 2.0))
    refused("one", audit(folder), "a comparison needs two results")
    lib.write(folder / "runs/other.csv", head + row("numba", 1.0) + row("numexpr", 4.0))
    refused("three", audit(folder), "it is not clear which two are compared")
    refused("three, one named", audit(folder, "--a", "numpy"), "for the other side there are several results")
    refused("none of that name", audit(folder, "--a", "numpy", "--b", "none*"), "'none*' matches no result")
    refused("several of that name", audit(folder, "--a", "numpy", "--b", "num?*"), "'num?*' matches several results")
    refused("the same twice", audit(folder, "--a", "numpy", "--b", "numpy"), "'numpy' matches no result")
    refused("of a case", audit("--run", "--a", "x"), "belong to a folder")
    for chosen in (("--a", "numpy", "--b", "numba"), ("--a", "runs/numpy*", "--b", "runs/other.csv:numba"),
                   ("--b", "numba", "--a", "*/numpy.csv:*")):
        done = audit(folder, "--propose", *chosen)
        case = json.loads(done.stdout) if done.returncode == 0 else {}
        demand(f"chosen by {chosen}", case.get("a", {}).get("result") == "numpy" and case["b"]["result"] == "numba", done.stderr)
    alone = work / "without names"
    for name, times in (("slow_1", "2.5\n2.25\n"), ("slow_2", "2.5\n2.75\n"), ("quick", "1.25\n1.5\n")):
        lib.write(alone / f"out/{name}.csv", "latency_us\n" + times)
    case = json.loads(audit(alone, "--propose").stdout)
    demand("without names", case["a"]["results"] == ["out/slow_1.csv", "out/slow_2.csv"] and case["b"]["results"] == ["out/quick.csv"]
           and (case["a"]["name"], case["b"]["name"]) == ("slow", "quick"), case)
    for table, verdict in (("| slow | 2.6 us | 2.75 us p99 |", "PASS"), ("| slow | 2.6 us |", "FAIL")):
        lib.write(alone / "README.md", f"# Latencies\n\n{table}\n")
        tail = json.loads(audit(alone, "--json").stdout)["points"][99 - 1]
        demand(f"readings and {table}", tail["verdict"] == verdict, tail)
    one = work / "one program"
    lib.write(one / "all.csv", "name,iterations,mean_us,std_us,ci_95_lower,ci_95_upper\nkeras,10000,9,1,8.9,9.1\ntorch,10000,3,1,2.9,3.1\n")
    lib.write(one / "tiny.py", "import torch, keras\n")
    lib.write(one / "README.md", "# Both\n\n    python tiny.py torch\n    python tiny.py keras\n")
    case = json.loads(audit(one, "--propose").stdout)
    demand("one program: each its command", case["a"]["command"] == "python tiny.py torch" and
           case["b"]["command"] == "python tiny.py keras", case)
    means = work / "means"
    lib.write(means / "torch.csv", head + row("torch", 3.0))
    for evaluations, verdict in ((1, "PASS"), (10, "FAIL")):
        trial = {"allocs": 0, "memory": 0, "params": ["BenchmarkTools.Parameters", {"samples": 10000, "evals": evaluations}],
                 "times": [600.0 + i % 7 for i in range(10000)], "gctimes": [0.0] * 10000}
        lib.write(means / "flux.json", [{"Julia": "1.11.1", "BenchmarkTools": {}}, [["BenchmarkTools.Trial", trial]]])
        points = json.loads(audit(means, "--json").stdout)["points"]
        said = {e["verdict"] for n in (3, 17) for e in points[n - 1]["evidence"] if e["concerns"] == "b" and e["how"] == "computed"}
        demand(f"{evaluations} calls a reading", said == {verdict}, said)
    lib.write(folder / "runs/torch.csv", head + row("torch", 3.0))
    lib.write(folder / "runs/candle.csv", head + row("candle", 3.0))
    case = json.loads(audit(folder, "--propose").stdout)
    demand("PyTorch and Rust", case["a"]["result"] == "torch" and case["b"]["result"] == "candle", case)


def verdicts(done):
    return {n: p["verdict"] for n, p in lib.points(done).items()} or {"error": done.stderr}


def published(work, name, kind="pytest_numpy_torch"):
    shutil.copytree(lib.PROJECT / "tests/audit/published" / kind, work / name)
    return work / name


def is_whole(work):
    """What is not in a folder that is called whole is absent; and that it is whole is looked after."""
    claims = (21, 24, 26, 27)
    folder = published(work, "whole")
    for options, right in (((), "UNCHECKED"), (("--whole",), "NOT APPLICABLE")):
        got = verdicts(audit(folder, "--json", *options))
        demand(f"whole {options}", all(got.get(n) == right for n in claims), got)
    demand("whole: proposed", json.loads(audit(folder, "--whole", "--propose").stdout).get("whole") is True)
    refused("whole of a template", audit("--template", "--whole"), "belong to a folder")
    for file, text, points in (("compare.py", "import json\n", claims), ("NOTES.md", "The difference has a p-value below 0.001.\n", (24,)),
                               ("README.md", "Cohen's d is 8.\n", (26, 27)), ("README.md", "95 % confidence: 3.9 \u00b1 0.1 us\n", (21,))):
        folder = published(work, f"speaks-{file}-{points[0]}")
        with open(folder / file, "a", encoding="utf-8") as end:
            end.write(text)
        got = verdicts(audit(folder, "--json", "--whole"))
        demand(f"{file} speaks of {points}", all(got.get(n) == "UNCHECKED" for n in points), got)
    # A case that leaves out what is there is not of the whole.
    case = json.loads(audit(folder, "--whole", "--propose").stdout)
    lib.write(folder / "compare.py", "import json\n")
    lib.write(folder / "case.json", case)
    done = audit(folder / "case.json", "--json")
    demand("not whole", verdicts(done).get(24) == "UNCHECKED" and "does not name compare.py" in done.stdout, done.stdout[:300])
    for file, points, kind in (("README.md", (74, 100), "criterion_ndarray"), ("Cargo.lock", (76,), "criterion_ndarray"),
                               ("requirements.txt", (75,), "pytest_numpy_torch")):
        folder = published(work, f"without-{file}", kind)
        os.remove(folder / file)
        for options, right in (((), "FAIL" if file == "none" else "UNCHECKED"), (("--whole",), "FAIL")):
            got = verdicts(audit(folder, "--json", *options))
            demand(f"without {file} {options}", all(got.get(n) == right for n in points), got)
    lib.write(folder / "case.json", case | {"whole": "yes"})
    refused("whole is no truth", audit(folder / "case.json"), 'it must be true or false')


def stands_outside(work):
    """A case may stand elsewhere than what it speaks of."""
    folder = published(work, "spoken-of")
    case = json.loads(audit(folder, "--propose").stdout)
    inside = verdicts(audit(folder, "--json"))
    (work / "cases").mkdir()
    at = work / "cases/case.json"
    for root in ("../spoken-of", str(folder)):
        lib.write(at, case | {"root": root})
        demand(f"root {root}", verdicts(audit(at, "--json")) == inside, audit(at).stderr)
    for root, why in (("../gone", "cannot be opened"), ("../spoken-of/README.md", "cannot be opened"), (5, "must be a text"), ("", "is empty")):
        lib.write(at, case | {"root": root})
        refused(f"root {root}", audit(at), why)
    case["a"]["results"] = ["../spoken-of/results.json"]
    lib.write(at, case | {"root": "../cases"})
    refused("a path that climbs out of the root", audit(at), "results")


LIBRARY = {"src/lib.rs": "mod linear;\npub use linear::forward;\n",
           "src/linear.rs": "pub fn forward(w: &[f32], x: &[f32]) -> f32 {\n    w.iter().zip(x).map(|(a, b)| a * b).sum()\n}\n",
           "tests/all.rs": "use std::arch::x86_64::*;\n", "README.md": "A library.\n"}


def write_folder(path, files):
    for name, text in files.items():
        lib.write(path / name, text)


def write_crate(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"linear-1.0.0/{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


def write_wheel(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)


def reads_libraries(work):
    """Sources of a library as a folder, a crate or a wheel; hostile ones end in one line."""
    folder = honest(work / "libraries")
    case = lib.read_json(lib.PROJECT / "tests/audit/cheats/honest/case.json")

    def judge(*names):
        case["b"]["library_sources"] = list(names)
        for side in ("a", "b"):
            case[side].pop("data", None)
        return audit(lib.write(folder / "case.json", case), "--json")

    def says(name, done, words):
        pieces = [e["text"] for e in lib.points(done).get(92, {"evidence": []})["evidence"]]
        demand(f"library {name}: {words}", any(words in piece for piece in pieces), pieces or done.stderr)

    for name, write in (("linear", write_folder), ("linear.crate", write_crate), ("linear.whl", write_wheel), ("linear.tar.gz", write_crate)):
        write(folder / name, LIBRARY)
        done = judge(name)
        says(name, done, "in any of the library's 2 files")
        listed = audit(folder / "case.json", "--markdown").stdout
        demand(f"library {name}: its digest", f"| library source of B | {name} |" in listed, listed[-1500:])
        other = f"simd_{name}"
        write(folder / other, LIBRARY | {"src/linear.rs": "use std::arch::x86_64::*;\n"})
        says(other, judge(other), "intrinsics")
        other = f"machine_{name}"
        write(folder / other, LIBRARY | {"src/fast.so": "\x7fELF"})
        says(other, judge(other), "is not Rust and was not read")
        other = f"partial_{name}"
        write(folder / other, {"src/lib.rs": LIBRARY["src/lib.rs"]})
        says(other, judge(other), "the module linear is not given")
    lib.write(folder / "outside.rs", LIBRARY["src/linear.rs"])
    write_folder(folder / "linked", {"src/lib.rs": LIBRARY["src/lib.rs"]})
    (folder / "linked/src/linear.rs").symlink_to(folder / "outside.rs")
    (folder / "linked/up").symlink_to("/")
    says("linked", judge("linked"), "the module linear is not given")
    (folder / "climbing").symlink_to(folder / "linear")
    refused("a library behind a link", judge("climbing"), "climbing")
    refused("a library above", judge("../libraries/linear"), "library_sources")
    refused("a library that is gone", judge("gone.crate"), "gone.crate")
    write_crate(folder / "above.crate", {"../../../outside.rs": "pub fn f() {}\n", "src/lib.rs": "pub fn g() {}\n"})
    says("above", judge("above.crate"), "in any of the library's 2 files")
    (folder / "torn.crate").write_bytes((folder / "linear.crate").read_bytes()[:90])
    refused("a torn crate", judge("torn.crate"), "torn.crate")
    lib.write(folder / "text.crate", "no archive\n")
    refused("no archive", judge("text.crate"), "text.crate")
    with gzip.open(folder / "bomb.crate", "wb", compresslevel=1) as bomb_file:
        member = tarfile.TarInfo("linear-1.0.0/src/data.bin")
        member.size = DENSE_MEBIBYTES << 20
        bomb_file.write(member.tobuf())
        for _ in range(DENSE_MEBIBYTES):
            bomb_file.write(bytes(1 << 20))
    refused("a bomb", judge("bomb.crate"), "unpacks to more than 200 times its size")
    member.name, member.size = "linear-1.0.0/src/data.rs", 64 << 30
    (folder / "promise.tar").write_bytes(member.tobuf())
    refused("a source of 64 GiB", judge("promise.tar"), "library sources take more than")
    refused("its bound is told", judge("promise.tar"), " of memory, ")
    write_crate(folder / "many.crate", LIBRARY | {f"src/m{i}.rs": "" for i in range(6000)})
    says("many", judge("many.crate"), "in any of the library's 6002 files")
    write_wheel(folder / "large.whl", LIBRARY | {f"lib/fast{i}.so": "\x7fELF" + "x" * (24 << 20) for i in range(3)})
    says("large", judge("large.whl"), "is not Rust and was not read")
    write_wheel(folder / "latin.whl", LIBRARY)
    with zipfile.ZipFile(folder / "latin.whl", "a") as archive:
        archive.writestr("src/names.rs", b"// caf\xe9\nuse std::arch::x86_64::*;\n")
    says("in another encoding", judge("latin.whl"), "names.rs could not be read")
    deep = folder / "deep" / "/".join(f"d{i}" for i in range(40))
    write_folder(folder / "deep", LIBRARY)
    deep.mkdir(parents=True)
    lib.write(deep / "simd.rs", "use std::arch::x86_64::*;\n")
    says("deep", judge("deep"), "intrinsics")
    longest = folder / "long" / "/".join("d" * 100 for _ in range(6))
    longest.mkdir(parents=True)
    refused("a path without an end", judge("long"), "is longer than 511 bytes")
    write_crate(folder / "slow.crate", {"src/lib.rs": "".join(f"mod m{i};\n" for i in range(4000))} |
                {f"src/m{i}.rs": "use crate::lib;\n" * 100 for i in range(4000)})
    says("slow", judge("slow.crate"), "in any of the library's 4001 files")


def is_published(work):
    """--cpu and --ghz have 81 to 83 judged by the model; what a document names is proposed and decides nothing."""
    folder = honest(work / "published")
    readme = folder / "README.md"
    lines = readme.read_text().splitlines()
    lib.write(readme, "\n".join([*lines[:2], "Measured on an AMD EPYC 7763 64-Core Processor, at 3.4 GHz.", *lines[2:]]) + "\n")
    done = audit(folder, "--json")
    got = json.loads(done.stdout)
    demand("published: proposed", got["found"].get("cpu_named") == "AMD EPYC 7763 64-Core Processor" and
           got["found"]["cpu_place"] == "README.md:3", got["found"].get("cpu_named"))
    how = {e["how"] for n in (81, 82, 83) for e in lib.points(done)[n]["evidence"]}
    demand("published: no word for it is taken", "modelled" not in how, how)
    demand("published: its place", "README.md:3 names 'AMD EPYC 7763 64-Core Processor'" in audit(folder).stdout)
    proposed = json.loads(audit(folder, "--propose").stdout)["published"]
    demand("published: not filled in", set(proposed) == {"comment"} and "README.md:3 names" in proposed["comment"], proposed)
    proposed = json.loads(audit(folder, "--propose", "--cpu", "znver3", "--ghz", "3.4").stdout)
    demand("published: filled in", proposed["published"] == {"core": "znver3", "ghz": 3.4}, proposed["published"])
    for words, why in ((("--cpu", "znver3"), "audit: --cpu counts cycles, so it needs --ghz"), (("--ghz", "3"), "--ghz goes with --cpu"),
                       (("--cpu", "znver3", "--ghz", "34"), "--ghz: '34' is not a frequency between 0.1 and 10 GHz"),
                       (("--cpu", "pentium9", "--ghz", "3"), "--cpu:"), (("--cpu", "", "--ghz", "3"), "--cpu:")):
        refused(f"published: {words}", audit(folder, *words), why)
    refused("published: --run", lib.run(FAIRLANE, "audit", "--run", "--cpu", "znver3", "--ghz", "3"), "belong to a folder or a case")
    given, kept = (lib.points(audit(at, "--json", *more)) for at, more in (
        (folder, ("--cpu", "znver3", "--ghz", "3.4")), (lib.write(folder / "kept.json", json.dumps(proposed)), ())))
    modelled = [e["how"] for n in (81, 82, 83) for e in given[n]["evidence"]]
    demand("published: asked", platform.machine() != "x86_64" or not shutil.which("llvm-mca-19") or "modelled" in modelled, modelled)
    demand("published: as the case that was proposed", all(given[n]["verdict"] == kept[n]["verdict"] for n in (81, 82, 83, 84)))


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z, z.open("weight.npy", "w", force_zip64=True) as member:
        for _ in range(BOMB_MEBIBYTES):
            member.write(bytes(1 << 20))


def survives(work):
    folder = honest(work / "hostile")
    (folder / "climbs").symlink_to("/")
    (folder / "loop").symlink_to(folder)
    (folder / "linked_results.json").symlink_to("torch_results.json")
    (folder / "linked_benchmark.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.json")
    lib.write(folder / "strange\nname.py", "x = 1\n")
    (folder / "latin.py").write_bytes(b"name = '\xe9'\n")
    bomb(folder / "torch_model.npz")
    shutil.copy(folder / "torch_model.npz", folder / "library.crate")
    with open(folder / "huge.json", "wb") as file:
        file.truncate(5 << 30)
    lib.write(folder / "deep.json", "[" * 1_000_000)
    deep = folder
    for level in range(40):
        deep = deep / f"d{level}"
        deep.mkdir()
    lib.write(deep / "below.py", "import torch\n")
    done = audit(folder, "--json")
    demand("hostile", done.returncode in (0, 1), done.stderr)
    got = json.loads(done.stdout)
    taken = {f["path"] for f in got["found"]["taken"]}
    demand("hostile: what cannot be read passes nothing", got.get("not_read", "").startswith("latin.py was not read: it is not UTF-8 text") and
           not got["valid"] and lib.points(done)[73]["verdict"] == "UNCHECKED", got.get("not_read"))
    demand("hostile: links", not {"linked_results.json", "linked_benchmark.py", "pipe.json"} & taken, taken)
    demand("hostile: only what is here", all(not path.startswith(("climbs", "loop", "d0/")) for path in taken), taken)
    for path, why in (("torch_model.npz", "cannot be read as a model"), ("huge.json", "too large"), ("deep.json", "no result file"),
                      ("latin.py", "not UTF-8"), ("library.crate", "archives are not read")):
        demand(f"hostile: {path}", why in found(got, "left", path).get("why", ""), found(got, "left", path))


def verdicts(done):
    return {number: point["verdict"] for number, point in lib.points(done).items()}


def tells_what_it_leaves(work):
    """Sources beyond the number of a case, or that cannot be read, are missing, in the case that is kept as well; those that
    the program does not lead to are not."""
    folder = honest(work / "many")
    plain = verdicts(audit(folder, "--json"))
    for i in range(40):
        lib.write(folder / f"tool{i:02}_torch.py", f"NUMBER = {i}\n")
    lib.write(folder / "zz_torch.py", "import torch\n\n\ndef prepare():\n    torch.set_num_threads(8)\n")
    demand("many: the program leads to none of those that are left", verdicts(audit(folder, "--json")) == plain)
    benchmark = folder / "torch_benchmark.py"
    text = benchmark.read_text()
    lib.write(benchmark, text.replace("import torch\n", "import torch\nimport zz_torch\n", 1).replace(
        "    torch.set_num_threads(1)\n", "    torch.set_num_threads(1)\n    zz_torch.prepare()\n", 1))
    got = audit(folder, "--json")
    demand("many: it leads to one", json.loads(got.stdout).get("not_read", "").startswith("zz_torch.py was not read: a case takes 32") and
           verdicts(got)[73] == "UNCHECKED", json.loads(got.stdout).get("not_read"))
    lib.write(benchmark, text)
    (folder / "README.md").write_text((folder / "README.md").read_text().replace("python3 torch_benchmark.py", "see below"))
    got = audit(folder, "--json")
    demand("many: no command tells which is the program", "a case takes 32" in json.loads(got.stdout).get("not_read", "") and
           verdicts(got)[73] == "UNCHECKED", json.loads(got.stdout).get("not_read"))
    folder = honest(work / "flags")
    (folder / "README.md").write_text((folder / "README.md").read_text().replace("cargo run --release --bin aprender_benchmark", "see below"))
    for name, text in (("bench.sh", "#!/bin/sh\nexport RUSTFLAGS=\"-C target-cpu=native\"\n{}\n"),
                       (".github/workflows/bench.yml", "env:\n  RUSTFLAGS: -C target-cpu=native\njobs:\n  a:\n    steps:\n      - run: {}\n")):
        at = lib.write(folder / name, text.format("cargo run --release --bin aprender_benchmark"))
        demand(f"flags of {name}", verdicts(audit(folder, "--json"))[80] == "FAIL", audit(folder, "--propose").stdout[:1500])
        at.unlink()
    folder = honest(work / "kept")
    (folder / "latin.py").write_bytes(b"name = '\xe9'\n")
    for name in ("many", "kept"):
        there = audit(work / name, "--json")
        case = lib.write(work / name / "kept.json", audit(work / name, "--propose").stdout)
        kept = audit(case, "--json")
        demand(f"{name}: the case that is kept passes no more", verdicts(kept) == verdicts(there), kept.stderr + json.loads(there.stdout)["not_read"])
        demand(f"{name}: its head says so", "was left when the case was made" in json.loads(kept.stdout)["not_read"], kept.stdout[:300])


def ends(work):
    folder = honest(work / "handed on")
    benchmark = folder / "torch_benchmark.py"
    lib.write(benchmark, benchmark.read_text().replace("            output = model(sample)\n",
                                                       "            output = model(sample)\n" + "            output = output\n" * 8000))
    done = audit(folder, "--json")  # names are looked up among all that have them: in cubic time this would be hours
    demand("handed on from name to name", done.returncode in (0, 1) and lib.points(done)[12]["verdict"] == "UNCHECKED", done.stderr)
    folder = honest(work / "slow")
    for i in range(60):
        lib.write(folder / f"slow{i}_torch.py", "x = " + "(" * 90 + "1" + ")" * 90 + "\n" + "y = [" + "[1, 2], " * 40_000 + "]\n")
    for i in range(8):
        lib.write(folder / f"slow{i}.rs", "fn f() { " + "{ " * 400_000)
    (folder / "work_torch.py").write_text("import torch\n" + "".join(
        f"x{line} = [[((i * 17 + j) ** 2 + i * j) / 3.0 for j in range(1999)] for i in range(1000)]\n" for line in range(30)))
    done = audit(folder, "--reading-time", "1", "--json")  # they take tens of seconds
    demand("slow sources", done.returncode == 1 and not done.stderr, done.stderr)

    def says_so(head, seconds):  # the first is one that was not begun, or on a slow machine one that took too long
        return any(f"{words}; --reading-time gives more; nor " in head for words in (f"a case, {seconds} s, is used up", "s that were left"))

    demand("slow sources: the head says so", says_so(json.loads(done.stdout)["not_read"], 1), done.stdout[:1500])
    case = json.loads(audit(folder, "--propose").stdout) | {"made_by": "fairlane audit --run"}
    kept = audit(lib.write(folder / "kept.json", case), "--reading-time", "1")
    demand("slow sources: judged twice, in half of it", says_so(kept.stdout, 0.5), kept.stderr + kept.stdout[:1500])
    for words, reason in ((("--reading-time", "0"), "is not between 1 and 3600"), (("--reading-time", "3601"), "is not between 1 and 3600"),
                          (("--reading-time", "9", "--propose"), "belongs to judging")):
        refused(f"{words}", audit(folder, *words), reason)
    with tempfile.TemporaryDirectory(dir=next(filter(os.path.isdir, ("/dev/shm", work)))) as crowd:  # in memory it is quickly made
        for part in range(101):
            os.mkdir(f"{crowd}/p{part}")
            for i in range(1000):
                os.mknod(f"{crowd}/p{part}/{i}")
        done = audit(crowd)  # a slow machine may refuse it earlier, for the time
        refused("a crowd", done, next(filter(done.stderr.count, ("finding takes more than 20 s", "more than 100000 files")), "?"))
    flood = work / "flood"
    flood.mkdir()
    for i in range(2100):
        os.mknod(flood / f"{i}.py")
    refused("a flood of sources", audit(flood), "more than 2000 files that an audit could read")


with lib.scratch() as work:
    for part in (finds_the_honest_case, is_whole, stands_outside, is_published, reads_libraries, chooses, survives, tells_what_it_leaves, ends):
        part(work)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
demand("memory", most < MOST_BYTES, f"{most >> 20} MiB")
lib.finish(f"at most {most >> 20} MiB in one process")
