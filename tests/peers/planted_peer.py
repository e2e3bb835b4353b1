"""A contestant in plain Python for check_peer_protocol.py, with one planted fault, named by the environment variable
PLANTED_FAULT; without one it is as it should be.
usage: planted_peer.py FOLDER OF fairlane_peer.py"""

import array
import json
import operator
import os
import sys
from time import perf_counter_ns

sys.path.insert(0, sys.argv[1])
import fairlane_peer

FAULT = os.environ.get("PLANTED_FAULT", "")


class Planted:
    def __init__(self):
        self.weight, self.bias, self.sample, self.taken = [[0.0] * 784] * 2, [0.0] * 2, [0.0] * 784, 0
        self.identity = {
            "name": "planted",
            "version": "1",
            "work": "linear-783x2" if FAULT == "unknown work" else "linear-784x2",
            "predict_returns": "logits",
            "examine_returns": "logits",
        }

    def facts(self):
        if FAULT == "a fact that is no text":
            return {"threads": 1}
        if FAULT == "too long a fact":
            return {"text": "x" * 300}
        return {"threads": "1"}

    def load(self, weight, bias):
        weight = array.array("f", weight)
        self.weight, self.bias = [weight[:784].tolist(), weight[784:].tolist()], array.array("f", bias).tolist()
        if FAULT == "rows swapped":
            self.weight.reverse()

    def take(self, sample):
        self.taken += 1
        if FAULT != "the first sample for ever" or self.taken == 1:
            self.sample = array.array("f", sample).tolist()

    def infer(self):
        if FAULT == "bias left out":
            self.bias = [0.0] * 2
        if FAULT == "one input left out":
            self.sample[-1] = 0.0
        logits = [sum(map(operator.mul, row, self.sample)) + b for row, b in zip(self.weight, self.bias)]
        if FAULT == "an error of one per mille":
            logits[1] *= 1.001
        return logits

    predict = infer

    def calls(self, times, n):
        for i in range(n):
            start = perf_counter_ns()
            self.infer()
            times[i] = perf_counter_ns() - start
        if FAULT == "longer than it took" and n:
            times[0] += 10**12
        if FAULT == "negative time" and n:
            times[0] = -1

    def round(self, n):
        start = perf_counter_ns()
        for _ in range(n):
            self.infer()
        return perf_counter_ns() - start

    def infer_between(self, begin, end):
        if FAULT == "region without inference":
            begin()
            end()
            return
        begin()
        self.infer()
        end()


def plant():
    """Faults in how the protocol is spoken."""
    original = fairlane_peer.answer

    def answer(peer, line):
        if FAULT == "dies of an unknown request" and line == "foo":
            os._exit(1)
        if FAULT == "takes every request" and line == "foo":
            return "ok"
        if FAULT == "takes any number" and line == "calls 1 0":
            return "ok"
        reply = original(peer, line)
        if FAULT == "two lines" and line == "predict":
            return reply + "\nok"
        if FAULT == "one time too few" and line.startswith("calls "):
            return reply.rpartition(" ")[0]
        if FAULT == "no JSON" and line == "identify":
            return "ok " + json.dumps(json.loads(reply[3:])).replace('"', "'")
        return reply

    fairlane_peer.answer = answer
    if FAULT == "forgets the model after an error":
        load = fairlane_peer._Peer.model

        def model(peer, path):
            try:
                load(peer, path)
            except Exception:
                peer.loaded["model"] = False
                raise

        fairlane_peer._Peer.model = model
    if FAULT == "prints not a number":
        fairlane_peer.write_numbers = lambda values: "[" + ", ".join(f"{v:.9g}" for v in values) + "]"


plant()
code = fairlane_peer.serve(Planted())
sys.exit(3 if FAULT == "wrong exit code" else code)
