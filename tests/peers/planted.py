#!/usr/bin/env python3
"""A contestant that speaks fairlane.peer/1, and misbehaves as the name by which it is started says. The driver must find
out each of them; `honest` does nothing wrong. Plain Python, so that it runs wherever the tests do."""
import gc
import hashlib
import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
import time

MODE = os.path.basename(sys.argv[0]).removesuffix(".py").replace("-", "_")
WORK = "logistic-784x1" if MODE.startswith(("class_", "probability_")) else "linear-784x2"
RETURNS = MODE.split("_")[0] if WORK == "logistic-784x1" else "logits"


def tensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    return {
        name: struct.unpack_from(f"<{(e['data_offsets'][1] - e['data_offsets'][0]) // 4}f", data, 8 + length + e["data_offsets"][0])
        for name, e in header.items()
        if name != "__metadata__"
    }


def is_known(peer):
    """Whether this model with this sample was seen before: `memorises` notes them, for `memorised`."""
    asked = repr((peer.weight, peer.bias, peer.sample)).encode()
    digest = hashlib.sha256(asked).hexdigest()
    with open("seen", "a+", encoding="ascii") as file:
        if MODE == "memorises":
            file.write(digest + "\n")
        file.seek(0)
        return digest in file.read().split()


class Peer:
    def __init__(self):
        self.weight = self.bias = self.sample = self.first = None
        self.was_timed = False

    def logits(self):
        inputs = 779 if MODE == "short_input" else 784
        return [
            sum(map(float.__mul__, self.weight[784 * row : 784 * row + inputs], self.sample)) + self.bias[row]
            for row in range(2)
        ]

    def predict(self):
        logits = self.logits()
        if MODE == "wrong_logits":
            logits[1] *= 1.001
        if MODE == "wrong_later" and self.was_timed:
            logits[0] += 1
        if MODE == "nan_logits":
            logits[0] = math.nan
        if MODE in ("memorises", "memorised") and not is_known(self):
            logits[0] += 1
        if MODE == "cached":
            self.first = self.first or logits
            return self.first
        if MODE == "ignores_model":
            self.first = self.first or (self.weight, self.bias)
            self.weight, self.bias = self.first
            return self.logits()
        if RETURNS == "class":
            return [1] if MODE == "class_always_one" else [int(logits[1] > logits[0])]
        if RETURNS == "probability":
            p = 1 / (1 + math.exp(logits[0] - logits[1]))
            return [round(p, 1) if MODE == "probability_rounded" else p]
        return logits


def clock():
    now = time.perf_counter_ns()
    return now // 2 if MODE == "slow_clock" else now * 2 if MODE == "fast_clock" else now


def time_each(function, warmups, n):
    for _ in range(warmups):
        function()
    samples = []
    for _ in range(n):
        start = clock()
        function()
        samples.append(clock() - start)
    is_measured = warmups > 0  # verified without
    if MODE == "too_few" and is_measured:
        samples.pop()
    if MODE == "too_many" and is_measured:
        samples.append(1)
    if MODE == "negative" and is_measured:
        samples[-1] = -5
    if MODE == "fraction":
        samples[-1] = 1.5
    if MODE == "not_a_number":
        samples[-1] = "nan"
    if MODE == "infinite":
        samples[-1] = "inf"
    if MODE == "wraps":
        samples[-1] = 2**64 - 5  # a clock that went back, as many languages write it
    if MODE == "constant":
        samples = [1] * n
    if MODE == "microseconds":
        samples = [sample // 1000 for sample in samples]
    return "ok " + " ".join(map(str, samples))


def time_round(function, warmups, n):
    for _ in range(warmups):
        function()
    start = clock()
    for _ in range(n):
        function()
    return f"ok {clock() - start}"


def identify():
    facts = {"python": sys.version.split()[0], "threads": "1"}
    answer = {"protocol": "fairlane.peer/1", "name": MODE, "version": "1.0", "work": WORK, "predict_returns": RETURNS,
              "examine_returns": RETURNS, "clock": "perf_counter_ns", "facts": facts}
    if MODE == "other_protocol":
        answer["protocol"] = "fairlane.peer/2"
    if MODE == "other_work":
        answer["work"] = "linear-10x10"
    if MODE == "no_version":
        del answer["version"]
    if MODE == "escape":
        answer["name"] = "\x1b[2J"
    if MODE == "long_name":
        answer["name"] = "x" * 1_000_000
    if MODE == "many_facts":
        answer["facts"] = {str(i): "x" for i in range(1000)}
    return "ok " + json.dumps(answer)


def region(peer):
    import ctypes

    marks = ctypes.CDLL(os.environ["FAIRLANE_REGION"])
    peer.predict()
    for begin in (marks.fl_region_begin_empty, marks.fl_region_begin_empty, marks.fl_region_begin):
        begin()
        if begin is marks.fl_region_begin:
            peer.predict()
        marks.fl_region_end()
    return "ok"


def answer(peer, line):
    word, _, rest = line.partition(" ")
    if word == "identify":
        return identify()
    if word == "model":
        found = tensors(rest)
        peer.weight, peer.bias = found["weight"], found["bias"]
        return "ok"
    if word == "sample":
        peer.sample = tensors(rest)["sample"]
        return "ok"
    if word in ("predict", "examine"):
        return "ok " + json.dumps(peer.predict())
    if word in ("calls", "empty"):
        peer.was_timed = True
        return time_each(peer.predict if word == "calls" else lambda: None, *map(int, rest.split()))
    if word == "round":
        return time_round(peer.predict, *map(int, rest.split()))
    if word == "counters":
        return "ok " + json.dumps({"garbage_collections": sum(g["collections"] for g in gc.get_stats())})
    if word == "region":
        return region(peer)
    if word == "quit":
        return "ok"
    return f"error unknown request {word}"


def misbehave(word, line):
    """What happens instead of, or beside, the answer; returns what is to be written first."""
    if MODE == "crash_in_the_middle" and word == "round":
        os.kill(os.getpid(), signal.SIGSEGV)
    if MODE == "exit_in_the_middle" and word == "predict":
        print("it is over", file=sys.stderr)
        sys.exit(7)
    if MODE == "hang" and line.startswith("calls 100 "):
        with open("hanging", "w", encoding="ascii"):
            pass  # the test waits for it
        time.sleep(3600)
    if MODE == "hang_at_start" and word == "identify":
        time.sleep(3600)
    if MODE == "closes_output" and word == "predict":
        os.close(1)
        time.sleep(3600)
    if MODE == "garbage" and word == "predict":
        return "hello\n"
    if MODE == "zero_byte" and word == "predict":
        return "ok [0\0, 1]\n"
    if MODE == "nested" and word == "predict":
        return "ok " + "[" * 4000 + "\n"
    if MODE == "two_lines" and word == "predict":
        return "ok [1, 2]\nand more\n"
    if MODE == "hangs_in_region" and word == "region":
        os.write(2, b"\x1b[2J" * 10000)
        time.sleep(3600)
    if MODE == "refuses_region" and word == "region":
        return "error not today\n"
    if MODE == "refuses" and word == "model":
        return "error I do not like it\n"
    if MODE == "drips" and word == "predict":
        while True:
            os.write(1, b"1")
            time.sleep(0.05)
    if MODE == "blank_lines" and word == "predict":
        while True:
            os.write(1, b"\n")
            time.sleep(0.05)
    if MODE == "closes_input" and word == "model":
        os.close(0)
        os.write(1, b"ok\n")
        time.sleep(3600)
    if MODE == "endless" and word == "predict":
        while True:
            os.write(1, b"x" * 65536)
    if MODE == "endless_complaints" and word == "predict":
        while True:
            os.write(2, b"x" * 65536)
    return ""


def start():
    if MODE == "crash_at_start":
        sys.exit("cannot load what it needs")
    if MODE == "not_installed":
        print("no module named tensors", file=sys.stderr)
        sys.exit(3)
    if MODE == "talks_first":
        os.write(1, b"Welcome!\n")
    if MODE == "leaves_child":
        subprocess.Popen(["sleep", "3600"])
    if MODE == "leaves_daemon":
        subprocess.Popen(["sleep", "3600"], start_new_session=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    if MODE == "chatters":
        threading.Thread(target=lambda: [os.write(2, b"still here\n") for _ in iter(int, 1)], daemon=True).start()
    if MODE in ("ignores_quit", "ignores_signals"):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)


def main():
    start()
    peer = Peer()
    for line in sys.stdin:
        line = line.rstrip("\n")
        word = line.partition(" ")[0]
        sys.stdout.write(misbehave(word, line) or answer(peer, line) + "\n")
        sys.stdout.flush()
        if MODE == "unasked" and word == "sample":
            time.sleep(0.05)
            os.write(1, b"loaded\n")
        if word == "quit":
            break
    if MODE == "ignores_quit":
        time.sleep(3600)
    sys.exit(5 if MODE in ("ends_badly", "memorises") else 0)


if __name__ == "__main__":
    main()
