"""Reports in every form: `fairlane report` of a stored run, and each other command that reports from a file. A web page is
one file that asks for nothing, whatever stands in a name; all that the text says stands in it and in the Markdown as well.
usage: check_report.py FAIRLANE TEST_RECORD
Files of every kind are told together, broken ones named, whatever their names hold.
Pages with a planted script, request, handler, open tag, other style or lost cell must be caught."""
import base64
import hashlib
import html
import html.parser
import os
import re
import shutil
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import faults  # noqa: E402

ELEMENTS = set("html head meta title style body main h1 h2 h3 h4 p span strong ul li dl dt dd div table thead tbody tr th td pre"
               " code br nav a figure figcaption svg desc g defs path circle rect polygon text use".split())
ATTRIBUTES = set("lang charset http-equiv content name class role tabindex aria-label scope".split())
DRAWN = set("class role id aria-labelledby viewbox d x y x1 y1 x2 y2 cx cy r width height points transform href fill stroke"
            " color stroke-width stroke-linecap stroke-linejoin stroke-dasharray fill-opacity stroke-opacity font-family"
            " font-size font-weight font-style text-anchor shape-rendering".split())
VOID = {"meta", "br"}
HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a|b`c`*d*_e_[f](g)&amp;", "</style></table>",
           "x" * 60]


class Page(html.parser.HTMLParser):
    """Collects what is wrong with a page, and its words."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.faults, self.open, self.words, self.style, self.policy, self.tables = [], [], [], "", "", 0
        self.drawing, self.pictures, self.ids, self.links = False, 0, [], []
        self.feed(text)
        self.close()
        self.faults += [f"not closed: {name}" for name in self.open]
        self.faults += [f"nothing at {link}" for link in self.links if link[1:] not in self.ids]

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.faults.append(f"element {tag}")
        self.drawing = (tag == "svg" or self.drawing) and "svg" in [*self.open, tag]
        facts = dict(attrs)
        led = {"a": {"href"}, "h2": {"id"}}.get(tag, set())
        self.faults += [f"attribute {name} of {tag}" for name, _ in attrs
                        if name not in (DRAWN if self.drawing else ATTRIBUTES | led)]
        self.ids += [facts["id"]] if "id" in facts else []
        self.links += [facts["href"]] if tag == "a" else []
        if not facts.get("href", "#").startswith("#"):
            self.faults.append(f"a reference to {facts['href']}")
        self.pictures += tag == "svg"
        if facts.get("http-equiv") == "Content-Security-Policy":
            self.policy = facts["content"]
        elif "http-equiv" in facts:
            self.faults.append(f"http-equiv {facts['http-equiv']}")
        if tag == "th" and "scope" not in facts:
            self.faults.append("a heading without scope")
        self.tables += tag == "table"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.words += data.split()


def faults_of(page, text):
    """page: as bytes; text: what the plain form says."""
    parsed = Page(page.decode())
    found = list(parsed.faults)
    digest = base64.b64encode(hashlib.sha256(parsed.style.encode()).digest()).decode()
    if f"style-src 'sha256-{digest}'" not in parsed.policy or "default-src 'none'" not in parsed.policy:
        found.append("its policy does not name its style alone")
    if re.search(r"url\(|@import|expression", parsed.style):
        found.append("its style asks for something")
    have = set(parsed.words)
    lost = [word for word in text.split() if word not in have and word.rstrip(":") not in have]
    return found + [f"lost: {word}" for word in lost[:5]]


def run(*words, status=(0, 1)):
    done = lib.run(FAIRLANE, *words, status=status, encoding=None)
    return done.stderr if done.returncode == 2 else done.stdout


def planted(page, text):
    for what, changed in [("script", page.replace(b"<main>", b"<main><script>1</script>")),
                          ("request", page.replace(b"<main>", b'<main><img src="http://x">')),
                          ("handler", page.replace(b"<main>", b'<main onclick="x()">')),
                          ("open tag", page.replace(b"</table>", b"", 1)),
                          ("style", page.replace(b"<style>", b"<style>p{margin:0}")),
                          ("policy", page.replace(b"default-src 'none'", b"default-src *")),
                          ("lost cell", re.sub(rb"<td[^>]*>[0-9.]+ \xc2\xb1[^<]*</td>", b"<td></td>", page))]:
        lib.must(changed != page, f"the fault could not be planted: {what}")
        lib.must(faults_of(changed, text), f"not caught: {what}")


def hostile_file(name):
    document = lib.read_json("one.json")
    lib.rename_all(document, name)
    document["chosen"] = name
    lib.write("hostile.json", document)


def check_forms():
    text, page = run("report", "one.json").decode(), run("report", "--html", "one.json")
    planted(page, text)
    for form, name in (("--html", "page.html"), ("--markdown", "page.md"), (None, "page.txt")):
        run("report", "one.json", "-o", name)
        if open(name, "rb").read() != run("report", "one.json", *([form] if form else [])):
            faults.append(f"{name} is not what {form} prints")


def check_commands():
    for command in (["report", "one.json"], ["compare", "one.json:scalar", "one.json:avx2"], ["list"], ["model"],
                    ["compare", "one.json", "two.json"], ["compare", "one.json", "two.json", "one.json"],
                    ["bound", "--result", "one.json", "--latency", "1us"], ["disassemble", "scalar"],
                    ["select", "--class", "scalar"], ["selftest", "--across", "one.json", "two.json"]):
        status = (0, 1, 3) if command[0] == "selftest" else (0, 1)
        plain = run(*command, status=status).decode()
        found = faults_of(run(*command, "--html", status=status), plain)
        faults.extend(f"{command}: {fault}" for fault in found
                      if command[0] != "disassemble" or "lost: 0x" not in fault.replace("[0x", "0x"))
        if not run(*command, "--markdown", status=status).startswith(b"# "):
            faults.append(f"{command}: no title in Markdown")
        if command[0] != "report" and b"exclude each other" not in run(*command, "--html", "--json", status=2):
            faults.append(f"{command}: two forms at once")


def check_mixture():
    """Whatever was stored, told together: each with its answer in the contents; what cannot be told is named first."""
    os.makedirs("mixed/below")
    for name in ("one.json", "two.json"):
        shutil.copy(name, "mixed")
    for name, words in (("pair", ["point93", "one.json:scalar", "one.json:avx2"]),
                        ("bound", ["bound", "--result", "one.json", "--latency", "1us"]), ("audit", ["audit", HONEST])):
        open(f"mixed/below/{name}.json", "wb").write(run(*words, "--json", status=(0, 1, 3)))
    shutil.copy(HONEST + "/torch.trace.json", "mixed/trace.json")
    text = run("report", "mixed", status=0).decode()
    lib.demand("of one result its run is told", "A run on" in run("report", "one.json", "mixed/trace.json").decode())
    told = ["Many machines (2 results)", "pair.json", "bound.json", "audit.json", "trace.json", "Point 93", "A claim of"]
    broken = {"cut.json": open("mixed/below/audit.json").read()[:2000], "list.json": '{"schema": "fairlane.list/1"}',
              "<img src=x onerror=alert(1)>.json": '{"schema": "fairlane.point93/1", "<script>": 1}', "other.json": "[1]"}
    lib.demand("a folder of all kinds", all(word in text for word in told) and "cannot be told" not in text, text[:500])
    for name, content in broken.items():
        open("mixed/" + name, "w").write(content)
    forms = {form: run("report", "mixed", *form.split(), status=1) for form in ("", "--markdown", "--html")}
    for form, said in forms.items():
        said = html.unescape(said.decode()).replace("\\", "")
        lost = [word for word in [*told, *broken, "4 of 10 files", "fairlane.list/1"] if word not in said]
        lib.demand(f"report of a folder with broken files {form}", not lost, lost)
    page = Page(forms["--html"].decode())  # of an audit a page says more than text, and in other words
    faults.extend(f"a folder of all kinds: {fault}" for fault in page.faults)
    lib.demand("five parts in the contents", page.links == [f"#part-{i}" for i in range(1, 6)], page.links)
    lib.must(Page(forms["--html"].decode().replace('id="part-3"', "")).faults, "not caught: a link that leads nowhere")
    os.makedirs("empty")
    for words in (["empty"], ["mixed/cut.json", "mixed/other.json"], ["mixed/list.json"]):
        done = lib.run(FAIRLANE, "report", *words, status=2)
        named = any(word in done.stderr for word in words)
        lib.demand(f"report {words}: one line", named and done.stderr.count("\n") == 1, done.stderr)
    run("report", "mixed", "empty", status=1)


def check_hostile_names():
    accepted = 0
    for name in HOSTILE:
        hostile_file(name)
        done = lib.run(FAIRLANE, "report", "hostile.json")
        if done.returncode == 2:  # no name at all, says the reader of files
            print(done.stderr.strip())
            continue
        accepted += 1
        lib.must(name[:20] in done.stdout or name.split()[0][:20] in done.stdout, f"the name was not planted: {name}")
        faults.extend(f"{name!r}: {f}" for f in faults_of(run("report", "--html", "hostile.json"), done.stdout))
        if re.search(rb"<(?!br>)[a-z/]", run("report", "--markdown", "hostile.json")):
            faults.append(f"{name!r}: markup in Markdown")
    if accepted < 3:
        faults.append(f"the reader of files takes {accepted} of the names alone: nothing is tried")


FAIRLANE, RECORD = lib.paths()
HONEST = str(lib.PROJECT / "tests/audit/cheats/honest")
with lib.scratch():
    lib.result_file(RECORD, "one.json")
    lib.result_file(RECORD, "two.json", 0.1)
    lib.write("foreign.json", {"config": {}, "results": [{"name": "a", "mean_us": 1.0, "iterations": 10}]})
    check_forms()
    check_commands()
    check_hostile_names()
    check_mixture()
    for words, status, word in ((["report"], 2, "one result file"), (["report", "none.json"], 2, "none.json"),
                                (["report", "one.json", "-o", "none/page.html"], 3, "none"),
                                (["report", "foreign.json"], 2, "foreign.json")):
        done = lib.run(FAIRLANE, *words, status=status)
        lib.demand(f"{words}: no '{word}'", word in done.stderr, done.stderr)
    if os.path.exists("none") or [n for n in os.listdir() if "tmp" in n]:
        faults.append(f"left behind: {os.listdir()}")
lib.finish()
