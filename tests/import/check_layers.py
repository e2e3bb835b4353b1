"""Models as people have them: `fairlane model --check` takes the one linear layer 784 to 2 under any of its names, from
F16, BF16, F64 and transposed kernels, with the values that it should have, and refuses everything else by its shape or its
format. usage: check_layers.py FAIRLANE"""
import json
import struct
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import demand, float32, value  # noqa: E402

(FAIRLANE,) = lib.paths()
PACK = {"F32": float32, "F64": lambda x: struct.pack("<d", x), "F16": lambda x: struct.pack("<e", x),
        "BF16": lambda x: float32(x)[2:]}


def tensor(shape, dtype="F32", transposed=False, first=0):
    count = 1
    for size in shape:
        count *= size
    order = range(count)
    if transposed:  # stored [784, 2], the values those of [2, 784]
        rows, columns = shape
        order = (column * rows + row for row in range(rows) for column in range(columns))
    return dtype, list(shape), b"".join(PACK[dtype](value(first + n)) for n in order)


def check(name, content, *more):
    """content: tensors, or bytes"""
    path = lib.write(name + ".safetensors", content if isinstance(content, bytes) else lib.safetensors(content))
    return lib.run(FAIRLANE, "model", "--check", path, "--json", *more)


WEIGHT, BIAS = tensor((2, 784)), tensor((2,), first=5)
KERNEL = tensor((784, 2), transposed=True)


def of(dtype):
    return {"weight": tensor((2, 784), dtype), "bias": tensor((2,), dtype, first=5)}


TAKEN = {  # file: (tensors, options, part of the origin)
    "plain": ({"bias": BIAS, "weight": WEIGHT}, [], ""),
    "fc": ({"fc.bias": BIAS, "fc.weight": WEIGHT}, [], "(fc.weight)"),
    "sequential": ({"0.weight": WEIGHT, "0.bias": BIAS}, [], "(0.weight)"),
    "parallel": ({"module.weight": WEIGHT, "module.bias": BIAS}, [], "(module.weight)"),
    "compiled": ({"_orig_mod.weight": WEIGHT, "_orig_mod.bias": BIAS}, [], "(_orig_mod.weight)"),
    "keras": ({"dense/kernel:0": KERNEL, "dense/bias:0": BIAS}, [], "(dense/kernel:0, transposed)"),
    "flax": ({"params.Dense_0.kernel": KERNEL, "params.Dense_0.bias": BIAS}, [], "transposed)"),
    "half": (of("F16"), [], "(weight, converted from F16)"),
    "brain": (of("BF16"), [], "(weight, converted from BF16)"),
    "double": (of("F64"), [], "(weight, converted from F64)"),
    "mixed": ({"weight": WEIGHT, "bias": tensor((2,), "F64", first=5)}, [], "converted from F64)"),
    "buffers": ({"weight": WEIGHT, "bias": BIAS, "running_mean": tensor((784,))}, [], ""),
    "several": ({"a.weight": WEIGHT, "a.bias": BIAS, "b.weight": tensor((2, 784), first=9), "b.bias": BIAS},
                ["--tensor", "a"], "(a.weight)"),
    "head": ({"body.weight": tensor((784, 784)), "body.bias": tensor((784,)), "head.weight": WEIGHT, "head.bias": BIAS},
             ["--tensor", "head.weight"], "(head.weight)"),
}
REFUSED = {  # file: (tensors or bytes, options, part of the one line)
    "digits": ({"fc.weight": tensor((10, 784)), "fc.bias": tensor((10,))}, [],
               "fc.weight [10, 784]: a layer of 784 inputs and 10 outputs; 2 are measured here"),
    "plain_digits": ({"weight": tensor((10, 784)), "bias": tensor((10,))}, [], "has the shape [10, 784]; it must be [2, 784]"),
    "logistic": ({"fc.weight": tensor((1, 784)), "fc.bias": tensor((1,))}, [], "784 inputs and 1 output;"),
    "other": ({"fc.weight": tensor((2, 128)), "fc.bias": tensor((2,))}, [], "128 inputs and 2 outputs"),
    "hidden": ({"fc1.weight": tensor((128, 784)), "fc1.bias": tensor((128,)), "fc2.weight": tensor((2, 128)), "fc2.bias": BIAS},
               [], "a network of 2 layers (fc1.weight [128, 784], fc2.weight [2, 128])"),
    "deep": (TAKEN["head"][0], [], "a network of 2 layers (body.weight [784, 784], head.weight [2, 784])"),
    "two": (TAKEN["several"][0], [], "choose one with --tensor NAME"),
    "absent": (TAKEN["several"][0], ["--tensor", "c"], "no layer 784 to 2 is called 'c'; it holds: a.weight"),
    "biasless": ({"fc.weight": WEIGHT}, [], "fc.weight [2, 784] without a bias"),
    "wide_bias": ({"fc.weight": WEIGHT, "fc.bias": tensor((3,))}, [], "has the shape [3]; it must be [2]"),
    "turned": ({"fc.weight": tensor((784, 2)), "fc.bias": BIAS}, [], "a layer of 2 inputs and 784 outputs"),
    "integers": ({"fc.weight": ("I32", [2, 784], bytes(6272)), "fc.bias": BIAS}, [], "is I32, its bias F32"),
    "beyond": ({"weight": ("F64", [2, 784], struct.pack("<d", 1e300) + bytes(8 * 1567)), "bias": BIAS}, [],
               "weight[0][0] is infinite"),
    "half_nan": ({"fc.weight": ("F16", [2, 784], bytes(2 * 1567) + b"\x00\x7e"), "fc.bias": BIAS}, [], "fc.weight[1][783] is NaN"),
    "onnx": (b"\x08\x08\x12\x07pytorch\x1a\x051.13:" + bytes(64), [], "this is an ONNX model, not a safetensors file"),
    "pickle": (b"\x80\x02}q\x00.", [], "this is a Python pickle"),
    "archive": (b"PK\x03\x04" + bytes(64), [], "no archive that can be read"),
    "array": (b"\x93NUMPY\x01\x00" + bytes(64), [], "not a valid NumPy array"),
    "gguf": (b"GGUF\x03" + bytes(64), [], "this is a GGUF model"),
    "pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 6280\n", [], "git lfs pull"),
}


def check_all():
    expected = None
    for name, (tensors, options, origin) in TAKEN.items():
        done = check(name, tensors, *options)
        demand(name, done.returncode == 0, f"exit code {done.returncode}: {done.stderr.strip()}")
        if done.returncode != 0:
            continue
        got = json.loads(done.stdout)
        expected = expected or got
        same = all(got[key] == expected[key] for key in ("weight", "bias", "loss", "sample"))
        demand(name, same and origin in got["origin"] and (origin or got["origin"].endswith(".safetensors")),
               f"{got['origin']}, {got['bias']}, values {'as' if same else 'other than'} expected")
    demand("plain: not the values that were written",
           expected and expected["bias"] == [value(5), value(6)] and expected["weight"]["low"] == -50 / 1024, expected)
    for name, (content, options, words) in REFUSED.items():
        lib.refused(name, check(name, content, *options), words)
    # A wrong value must be seen: the transposed kernel taken as if it were not.
    wrong = check("wrong", {"kernel": tensor((784, 2)), "bias": BIAS})
    demand("a kernel that was transposed twice gives the same logits", json.loads(wrong.stdout)["sample"] != expected["sample"])


with lib.scratch():
    check_all()
lib.finish(f"layers: {len(TAKEN)} taken, {len(REFUSED)} refused")
