"""Whether a contestant speaks fairlane.peer/1 as bench/peers/protocol.md says, and computes what it should: check_peer.py
asks that of every one that is installed. Run by itself: whether it would notice; contestants with planted faults must all
be found out.
usage: check_peer_protocol.py PEERS FAIRLANE REGION_LIBRARY     PEERS: the folder bench/peers"""

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time

from peer_files import bad_models, models_and_samples

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # imported from elsewhere as well
import lib  # noqa: E402
from lib import INPUTS, OUTPUTS, Fault, model_file, must, read_json as read, write  # noqa: E402

BOUND = INPUTS * 2.0**-24
FAULTS = [
    "unknown work", "a fact that is no text", "too long a fact", "rows swapped", "the first sample for ever",
    "bias left out", "one input left out", "an error of one per mille", "longer than it took", "negative time",
    "region without inference", "dies of an unknown request", "takes every request", "takes any number", "two lines",
    "one time too few", "no JSON", "forgets the model after an error", "prints not a number", "wrong exit code",
]  # fmt: skip


# Talking


class Peer:
    def __init__(self, command, environment):
        env = {**os.environ, **environment}
        if not env.get("FAIRLANE_REGION"):
            env.pop("FAIRLANE_REGION", None)
        self.complaints = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints, env=env
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.complaints.close()

    def said(self):
        self.complaints.seek(0)
        return self.complaints.read().decode(errors="replace").strip()

    def send(self, request):
        request = request if isinstance(request, bytes) else request.encode()
        try:
            self.process.stdin.write(request + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Fault(f"gone before {request[:60]!r}: {self.said()[-200:]}") from None

    def ask(self, request):
        self.send(request)
        line = self.process.stdout.readline().decode()
        must(line.endswith("\n"), f"no answer to {request[:60]!r}: {self.said()[-200:]}")
        must(line[:-1] == "ok" or line.startswith(("ok ", "error ")), f"{request[:60]!r} is answered by {line[:200]!r}")
        return line[:-1]

    def ok(self, request):
        answer = self.ask(request)
        must(answer.split(" ")[0] == "ok", f"{request[:60]!r} is answered by {answer[:300]!r}")
        return answer[3:]

    def refuses(self, request, what=None):
        answer = self.ask(request)
        must(
            answer.startswith("error ") and len(answer) > 10,
            f"{what or request[:60]!r} is answered by {answer[:200]!r}",
        )
        return answer

    def quits(self):
        must(self.ok("quit") == "", "quit has an answer")
        self.ends()

    def ends(self):
        left = self.process.stdout.read()
        must(left == b"", f"{left[:200]!r} comes after the last answer")
        code = self.process.wait(timeout=60)
        must(code == 0, f"ends with {code}: {self.said()[-300:]}")


def no_constant(text):
    raise Fault(f"{text} is no JSON")


def read_json(text):
    try:
        return json.loads(text, parse_constant=no_constant)
    except ValueError:
        raise Fault(f"no JSON: {text[:200]}") from None


def numbers(text, count):
    values = read_json(text)
    must(isinstance(values, list) and len(values) == count, f"{text[:200]} is not {count} numbers")
    must(all(type(value) in (int, float) for value in values), f"{text[:200]} are not numbers")
    return values


# What must hold


def check_identity(peer):
    identity = read_json(peer.ok("identify"))
    texts = {"protocol", "name", "version", "work", "predict_returns", "examine_returns", "clock"}
    must(set(identity) == texts | {"facts"}, f"identify has {sorted(identity)}")
    must(all(isinstance(identity[name], str) and 0 < len(identity[name]) < 64 for name in texts), "identify: texts")
    must(identity["protocol"] == "fairlane.peer/1", f"protocol {identity['protocol']}")
    must(identity["work"] in ("linear-784x2", "logistic-784x1"), f"work {identity['work']}")
    for name in ("predict_returns", "examine_returns"):
        must(identity[name] in ("logits", "probability", "class"), f"{name} {identity[name]}")
    facts = identity["facts"]
    must(isinstance(facts, dict) and len(facts) <= 24 and "threads" in facts, "facts: at most 24, and the threads")
    for name, text in facts.items():
        must(isinstance(text, str) and len(name) < 48 and len(text.encode()) < 256, f"fact {name}: {text!r}")
    return identity


def check_values(kind, values, weight, bias, sample):
    """Against the sum in exact arithmetic, rounded once."""
    logits, bounds = [], []
    for row in range(OUTPUTS):
        products = [w * x for w, x in zip(weight[row * INPUTS : (row + 1) * INPUTS], sample)]
        logits.append(math.fsum([*products, bias[row]]))
        bounds.append(BOUND * math.fsum([*map(abs, products), abs(bias[row])]))
    difference, doubt = logits[1] - logits[0], 2 * sum(bounds)
    if kind == "logits":
        must(all(abs(value - logit) <= bound for value, logit, bound in zip(values, logits, bounds)),
             f"{values} instead of {logits}")  # fmt: skip
    elif kind == "probability":
        right = 1 / (1 + math.exp(-difference))
        must(abs(values[0] - right) <= doubt / 4 + 2.0**-22, f"{values} instead of {right}")
    else:
        must(values[0] in (0, 1), f"{values} is no class")
        must(abs(difference) <= doubt or values[0] == (difference > 0), f"{values} where the logits are {logits}")


def check_inference(peer, identity, folder):
    count = {"logits": 2, "probability": 1, "class": 1}
    for name, weight, bias, sample in models_and_samples(random.Random(42)):
        write(f"{folder}/model", model_file(weight, bias))
        write(f"{folder}/sample of one", lib.safetensors({"sample": ("F32", [1, INPUTS], lib.float32(*sample))}))
        must(peer.ok(f"model {folder}/model") == "" and peer.ok(f"sample {folder}/sample of one") == "", "an answer")
        for request in ("predict", "examine"):
            kind = identity[f"{request}_returns"]
            values = numbers(peer.ok(request), count[kind])
            try:
                check_values(kind, values, weight, bias, sample)
            except Fault as fault:
                raise Fault(f"{request}, {name}: {fault}") from None


def check_times(peer):
    for request, count in (
        ("calls 10 50", 50),
        ("empty 10 50", 50),
        ("calls 0 1", 1),
        ("round 10 50", 1),
        ("round 0 1", 1),
    ):
        start = time.monotonic_ns()
        words = peer.ok(request).split(" ")
        passed = time.monotonic_ns() - start
        must(len(words) == count and all(word.isdigit() for word in words), f"{request}: {words[:60]}")
        must(sum(map(int, words)) <= passed, f"{request}: {words[:60]} ns of {passed} ns that passed")
    counters = read_json(peer.ok("counters"))
    must(
        isinstance(counters, dict) and all(type(value) is int and value >= 0 for value in counters.values()), "counters"
    )


REFUSED = [
    "", " ", "foo", "PREDICT", "predict ", "predict 1", "identify 2", "counters x", "model", "model ", "sample",
    "model /nonexistent/model", "model a\0b", "predict\r", "calls", "calls 1", "calls 1 2 3", "calls 1  2", "calls 1 0",
    "calls -1 5", "calls 1 -5", "calls a b", "calls 1e3 5", "calls 1.0 5", "calls +1 5", "calls 0x1 5", "calls 1_0 5",
    "calls ٣ 1", "calls 99999999999999999999999 1", "calls 1 99999999999999999999999", "calls 1 99999999999",
    "empty 1 0", "round 1 0", "round", "round 1 " + "9" * 4400, b"\xff\xfe", b"x" * 200_000, "\u2028", "x\u0085y",
]  # fmt: skip


def check_refusals(peer, folder):
    before = peer.ok("examine")
    for request in REFUSED:
        peer.refuses(request)
    os.makedirs(f"{folder}/folder", exist_ok=True)
    if not os.path.exists(f"{folder}/pipe"):
        os.mkfifo(f"{folder}/pipe")
    for path in (f"{folder}/folder", f"{folder}/pipe", "/dev/zero", f"{folder}/sample of one"):
        peer.refuses(f"model {path}")
    peer.refuses(f"sample {folder}/model")
    for name, content in bad_models():
        write(f"{folder}/bad", content)
        peer.refuses(f"model {folder}/bad", f"a model file with: {name}")
    must(peer.ok("examine") == before, "a refused request has changed the model")
    answer = peer.refuses("region", "region without FAIRLANE_REGION")
    must("FAIRLANE_REGION" in answer, f"region without FAIRLANE_REGION is answered by {answer}")


def check_not_finite(peer, folder):
    write(f"{folder}/model", model_file([math.nan] * (OUTPUTS * INPUTS), [0.0, 0.0]))
    if peer.ask(f"model {folder}/model") == "ok":
        peer.refuses("examine", "a result that is not a number")


def check_protocol(command, folder):
    """Everything but the trace; returns what it says of itself."""
    with Peer(command, {"FAIRLANE_REGION": ""}) as peer:
        identity = check_identity(peer)
        for request in ("predict", "examine", "calls 1 1", "round 1 1", "region"):
            peer.refuses(request, f"{request} before there is a model")
        check_inference(peer, identity, folder)
        check_times(peer)
        check_refusals(peer, folder)
        check_not_finite(peer, folder)
        peer.quits()
    with Peer(command, {"FAIRLANE_REGION": "/dev/null"}) as peer:
        _, weight, bias, _ = next(models_and_samples(random.Random(1)))
        write(f"{folder}/model", model_file(weight, bias))
        peer.send(f"model {folder}/model\nsample {folder}/sample of one\npredict\nregion\nfoo")
        answers = [peer.process.stdout.readline().decode().split()[0] for _ in range(5)]
        must(answers == ["ok", "ok", "ok", "error", "error"], f"several requests at once: {answers}")
        peer.process.stdin.close()  # the end of input means quit
        peer.ends()
    with Peer(command, {}) as peer:
        peer.ok("identify")
        peer.process.stdout.close()
        peer.send("predict")
        peer.process.wait(timeout=60)
        said = peer.said()
        must("Traceback" not in said and "panicked" not in said, f"complains when nobody listens: {said[-300:]}")
    return identity


def check_trace(command, identity, folder, fairlane, region):
    """The marked region holds one inference. Returns the classification, or why there is none."""
    requests = f"model {folder}/model\nsample {folder}/sample of one\nregion\nquit\n"
    _, weight, bias, _ = next(models_and_samples(random.Random(1)))
    write(f"{folder}/model", model_file(weight, bias))
    traced = subprocess.run(
        [fairlane, "trace", "--timeout", "500", "--json", "-o", f"{folder}/trace", "--", *command],
        input=requests.encode(), capture_output=True, env={**os.environ, "FAIRLANE_REGION": region}, timeout=600,
    )  # fmt: skip
    if traced.returncode == 3:
        return f"not traced: {traced.stderr.decode(errors='replace').strip()[-200:]}"
    must(traced.returncode == 0, f"trace: {traced.stderr.decode(errors='replace')[-300:]}")
    trace = read(f"{folder}/trace")
    work = INPUTS * (2 if identity["work"] == "linear-784x2" else 1)
    multiplied = sum(row["multiply_lanes"] + row["fused_lanes"] for row in trace["arithmetic"])  # in double as well
    must(multiplied >= work, f"the region holds {multiplied} multiplications: {trace['classification']}")
    must(trace["threads_run"] == 1, f"{trace['threads_run']} threads ran in the region")
    return f"{trace['classification']}; {trace['instructions']} instructions"


def check_all(name, command, fairlane, region):
    with tempfile.TemporaryDirectory() as folder:
        identity = check_protocol(command, folder)
        verdict = check_trace(command, identity, folder, fairlane, region)
    print(f"{name}: {identity['name']} {identity['version']}: {verdict}", flush=True)


def check_planted(peers, fairlane, region):
    command = [
        sys.executable,
        os.path.join(os.path.dirname(os.path.abspath(__file__)), "planted_peer.py"),
        f"{peers}/python",
    ]
    failed = 0
    os.environ.pop("PLANTED_FAULT", None)
    check_all("as it should be", command, fairlane, region)
    for fault in FAULTS:
        os.environ["PLANTED_FAULT"] = fault
        try:
            with tempfile.TemporaryDirectory() as folder:
                identity = check_protocol(command, folder)
                if fault == "region without inference":
                    verdict = check_trace(command, identity, folder, fairlane, region)
                    must(not verdict.startswith("not traced"), verdict)
            print(f"FAILED: planted and not found: {fault}")
            failed += 1
        except Fault as found:
            print(f"found: {fault}: {str(found)[:110]}")
    os.environ.pop("PLANTED_FAULT")
    return failed


if __name__ == "__main__":
    sys.exit(1 if check_planted(*sys.argv[1:]) else 0)
