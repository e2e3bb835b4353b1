#!/usr/bin/env python3
"""Computes what tests/task/test_task.c expects, independently of the C code: numpy for float32, Python for the rest.

Usage: make_task_expectations.py  (needs numpy; with libsleef.so.3 it also computes the digest of the model)

Strictly sequential float32 sums are numpy's cumsum. exp() is Python's, rounded to float32, so that the weights
agree closely but not to the bit; with SLEEF's own expf, through ctypes, the bytes of the model are the same.
Last run with Python 3.11, numpy 2.4.6, SLEEF 3.5.1.
"""
import ctypes
import hashlib
import math
import struct

import numpy as np

F = np.float32
MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        drawn = self.next()
        while drawn < 2**64 % bound:
            drawn = self.next()
        return drawn % bound

    def shuffle(self, items):
        for last in range(len(items) - 1, 0, -1):
            chosen = self.below(last + 1)
            items[last], items[chosen] = items[chosen], items[last]


def data():
    pixels = np.array([[F((17 * i + 31 * j) % 256) / F(255) for j in range(784)] for i in range(1000)], dtype=F)
    return pixels, [0 if i % 10 == 0 else 1 for i in range(1000)]


def logits_of(weights, bias, x):
    return np.cumsum(weights * x, axis=1, dtype=F)[:, -1] + bias


def probabilities_of(logits, exp):
    powers = np.array([exp(float(l)) for l in logits - logits.max()], dtype=F)
    return powers / (powers[0] + powers[1])


def train(seed, exp):
    pixels, labels = data()
    random = SplitMix64(seed)
    start = [(F(2) * F((random.next() >> 40) / 2**24) - F(1)) / F(28) for _ in range(1570)]
    weights, bias = np.array(start[:1568], dtype=F).reshape(2, 784), np.array(start[1568:], dtype=F)
    order = list(range(1000))
    for _ in range(10):
        random.shuffle(order)
        for first in range(0, 1000, 32):
            batch = order[first:first + 32]
            sum_w, sum_b = np.zeros((2, 784), F), np.zeros(2, F)
            for i in batch:
                error = probabilities_of(logits_of(weights, bias, pixels[i]), exp)
                error[labels[i]] -= F(1)
                sum_w += error[:, None] * pixels[i]
                sum_b += error
            weights -= F(0.01) * (sum_w / F(len(batch)))
            bias -= F(0.01) * (sum_b / F(len(batch)))
    return weights, bias


def model_bytes(weights, bias):
    header = b'{"bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' \
             b'"weight":{"dtype":"F32","shape":[2,784],"data_offsets":[8,6280]}}      '
    return struct.pack("<Q", len(header)) + header + bias.astype("<f4").tobytes() + weights.astype("<f4").tobytes()


def main():
    pixels, labels = data()
    print("pixels SHA-256", hashlib.sha256(pixels.astype("<f4").tobytes()).hexdigest())
    print("labels", sum(labels), "ones")
    sample = np.array([F(j % 256) / F(255) for j in range(784)], dtype=F)
    print("sample SHA-256", hashlib.sha256(sample.astype("<f4").tobytes()).hexdigest())
    for seed in (42, 7):
        weights, bias = train(seed, math.exp)
        print("seed", seed)
        for k, j in ((0, 0), (0, 783), (1, 0), (1, 391), (1, 783)):
            print(f"  weight[{k}][{j}] {weights[k, j]:.9g}")
        print("  bias", [f"{b:.9g}" for b in bias])
        print("  sum of weights %.9g" % weights.astype(float).sum())
        w, b = weights.astype(float), bias.astype(float)
        logits = pixels.astype(float) @ w.T + b
        log_sums = np.logaddexp(logits[:, 0], logits[:, 1])
        loss = np.mean([log_sums[i] - logits[i, labels[i]] for i in range(1000)])
        print("  loss %.9g, predicted ones %d" % (loss, np.sum(logits[:, 1] > logits[:, 0])))
        logits = sample.astype(float) @ w.T + b
        print("  sample logits", [f"{l:.9g}" for l in logits], "p1 %.9g" % (1 / (1 + math.exp(logits[0] - logits[1]))))
        try:
            expf = ctypes.CDLL("libsleef.so.3").Sleef_cinz_expf1_u10purec
        except (OSError, AttributeError):
            print("  no SLEEF: no digest")
            continue
        expf.argtypes, expf.restype = [ctypes.c_float], ctypes.c_float
        print("  SHA-256", hashlib.sha256(model_bytes(*train(seed, expf))).hexdigest())


main()
