"""Reports in every form: `fairlane report` of a stored run, and each other command that reports from a file. A web page is
one file that asks for nothing, whatever stands in a name; all that the text says stands in it and in the Markdown as well.
usage: check_report.py FAIRLANE TEST_RECORD
Pages with a planted script, request, handler, open tag, other style or lost cell must be caught."""
import base64
import hashlib
import html.parser
import json
import os
import re
import subprocess
import sys
import tempfile

ELEMENTS = set("html head meta title style body main h1 h2 h3 p span strong ul li dl dt dd div table thead tbody tr th td pre"
               " code br figure figcaption svg desc g defs path circle rect polygon text use".split())
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
        self.drawing, self.pictures = False, 0
        self.feed(text)
        self.close()
        self.faults += [f"not closed: {name}" for name in self.open]

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.faults.append(f"element {tag}")
        self.drawing = (tag == "svg" or self.drawing) and "svg" in [*self.open, tag]
        self.faults += [f"attribute {name} of {tag}" for name, _ in attrs
                        if name not in (DRAWN if self.drawing else ATTRIBUTES)]
        facts = dict(attrs)
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


def run(program, *words, status=(0, 1)):
    done = subprocess.run([program, *words], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode not in (status if isinstance(status, tuple) else (status,)):
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout if 0 in (status if isinstance(status, tuple) else (status,)) else done.stderr


def planted(page, text):
    for what, changed in [("script", page.replace(b"<main>", b"<main><script>1</script>")),
                          ("request", page.replace(b"<main>", b'<main><img src="http://x">')),
                          ("handler", page.replace(b"<main>", b'<main onclick="x()">')),
                          ("open tag", page.replace(b"</table>", b"", 1)),
                          ("style", page.replace(b"<style>", b"<style>p{margin:0}")),
                          ("policy", page.replace(b"default-src 'none'", b"default-src *")),
                          ("lost cell", re.sub(rb"<td[^>]*>[0-9.]+ \xc2\xb1[^<]*</td>", b"<td></td>", page))]:
        if changed == page:
            sys.exit(f"the fault could not be planted: {what}")
        if not faults_of(changed, text):
            sys.exit(f"not caught: {what}")


def hostile_file(name):
    """A stored run whose contestant is called otherwise, wherever it is named; its machine and stability as well."""
    with open("one.json", encoding="utf-8") as file:
        document = json.load(file)
    for node in [*document["results"], *document["cross_check"]]:
        if node["name"] == "avx2":
            node["name"] = name
    document["chosen"] = name
    document["config"]["cpu"] = document["environment"]["cpu"] = name
    document["results"][0]["stability"] = name
    with open("hostile.json", "w", encoding="utf-8") as file:
        json.dump(document, file)


def main():
    fairlane, record = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        subprocess.run([record, "--write", "one.json", "0"], check=True)
        subprocess.run([record, "--write", "two.json", "0.1"], check=True)
        faults = []
        text = run(fairlane, "report", "one.json").decode()
        page = run(fairlane, "report", "--html", "one.json")
        planted(page, text)
        for form, name in (("--html", "page.html"), ("--markdown", "page.md"), (None, "page.txt")):
            run(fairlane, "report", "one.json", "-o", name)
            if open(name, "rb").read() != run(fairlane, "report", "one.json", *([form] if form else [])):
                faults.append(f"{name} is not what {form} prints")
        for command in (["report", "one.json"], ["compare", "one.json:scalar", "one.json:avx2"], ["list"], ["model"],
                        ["compare", "one.json", "two.json"], ["compare", "one.json", "two.json", "one.json"],
                        ["bound", "--result", "one.json", "--latency", "1us"], ["disassemble", "scalar"],
                        ["select", "--class", "scalar"], ["selftest", "--across", "one.json", "two.json"]):
            status = (0, 1, 3) if command[0] == "selftest" else (0, 1)
            plain = run(fairlane, *command, status=status).decode()
            faults += [f"{command}: {fault}" for fault in faults_of(run(fairlane, *command, "--html", status=status), plain)
                       if command[0] != "disassemble" or "lost: 0x" not in fault.replace("[0x", "0x")]
            markdown = run(fairlane, *command, "--markdown", status=status).decode()
            if not markdown.startswith("# "):
                faults.append(f"{command}: no title in Markdown")
            if command[0] != "report" and b"exclude each other" not in run(fairlane, *command, "--html", "--json", status=2):
                faults.append(f"{command}: two forms at once")
        accepted = 0
        for name in HOSTILE:
            hostile_file(name)
            done = subprocess.run([fairlane, "report", "hostile.json"], capture_output=True, check=False)
            if done.returncode == 2:  # no name at all, says the reader of files
                print(done.stderr.decode().strip())
                continue
            accepted += 1
            plain = done.stdout.decode()
            if name[:20] not in plain and name.split()[0][:20] not in plain:
                sys.exit(f"the name was not planted: {name}")
            faults += [f"{name!r}: {f}" for f in faults_of(run(fairlane, "report", "--html", "hostile.json"), plain)]
            markdown = run(fairlane, "report", "--markdown", "hostile.json").decode()
            if re.search(r"<(?!br>)[a-z/]", markdown):
                faults.append(f"{name!r}: markup in Markdown")
        if accepted < 3:
            faults.append(f"the reader of files takes {accepted} of the names alone: nothing is tried")
        for words, status, word in ((["report"], 2, "one result file"), (["report", "none.json"], 2, "none.json"),
                                    (["report", "one.json", "-o", "none/page.html"], 3, "none"),
                                    (["report", "foreign.json"], 2, "foreign.json")):
            with open("foreign.json", "w", encoding="utf-8") as file:
                json.dump({"config": {}, "results": [{"name": "a", "mean_us": 1.0, "iterations": 10}]}, file)
            if word not in run(fairlane, *words, status=status).decode():
                faults.append(f"{words}: no '{word}'")
        if os.path.exists("none") or [n for n in os.listdir() if "tmp" in n]:
            faults.append(f"left behind: {os.listdir()}")
        for fault in faults:
            print(fault)
        return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
