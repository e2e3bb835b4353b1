"""Pictures of reports, looked at in Chromium: every one is there, legible and inside the page at 360 and 1280 pixels, in light,
in the dark and on paper; nothing is asked for, nothing said on the console; names that hold markup, quotes, gnuplot's own
language, terminal escapes, marks of direction or very many characters run nothing and break nothing. Without gnuplot a page
says what is missing. Files of pictures hold shapes and text alone.
usage: check_pictures.py FAIRLANE TEST_RECORD [FOLDER for screenshots]
Pages with a planted script, request, small text, wide element and text beyond a picture must be caught."""
import os
import re
import shutil
import struct
import sys
import xml.etree.ElementTree as ElementTree

import browser

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import faults, read_json, write  # noqa: E402

FAIRLANE, RECORD, *SHOTS = lib.paths()
HONEST = lib.PROJECT / "tests/audit/cheats/honest"

WIDTHS = ((360, "light"), (360, "dark"), (1280, "light"), (1280, "dark"), (1600, "light"), (1280, "print"))
# What each page shows, by the beginnings of titles.
PAGES = {
    "run": ["How many times as fast as", "The scale of latencies", "Single calls", "Was this machine quiet"],
    "compare": ["Time of A"],
    "pairs": ["Each result of both files"],
    "fleet": ["Is avx2 (B) faster", "Machines and contestants"],
    "bound": ["Which latencies each class can have"],
    "trace": ["Multiply-adds of one call", "Instructions of one call"],
    "audit": ["The 100 points"],
}
HOSTILE = ["<script>ran=1</script>", "'; system('touch planted'); '", "`touch planted`", "\"; !touch planted #", "x\\", "@x %d %s $0",
           "</text></svg><img src=x onerror=ran=1>", "{/Bold x}_{1}^{2}", "\u202egnp.exe\u202c\u2066", "\x1b[31mred\x1b[0m\x07",
           "\u05d0\u05d1 \u4e2d\u6587 \U0001f600"]


def run(*words, status=(0, 1), **variables):
    return lib.run(FAIRLANE, *words, status=status, encoding=None, env={**os.environ, **variables})


def make_page(name, *words):
    write(name, run(*words, "--html").stdout)


def make_pages():
    make_page("run.html", "report", "one.json")
    make_page("compare.html", "compare", "one.json:scalar", "one.json:avx2")
    make_page("pairs.html", "compare", "one.json", "two.json")
    make_page("fleet.html", "compare", "one.json", "two.json", "--of", "scalar,avx2")
    make_page("bound.html", "bound", "--result", "one.json", "--latency", "1us")
    make_page("trace.html", "report", HONEST / "torch.trace.json")
    make_page("audit.html", "audit", HONEST / "case.json")


def faults_of(window, page, titles, width, look):
    seen = window.look(page, width, dark=look == "dark", printed=look == "print")
    wrong = list(seen["faults"])
    found = [picture["title"] for picture in seen["pictures"]]
    for title in titles:
        if not any(t.startswith(title) for t in found):
            wrong.append(f"no picture '{title}'")
    for picture in seen["pictures"]:
        if not picture["named"] or len(picture["words"]) < 30:
            wrong.append(f"'{picture['title']}': no text alternative: {picture['words'][:60]}")
        if len(picture["texts"]) < 4 or picture["shapes"] < 4:
            wrong.append(f"'{picture['title']}': {len(picture['texts'])} texts, {picture['shapes']} shapes")
        if width == 360 and picture["width"] > 360:
            wrong.append(f"'{picture['title']}' is {picture['width']} wide")
        dim = {"light": "rgb(230, 237, 243)", "dark": "rgb(27, 31, 36)", "print": "rgb(230, 237, 243)"}[look]
        if dim in picture["colours"]:
            wrong.append(f"'{picture['title']}': text in {dim} on {seen['paper']}")
    if seen["ran"] != "undefined":
        wrong.append("a script ran")
    return [f"{page}, {width} px, {look}: {fault}" for fault in wrong]


def check_planted(window):
    """Faults that must be found."""
    page = open("run.html", encoding="utf-8").read()
    for what, changed in (("script", page.replace("<main>", "<main><script>ran=1</script>")),
                          ("request", page.replace("<main>", "<main><img src='http://127.0.0.1:9/x.png'>")),
                          ("small text", page.replace('font-size="11.00"', 'font-size="4.00"')),
                          ("wide element", page.replace("<main>", "<main><div><svg width='3000' height='5'></svg></div>")),
                          ("text beyond", re.sub(r'translate\([\d.]+(,[\d.]+\)"[^>]*>\s*<text>avx2)', r'translate(3000\1', page)),
                          ("lost picture", re.sub(r"<figure>.*?</figure>", "", page, count=1, flags=re.S)),
                          ("the same id", page.replace("</main>", "<p id='w1-title'></p></main>"))):
        lib.must(changed != page, f"the fault could not be planted: {what}")
        write("planted.html", changed)
        lib.must(faults_of(window, "planted.html", PAGES["run"], 360, "light"), f"not caught: {what}")


def hostile_run(name):
    """A run whose contestants have these names, as far as a name may be: its machine and files at any rate."""
    document = read_json("one.json")
    lib.rename_all(document, name[:40], name[:100], name[:80])
    write("hostile.json", document)
    if run("report", "hostile.json", status=(0, 1, 2)).returncode == 2:  # no name of a result: of the machine alone
        document = read_json("one.json")
        document["config"]["cpu"] = document["environment"]["cpu"] = "?".join(re.findall(r"[ -~]+", name))[:100]
        write("hostile.json", document)


def hostile_pages():
    """Each with one hostile name in as many places as there are."""
    pages = []
    trace = read_json(HONEST / "torch.trace.json")
    for i, name in enumerate([*HOSTILE, "m" * 10000]):
        hostile_run(name)
        make_page(f"run{i}.html", "report", "hostile.json")
        for node in [*trace["objects"], *trace.get("functions", [])]:
            node["name"] = name[:100]
        write("trace.json", trace)
        traced = run("report", "trace.json", status=(0, 1, 2)).returncode == 0
        os.makedirs(f"files{i}")
        file = name.replace("/", "_").replace("\0", "")[:200]
        for folder in ("one", "two"):
            shutil.copy("hostile.json", f"files{i}/{folder}{file}.json")
        shutil.copy("two.json", f"files{i}/three{file}.json")
        shutil.copy("trace.json", f"files{i}/trace{file}.json")
        make_page(f"mixed{i}.html", "report", f"files{i}")
        pages += [(f"run{i}.html", PAGES["run"]),
                  (f"mixed{i}.html", PAGES["fleet"][1:] + (PAGES["trace"][:1] if traced else []))]
    return pages


def check_files():
    """Files of pictures: SVG of shapes and text, PNG in double resolution; a second report of another folder."""
    run("report", "one.json", "--pictures", "pictures")
    names = sorted(os.listdir("pictures"))
    if names != sorted(f"{n}.{e}" for n in ("calls", "latencies", "ratios", "rounds") for e in ("svg", "png")):
        faults.append(f"--pictures wrote {names}")
    for name in names:
        with open(f"pictures/{name}", "rb") as file:
            data = file.read()
        if name.endswith(".png"):
            if data[:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">I", data[16:20])[0] < 1200:
                faults.append(f"{name} is no PNG of that size")
            continue
        for element in ElementTree.fromstring(data).iter():
            tag = element.tag.replace("{http://www.w3.org/2000/svg}", "")
            if tag not in "svg title desc style g defs path circle rect polygon use text".split():
                faults.append(f"{name}: {tag}")
            faults.extend(f"{name}: {key}" for key in element.attrib if key.startswith(("on", "style", "{")))
            if not element.attrib.get("href", "#").startswith("#"):
                faults.append(f"{name}: {element.attrib['href']}")
    if b"exclude" not in run("trace", "scalar", "--json", "--pictures", "x", status=2).stderr:
        faults.append("--json and --pictures at once")


def check_emulated():
    """A picture may be seen without its report: it says by itself what was emulated."""
    lib.edit_json("one.json", lib.set_at("environment", "emulator", "QEMU"), "emulated.json")
    page = run("report", "emulated.json", "--html").stdout.decode()
    titles = re.findall("<figcaption>(.*?)</figcaption>", page)
    lib.demand("emulated", len(titles) == 4 and all(t.startswith("EMULATED") for t in titles), titles)


def check_absent():
    """Without gnuplot: the page says so once, tells what pictures would have shown, and ends well."""
    os.makedirs("empty", exist_ok=True)
    empty = os.path.abspath("empty")
    page = run("report", "one.json", "--html", PATH=empty).stdout.decode()
    lib.demand("the page does not say what is missing", page.count("gnuplot-nox") == 1 and page.count("Picture missing") == 4)
    if "scalar" not in page.split("Picture missing: How many")[1].split("</p>")[0]:
        faults.append("the page does not tell in words what a picture would have shown")
    done = run("report", "one.json", "--pictures", "none", status=3, PATH=empty)
    lib.demand("--pictures without gnuplot", b"gnuplot-nox" in done.stderr and b"avx2" in done.stdout, done.stderr)


def look_at(window, page, titles, width, look, name):
    faults.extend(faults_of(window, page, titles, width, look))
    for shots in SHOTS:
        window.shoot(os.path.join(shots, name))


def check_pages(pages, folder):
    with browser.Browser(os.path.join(folder, "profile")) as window:
        check_planted(window)
        for page, titles in PAGES.items():
            for width, look in WIDTHS:
                look_at(window, f"{page}.html", titles, width, look, f"{page}-{width}-{look}.png")
        for page, titles in pages:
            for width in (360, 1280):
                look_at(window, page, titles, width, "light", f"hostile-{page}-{width}.png")


with lib.scratch() as place:
    lib.result_file(RECORD, "one.json")
    lib.result_file(RECORD, "two.json", 0.1)
    check_absent()
    if not shutil.which("gnuplot"):
        lib.skip("pictures need gnuplot (gnuplot-nox)")
    check_files()
    check_emulated()
    make_pages()
    hostile = hostile_pages()
    lib.demand("a name ran a program", not os.path.exists("planted"))
    if not browser.find():
        lib.skip("to look at pages a browser is needed (chromium)")
    check_pages(hostile, place)
lib.finish()
