"""Chromium without a window, told what to do through a pipe (Chrome's DevTools protocol), and what it sees."""
import json
import os
import shutil
import signal
import subprocess
import time

# What a page looks like to a reader: runs in the page, in a world of its own, which the page's policy does not concern.
LOOK = """(() => {
  const wide = document.documentElement.clientWidth, faults = [], pictures = [];
  const shown = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 ? r : null; };
  if (document.documentElement.scrollWidth > wide) faults.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const e of document.querySelectorAll('main *')) {
    const r = shown(e);
    if (r && !e.closest('.wide, pre, svg') && (r.right > wide + 1 || r.left < -1))
      faults.push(`${e.tagName} reaches from ${r.left} to ${r.right}`);
  }
  for (const e of document.querySelectorAll('.wide, pre')) {
    const r = shown(e);
    if (r && r.right > wide + 1) faults.push(`a ${e.className || e.tagName} reaches to ${r.right}`);
    if (getComputedStyle(e).overflowX !== 'auto' && e.scrollWidth > e.clientWidth + 1) faults.push('a table does not scroll');
  }
  for (const figure of document.querySelectorAll('figure')) {
    const drawn = [...figure.querySelectorAll('svg')].filter(shown);
    if (drawn.length !== 1) { faults.push(`${drawn.length} forms of one picture are shown`); continue; }
    const svg = drawn[0], box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].map(t => ({text: t.textContent, box: t.getBoundingClientRect(),
      size: parseFloat(getComputedStyle(t).fontSize) * scale, colour: getComputedStyle(t).fill}));
    for (const t of texts) {
      if (t.size < 9.5) faults.push(`'${t.text.slice(0, 40)}' is ${t.size} px high`);
      if (t.box.left < box.left - 2 || t.box.right > box.right + 2 || t.box.top < box.top - 2 || t.box.bottom > box.bottom + 2)
        faults.push(`'${t.text.slice(0, 40)}' leaves its picture: ${t.box.left} to ${t.box.right} of ${box.left} to ${box.right}`);
    }
    pictures.push({title: svg.querySelector('title').textContent, words: svg.querySelector('desc').textContent,
      named: svg.getAttribute('role') === 'img' && svg.getAttribute('aria-labelledby').split(' ').every(i => svg.querySelector('#' + i)),
      texts: texts.map(t => t.text), shapes: svg.querySelectorAll('path, use, polygon, rect').length,
      colours: [...new Set(texts.map(t => t.colour))], width: box.width, height: box.height});
  }
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) faults.push('an id stands there twice');
  return {faults, pictures, paper: getComputedStyle(document.body).backgroundColor, ran: typeof window.ran};
})()"""


def find():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    """One window; use with 'with'."""

    def __init__(self, folder):
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()

        def pass_on():  # where the protocol wants them
            low, high = os.dup(commands), os.dup(answers)
            os.dup2(low, 3)
            os.dup2(high, 4)

        self.process = subprocess.Popen(
            [find(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4, commands, answers),
            preexec_fn=pass_on, start_new_session=True)
        os.close(commands)
        os.close(answers)
        self.rest, self.number, self.events, self.session = b"", 0, [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        for _ in range(100):  # its helpers outlive it, and still write into its folder
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                break
            time.sleep(0.05)
        os.close(self.commands)
        os.close(self.answers)

    def read(self):
        while b"\0" not in self.rest:
            more = os.read(self.answers, 1 << 20)
            if not more:
                raise RuntimeError("the browser ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def look(self, path, width, height=900, dark=False, printed=False):
        """What the page looks like, and in its faults also what the console said and what was asked for."""
        self.events = []
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", media="print" if printed else "",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        url = "file://" + os.path.abspath(path)
        self.ask("Page.navigate", url=url)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.read())
        seen = self.ask("Runtime.evaluate", expression=LOOK, returnByValue=True)["result"]["value"]
        for event in self.events:
            facts = event.get("params", {})
            if event.get("method") in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
                seen["faults"].append(f"the console: {json.dumps(facts)[:300]}")
            asked = facts.get("request", {}).get("url", url)
            if event.get("method") == "Network.requestWillBeSent" and asked != url:
                seen["faults"].append(f"a request: {asked[:100]}")
        return seen

    def shoot(self, path):
        import base64
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
