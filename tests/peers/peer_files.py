"""Models and samples for check_peer_protocol.py, right ones and broken ones, as bytes of safetensors files."""

import array
import os
import struct
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from lib import INPUTS, OUTPUTS, model_file, with_header  # noqa: E402


def as_float32(values):
    return array.array("f", values).tolist()


def models_and_samples(generator):
    """(name, weight, bias, sample): together they tell a wrong contestant from a right one."""
    pixels = as_float32((j % 256) / 255 for j in range(INPUTS))
    noise = as_float32(generator.gauss(0, 0.1) for _ in range(OUTPUTS * INPUTS))
    other = as_float32(generator.uniform(-1, 1) for _ in range(INPUTS))
    last = [0.0] * INPUTS
    last[-1] = 1.0
    yield "random weights, pixels", noise, as_float32([0.3, -0.2]), pixels
    yield "random weights, another sample", noise, as_float32([0.3, -0.2]), other
    yield "the negative of them", [-w for w in noise], as_float32([-0.3, 0.2]), other
    yield "the last input alone", noise, [0.0, 0.0], last
    yield "bias alone", [0.0] * (OUTPUTS * INPUTS), [1.5, -2.5], other
    yield "all zero", [0.0] * (OUTPUTS * INPUTS), [0.0, 0.0], [0.0] * INPUTS


def bad_models():
    """(name, bytes)"""
    good = model_file([0.5] * (OUTPUTS * INPUTS), [0.0, 0.0])
    size = struct.unpack("<Q", good[:8])[0]
    header, data = good[8 : 8 + size].decode(), good[8 + size :]
    changes = [
        ("wrong type", '"dtype": "F32"', '"dtype": "I32"'), ("wrong shape", "[2, 784]", "[784, 2]"),
        ("no weight", '"weight"', '"weights"'), ("negative offset", "[0, 6272]", "[-6272, 0]"),
        ("offset of a boolean", "[0, 6272]", "[false, 6272]"), ("offset of a real", "[0, 6272]", "[0, 6272.5]"),
        ("overlap", "[6272, 6280]", "[0, 8]"), ("beyond the end", "[6272, 6280]", "[6272, 6288]"),
        ("huge offset", "[6272, 6280]", "[6272, 9999999999999999999999]"), ("shape of texts", "[2, 784]", '["2", 784]'),
        ("no object", header, "[1]"), ("no JSON", header, "{"), ("not UTF-8", header, "\xff"),
        ("deep nesting", header, "[" * 100_000),
    ]  # fmt: skip
    for name, old, new in changes:
        text = header.replace(old, new, 1)
        if text == header:
            raise ValueError(f"the test changes nothing for '{name}'")
        yield name, with_header(text.encode("latin-1"), data)
    yield "empty", b""
    yield "half a length", good[:4]
    yield "truncated", good[:-1]
    yield "bytes left over", good + b"\0\0\0\0"
    yield "a length that is not true", struct.pack("<Q", 2**63 + 8) + good[8:]
    yield "large", good + bytes(2 << 20)
