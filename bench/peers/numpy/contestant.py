"""NumPy: W @ x + b in float32, one thread."""

import os
import sys
from time import perf_counter_ns

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "python"))
import fairlane_peer
from fairlane_peer import INPUTS, OUTPUTS

try:
    import numpy
except ImportError as problem:
    fairlane_peer.missing("numpy", f"{sys.executable} cannot import numpy: {str(problem).splitlines()[0][:200]}")


class NumPy:
    def __init__(self):
        self.weight = numpy.zeros((OUTPUTS, INPUTS), numpy.float32)
        self.bias = numpy.zeros(OUTPUTS, numpy.float32)
        self.sample = numpy.zeros(INPUTS, numpy.float32)
        self.identity = {
            "name": "numpy",
            "version": numpy.__version__,
            "work": "linear-784x2",
            "predict_returns": "logits",
            "examine_returns": "logits",
        }

    def facts(self):
        return {
            "mode": "weight @ sample + bias, float32",
            "threads": "1",
            "blas": fairlane_peer.blas_fact(),
        }

    def load(self, weight, bias):
        self.weight = numpy.frombuffer(weight, numpy.float32).reshape(OUTPUTS, INPUTS).copy()
        self.bias = numpy.frombuffer(bias, numpy.float32).copy()

    def take(self, sample):
        self.sample = numpy.frombuffer(sample, numpy.float32).copy()

    def predict(self):
        return (self.weight @ self.sample + self.bias).tolist()

    def calls(self, times, n):
        weight, bias, sample = self.weight, self.bias, self.sample
        for i in range(n):
            start = perf_counter_ns()
            output = weight @ sample + bias
            stop = perf_counter_ns()
            times[i] = stop - start

    def round(self, n):
        weight, bias, sample = self.weight, self.bias, self.sample
        start = perf_counter_ns()
        for _ in range(n):
            output = weight @ sample + bias
        stop = perf_counter_ns()
        return stop - start

    def infer_between(self, begin, end):
        weight, bias, sample = self.weight, self.bias, self.sample
        begin()
        output = weight @ sample + bias
        end()


sys.exit(fairlane_peer.serve(NumPy()))
