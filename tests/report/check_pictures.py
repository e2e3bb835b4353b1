"""Pictures of reports, looked at in Chromium: every one is there, legible and inside the page at 360 and 1280 pixels, in light,
in the dark and on paper; nothing is asked for, nothing said on the console; names that hold markup, quotes, gnuplot's own
language, terminal escapes, marks of direction or very many characters run nothing and break nothing. Without gnuplot a page
says what is missing. Files of pictures hold shapes and text alone.
usage: check_pictures.py PROJECT FAIRLANE TEST_RECORD [FOLDER for screenshots]
Pages with a planted script, request, small text, wide element and text beyond a picture must be caught."""
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import browser

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


def run(*words, path=None):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                          env={**os.environ, **({"PATH": path} if path is not None else {})})
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(words)[:200]}: exit code {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def read_json(name):
    with open(name, encoding="utf-8") as file:
        return json.load(file)


def make_pages(project, fairlane):
    honest = f"{project}/tests/audit/cheats/honest"
    write("run.html", run(fairlane, "report", "one.json", "--html"))
    write("compare.html", run(fairlane, "compare", "one.json:scalar", "one.json:avx2", "--html"))
    write("pairs.html", run(fairlane, "compare", "one.json", "two.json", "--html"))
    write("fleet.html", run(fairlane, "compare", "one.json", "two.json", "--of", "scalar,avx2", "--html"))
    write("bound.html", run(fairlane, "bound", "--result", "one.json", "--latency", "1us", "--html"))
    write("trace.html", run(fairlane, "report", f"{honest}/torch.trace.json", "--html"))
    write("audit.html", run(fairlane, "audit", f"{honest}/case.json", "--html"))


def faults_of(window, page, titles, width, look):
    seen = window.look(page, width, dark=look == "dark", printed=look == "print")
    faults = list(seen["faults"])
    found = [picture["title"] for picture in seen["pictures"]]
    for title in titles:
        if not any(t.startswith(title) for t in found):
            faults.append(f"no picture '{title}'")
    for picture in seen["pictures"]:
        if not picture["named"] or len(picture["words"]) < 30:
            faults.append(f"'{picture['title']}': no text alternative: {picture['words'][:60]}")
        if len(picture["texts"]) < 4 or picture["shapes"] < 4:
            faults.append(f"'{picture['title']}': {len(picture['texts'])} texts, {picture['shapes']} shapes")
        if width == 360 and picture["width"] > 360:
            faults.append(f"'{picture['title']}' is {picture['width']} wide")
        dim = {"light": "rgb(230, 237, 243)", "dark": "rgb(27, 31, 36)", "print": "rgb(230, 237, 243)"}[look]
        if dim in picture["colours"]:
            faults.append(f"'{picture['title']}': text in {dim} on {seen['paper']}")
    if seen["ran"] != "undefined":
        faults.append("a script ran")
    return [f"{page}, {width} px, {look}: {fault}" for fault in faults]


def check_planted(window):
    """Faults that must be found."""
    with open("run.html", encoding="utf-8") as file:
        page = file.read()
    for what, changed in (("script", page.replace("<main>", "<main><script>ran=1</script>")),
                          ("request", page.replace("<main>", "<main><img src='http://127.0.0.1:9/x.png'>")),
                          ("small text", page.replace('font-size="11.00"', 'font-size="4.00"')),
                          ("wide element", page.replace("<main>", "<main><div><svg width='3000' height='5'></svg></div>")),
                          ("text beyond", re.sub(r'translate\([\d.]+(,[\d.]+\)"[^>]*>\s*<text>avx2)', r'translate(3000\1', page)),
                          ("lost picture", re.sub(r"<figure>.*?</figure>", "", page, count=1, flags=re.S)),
                          ("the same id", page.replace("</main>", "<p id='w1-title'></p></main>"))):
        if changed == page:
            sys.exit(f"the fault could not be planted: {what}")
        write("planted.html", changed.encode())
        if not faults_of(window, "planted.html", PAGES["run"], 360, "light"):
            sys.exit(f"not caught: {what}")


def hostile_run(name):
    """A run whose contestants have these names, as far as a name may be: its machine and files at any rate."""
    document = read_json("one.json")
    for node in [*document["results"], *document["cross_check"]]:
        if node["name"] == "avx2":
            node["name"] = name[:40]
    document["config"]["cpu"] = document["environment"]["cpu"] = name[:100]
    document["results"][0]["stability"] = name[:80]
    return json.dumps(document).encode()


def hostile_pages(project, fairlane):
    """Each with one hostile name in as many places as there are."""
    pages = []
    trace = read_json(f"{project}/tests/audit/cheats/honest/torch.trace.json")
    for i, name in enumerate([*HOSTILE, "m" * 10000]):
        write("hostile.json", hostile_run(name))
        if subprocess.run([fairlane, "report", "hostile.json"], capture_output=True, check=False).returncode == 2:
            document = read_json("one.json")  # no name of a result: of the machine alone
            document["config"]["cpu"] = document["environment"]["cpu"] = "?".join(re.findall(r"[ -~]+", name))[:100]
            write("hostile.json", json.dumps(document).encode())
        write(f"run{i}.html", run(fairlane, "report", "hostile.json", "--html"))
        for node in [*trace["objects"], *trace.get("functions", [])]:
            node["name"] = name[:100]
        write("trace.json", json.dumps(trace).encode())
        if subprocess.run([fairlane, "report", "trace.json"], capture_output=True, check=False).returncode == 0:
            write(f"trace{i}.html", run(fairlane, "report", "trace.json", "--html"))
            pages.append((f"trace{i}.html", PAGES["trace"][:1]))
        os.makedirs(f"files{i}")
        file = name.replace("/", "_").replace("\0", "")[:200]
        for folder in ("one", "two"):
            shutil.copy("hostile.json", f"files{i}/{folder}{file}.json")
        shutil.copy("two.json", f"files{i}/three{file}.json")
        write(f"fleet{i}.html", run(fairlane, "compare", f"files{i}", "--of", "scalar,sse", "--html"))
        pages += [(f"run{i}.html", PAGES["run"]), (f"fleet{i}.html", PAGES["fleet"][1:])]
    return pages


def check_files(fairlane):
    """Files of pictures: SVG of shapes and text, PNG in double resolution; a second report of another folder."""
    faults = []
    run(fairlane, "report", "one.json", "--pictures", "pictures")
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
            faults += [f"{name}: {key}" for key in element.attrib if key.startswith(("on", "style", "{"))]
            if not element.attrib.get("href", "#").startswith("#"):
                faults.append(f"{name}: {element.attrib['href']}")
    if b"exclude" not in subprocess.run([fairlane, "trace", "scalar", "--json", "--pictures", "x"], capture_output=True, check=False).stderr:
        faults.append("--json and --pictures at once")
    return faults


def check_emulated(fairlane):
    """A picture may be seen without its report: it says by itself what was emulated."""
    document = read_json("one.json")
    document["environment"]["emulator"] = "QEMU"
    write("emulated.json", json.dumps(document).encode())
    page = run(fairlane, "report", "emulated.json", "--html").decode()
    titles = re.findall("<figcaption>(.*?)</figcaption>", page)
    return [] if len(titles) == 4 and all(t.startswith("EMULATED") for t in titles) else [f"emulated: {titles}"]


def check_absent(fairlane):
    """Without gnuplot: the page says so once, tells what pictures would have shown, and ends well."""
    os.makedirs("empty", exist_ok=True)
    page = run(fairlane, "report", "one.json", "--html", path=os.path.abspath("empty")).decode()
    faults = [] if page.count("gnuplot-nox") == 1 and page.count("Picture missing") == 4 else ["the page does not say what is missing"]
    if "scalar" not in page.split("Picture missing: How many")[1].split("</p>")[0]:
        faults.append("the page does not tell in words what a picture would have shown")
    done = subprocess.run([fairlane, "report", "one.json", "--pictures", "none"], capture_output=True, check=False,
                          env={**os.environ, "PATH": os.path.abspath("empty")})
    if done.returncode != 3 or b"gnuplot-nox" not in done.stderr or b"avx2" not in done.stdout:
        faults.append(f"--pictures without gnuplot: {done.returncode}, {done.stderr}")
    return faults


def main():
    project, fairlane, record = (os.path.abspath(p) for p in sys.argv[1:4])
    shots = os.path.abspath(sys.argv[4]) if len(sys.argv) > 4 else None
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        run(record, "--write", "one.json", "0")
        run(record, "--write", "two.json", "0.1")
        faults = check_absent(fairlane)
        if not shutil.which("gnuplot"):
            print("\n".join(faults) or "skipped: pictures need gnuplot (gnuplot-nox)")
            return 1 if faults else 77
        faults += check_files(fairlane) + check_emulated(fairlane)
        make_pages(project, fairlane)
        pages = hostile_pages(project, fairlane)
        if [n for n in os.listdir() if n == "planted"]:
            faults.append("a name ran a program")
        if not browser.find():
            print("\n".join(faults) or "skipped: to look at pages a browser is needed (chromium)")
            return 1 if faults else 77
        with browser.Browser(os.path.join(folder, "profile")) as window:
            check_planted(window)
            for page, titles in PAGES.items():
                for width, look in WIDTHS:
                    faults += faults_of(window, f"{page}.html", titles, width, look)
                    if shots:
                        window.shoot(os.path.join(shots, f"{page}-{width}-{look}.png"))
            for page, titles in pages:
                for width in (360, 1280):
                    faults += faults_of(window, page, titles, width, "light")
                    if shots:
                        window.shoot(os.path.join(shots, f"hostile-{page}-{width}.png"))
        for fault in faults:
            print(fault)
        return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
