"""Models as NumPy and PyTorch save them: `fairlane model --check` takes the layer 784 to 2 of .npy, .npz and a state_dict
with the values that it should have, and refuses other shapes, damage, bombs and pickles with one line.
usage: check_models.py FAIRLANE"""
import io
import json
import os
import pickle
import struct
import sys
import zipfile
import zlib

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import PROJECT, demand, refused, value, write  # noqa: E402

(FAIRLANE,) = lib.paths()
EVIL = "executed"  # a file that a pickle makes, were it executed


WEIGHTS = [value(n) for n in range(1568)]
BIASES = [value(5), value(6)]
TRANSPOSED = [WEIGHTS[row * 784 + column] for column in range(784) for row in range(2)]


def npy(shape, values, descr="<f4", by_columns=False, version=1, header=None, tail=b""):
    form = {"f4": "f", "f8": "d", "f2": "e", "i4": "i", "i8": "q"}[descr[1:]]
    data = struct.pack(f"{descr[0] if descr[0] in '<>' else '<'}{len(values)}{form}", *values)
    text = header or f"{{'descr': '{descr}', 'fortran_order': {by_columns}, 'shape': {shape}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    size = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + size + text.encode("latin-1") + data + tail


def archive(members, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, content in members.items():
            z.writestr(name, content)
    return out.getvalue()


W, B = npy((2, 784), WEIGHTS), npy((2,), BIASES)
K = npy((784, 2), TRANSPOSED)
TAKEN = {  # file: (bytes, options, part of the origin)
    "plain.npz": (archive({"weight.npy": W, "bias.npy": B}), [], "plain.npz (NumPy)"),
    "deflated.npz": (archive({"weight.npy": W, "bias.npy": B}, zipfile.ZIP_DEFLATED), [], "(NumPy)"),
    "letters.npz": (archive({"W.npy": W, "b.npy": B}), [], "(NumPy)"),
    "right.npz": (archive({"W.npy": K, "b.npy": B}), [], "(kernel, transposed; NumPy)"),
    "learn.npz": (archive({"coef_.npy": W, "intercept_.npy": B, "classes_.npy": npy((2,), [0, 1], "<i8")}), [], "(NumPy)"),
    "unnamed.npz": (archive({"arr_0.npy": W, "arr_1.npy": B}), [], "(NumPy)"),
    "unnamed_right.npz": (archive({"arr_0.npy": B, "arr_1.npy": K}), [], "transposed; NumPy)"),
    "double.npz": (archive({"fc.weight.npy": npy((2, 784), WEIGHTS, "<f8"), "fc.bias.npy": npy((2,), BIASES, "<f8")}), [],
                   "(fc.weight, converted from F64; NumPy)"),
    "half.npz": (archive({"weight.npy": npy((2, 784), WEIGHTS, "<f2"), "bias.npy": B}), [], "converted from F16"),
    "columns.npz": (archive({"weight.npy": npy((2, 784), TRANSPOSED, by_columns=True), "bias.npy": B}), [], "(NumPy)"),
    "big.npz": (archive({"weight.npy": npy((2, 784), WEIGHTS, ">f4"), "bias.npy": npy((2,), BIASES, ">f4")}), [], "(NumPy)"),
    "second.npz": (archive({"weight.npy": npy((2, 784), WEIGHTS, version=2), "bias.npy": B}), [], "(NumPy)"),
    "two.npz": (archive({"a_W.npy": W, "a_b.npy": B, "c_W.npy": npy((2, 784), WEIGHTS[::-1]), "c_b.npy": B}), ["--tensor", "a"],
                "(a.weight; NumPy)"),
    "weight.npy": (W, [], "weight.npy (NumPy)"),  # with bias.npy beside it
    "bias.npy": (B, None, ""),
    "fc1_W.npy": (K, [], "transposed; NumPy)"),
    "fc1_b.npy": (B, None, ""),
}


class Evil:
    def __reduce__(self):
        return os.system, (f"touch {os.path.abspath(EVIL)}",)


def bomb():
    """An archive whose one array says a few bytes and unpacks to a GiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    out = bytearray(archive({"weight.npy": b"x" * 16}, zipfile.ZIP_STORED))
    name = b"weight.npy"
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, 0, len(packed), CLAIM, len(name), 0) + name
    central = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, 0, len(packed), CLAIM, len(name), 0, 0, 0, 0, 0, 0) + name
    out = head + packed + central
    return out + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(central), len(head) + len(packed), 0)


def to_be_refused():
    global CLAIM
    CLAIM = 1 << 30
    honest_bomb = bomb()
    CLAIM = 6400
    lying_bomb = bomb()
    damaged = bytearray(archive({"weight.npy": W, "bias.npy": B}, zipfile.ZIP_DEFLATED))
    damaged[200:400] = bytes(200)
    header = "{{'descr': {}, 'fortran_order': False, 'shape': {}, }}".format
    return {  # file: (bytes, options, part of the one line)
        "digits.npz": (archive({"fc.weight.npy": npy((10, 784), WEIGHTS * 5), "fc.bias.npy": npy((10,), BIASES * 5)}), [],
                       "fc.weight [10, 784]: a layer of 784 inputs and 10 outputs; 2 are measured here"),
        "hidden.npz": (archive({"W1.npy": npy((784, 4), WEIGHTS * 2), "b1.npy": npy((4,), BIASES * 2), "W2.npy": npy((4, 2), WEIGHTS[:8]),
                                "b2.npy": B}), [], "no tensor \"weight\" (it holds: W1, b1, W2, b2)"),
        "deep.npz": (archive({"a.weight.npy": npy((2, 784), WEIGHTS), "a.bias.npy": B, "c.weight.npy": npy((2, 2), WEIGHTS[:4]),
                              "c.bias.npy": B}), [], "a network of 2 layers (a.weight [2, 784], c.weight [2, 2])"),
        "lonely.npy": (W, [], "the bias is missing: name them weight.npy and bias.npy"),
        "head_weight.npy": (W, [], "head_weight.npy: holds one array; its bias is looked for beside it: "),
        "vector.npy": (B, [], "no tensor \"weight\" (it holds: vector)"),
        "objects.npz": (archive({"weight.npy": npy((2, 784), [], header=header("'|O'", "(2, 784)"), tail=pickle.dumps(Evil())),
                                 "bias.npy": B}), [], "an array of Python objects"),
        "records.npy": (npy((1,), [], header=header("[('a', '<f4')]", "(1,)"), tail=bytes(4)), [], "an array of records"),
        "complex.npy": (npy((1,), [], header=header("'<c8'", "(1,)"), tail=bytes(8)), [], "of the type '<c8'"),
        "integers.npz": (archive({"weight.npy": npy((2, 784), [1] * 1568, "<i4"), "bias.npy": B}), [], "is I32; F32, F16, BF16 and F64"),
        "short.npy": (W[:-1], [], "it is cut short"),
        "long.npy": (W + b"\0", [], "bytes follow its data"),
        "huge.npy": (npy((1,), [], header=header("'<f4'", "(18446744073709551615, 18446744073709551615)")), [], "NumPy array"),
        "wide.npy": (npy((1,), [], header=header("'<f4'", "(4294967296, 4294967296)")), [], "it is cut short"),
        "evaluated.npy": (npy((1,), [], header=header("__import__('os')", "(1,)")), [], "NumPy array"),
        "twice.npy": (npy((1,), [], header="{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}", tail=bytes(4)), [],
                      "or one twice"),
        "header.npy": (b"\x93NUMPY\2\0" + struct.pack("<I", 1 << 31) + bytes(64), [], "its header is longer"),
        "version.npy": (b"\x93NUMPY\x09\0" + bytes(64), [], "of an unknown version"),
        "bomb.npz": (honest_bomb, [], "unpacks to more than 64 MiB"),
        "lie.npz": (lying_bomb, [], "lie.npz: weight.npy: "),
        "lines.npz": (lying_bomb.replace(b"weight.npy", b"we\nig\x1b.npy"), [], "lines.npz: we?ig?.npy: "),
        "damaged.npz": (bytes(damaged), [], "damaged.npz: "),
        "many.npz": (archive({f"a{i}.npy": B for i in range(200)}), [], "more than 64 arrays"),
        "crowd.npz": (archive({f"f{i}": b"" for i in range(1100)}), [], "holds more than 1024 files"),
        "wheel.whl": (archive({"a/__init__.py": b"", "a-1.dist-info/METADATA": b""}), [], "without a single .npy in it"),
        "nan.npz": (archive({"weight.npy": npy((2, 784), WEIGHTS[:-1] + [float("nan")]), "bias.npy": B}), [], "weight[1][783] is NaN"),
        "same.npz": (archive({"a/weight.npy": W, "b/weight.npy": W, "bias.npy": B}), [], "same.npz: "),
        "pickle.pkl": (pickle.dumps(Evil(), 2), [], "this is a Python pickle"),
        "evil.npz": (archive({"weight.npy": W, "bias.npy": B, "../../evil": b"x" * 10, "x.pkl": pickle.dumps(Evil())}), None, ""),
    }


def check(path, *more, **environment):
    return lib.run(FAIRLANE, "model", "--check", path, "--json", *more, env={**os.environ, **environment})


def has_values(name, done, wanted, origin, keys):
    got = json.loads(done.stdout) if done.returncode == 0 else {}
    demand(name, all(got.get(key) == wanted[key] for key in keys) and origin in got["origin"],
           f"exit code {done.returncode}: {done.stderr.strip()}: {got.get('origin')}, {got.get('bias')}: not the values that were written, or not told so")
    return got.get("sha256")


def numpy_files():
    # The same layer as safetensors, read by the reader that check_layers holds to its word.
    wanted = json.loads(check(write("expected.safetensors", lib.model_file(WEIGHTS, BIASES))).stdout)
    for name, (content, _, _) in {**TAKEN, **to_be_refused()}.items():
        write(name, content)
    digests = {has_values(name, check(name, *options), wanted, origin, ("weight", "bias", "loss", "sample"))
               for name, (_, options, origin) in TAKEN.items() if options is not None}
    demand(f"the same layer has {len(digests)} digests", len(digests) == 1, digests)
    for name, (_, options, words) in to_be_refused().items():
        if options is not None:
            refused(name, check(name, *options), words)
    # The transposed kernel taken as if it were not gives other logits: the comparison above can fail.
    wrong = check(write("wrong.npz", archive({"W.npy": npy((784, 2), WEIGHTS), "b.npy": B})))
    demand("a kernel that was transposed twice gives the same logits", json.loads(wrong.stdout)["sample"] != wanted["sample"])
    return wanted


# PyTorch saves, then the lab reads with the same Python.
SAVE = """
import collections, os, sys, torch
folder, evil = sys.argv[1:]
def value(n): return ((n * 37) % 101 - 50) / 1024
w = torch.tensor([value(n) for n in range(1568)], dtype=torch.float32).reshape(2, 784)
b = torch.tensor([value(5), value(6)])
class Evil:
    def __reduce__(self): return os.system, (f"touch {evil}",)
def save(name, thing, **more): torch.save(thing, os.path.join(folder, name), **more)
save("plain.pt", collections.OrderedDict(weight=w, bias=b))
save("old.pt", {"weight": w, "bias": b}, _use_new_zipfile_serialization=False)
save("checkpoint.ckpt", {"epoch": 3, "model_state_dict": {"fc.weight": w, "fc.bias": b}, "optimizer": {"state": {0: {"exp_avg": w * 0}}}})
save("strided.pt", {"weight": w.t().contiguous().t(), "bias": b})
save("brain.pt", {"weight": w.bfloat16(), "bias": b})
save("two.pt", {"a.weight": w, "a.bias": b, "c.weight": w * 2, "c.bias": b})
save("hidden.pt", {"0.weight": w.t().contiguous(), "0.bias": w[0], "2.weight": w, "2.bias": b})
save("tensor.pt", w)
save("whole.pt", torch.nn.Linear(784, 2))
save("evil.pt", {"weight": w, "bias": b, "x": Evil()})
save("evil_old.pt", {"weight": w, "bias": b, "x": Evil()}, _use_new_zipfile_serialization=False)
"""


def torch_files(wanted):
    python = os.environ.get("FAIRLANE_PYTHON") or os.path.join(PROJECT, "bench/peers/pytorch/venv/bin/python")
    if not os.path.exists(python):
        python = lib.PYTHON
    made = lib.run(python, "-c", SAVE, ".", os.path.abspath(EVIL))
    if made.returncode != 0:
        print(f"left out: {python} has no PyTorch: {made.stderr.strip().splitlines()[-1]}")
        return
    environment = {"FAIRLANE_PYTHON": python, "FAIRLANE_PEERS": str(PROJECT / "bench/peers")}
    for name, options, origin in (("old.pt", [], "(state_dict)"), ("strided.pt", [], "(state_dict)"),
                                  ("checkpoint.ckpt", [], "(model_state_dict.fc.weight; state_dict)"),
                                  ("brain.pt", [], "(weight, converted from BF16; state_dict)"),
                                  ("two.pt", ["--tensor", "a"], "(a.weight; state_dict)")):
        has_values(name, check(name, *options, **environment), wanted, origin, ("weight", "bias", "sample"))
    for name, words in (("hidden.pt", "a network of 2 layers"), ("tensor.pt", "it holds a Tensor and no state_dict"),
                        ("whole.pt", "it holds more than tensors"), ("evil.pt", "it holds more than tensors"),
                        ("evil_old.pt", "it holds more than tensors")):
        refused(name, check(name, **environment), words)
    with zipfile.ZipFile("plain.pt") as z:
        members = {name: bytes(1 << 27) if name.endswith("/data/0") else z.read(name) for name in z.namelist()}
    write("bomb.pt", archive(members, zipfile.ZIP_DEFLATED))
    refused("bomb.pt", check("bomb.pt", **environment), "unpacks to more than 64 MiB")
    print(f"read from PyTorch of {python}")


def without_torch():
    """A Python without PyTorch: the cure is told, and nothing is unpickled in its stead."""
    empty = os.path.abspath(write("python", '#!/bin/sh\nexec /usr/bin/python3 -I -S "$@"\n'))
    os.chmod(empty, 0o755)
    for name, content in (("a.pt", archive({"archive/data.pkl": pickle.dumps(Evil(), 2), "archive/version": b"3\n"})),
                          ("b.pt", b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19." + pickle.dumps(Evil(), 2))):
        done = check(write(name, content), FAIRLANE_PYTHON=empty, FAIRLANE_PEERS=str(PROJECT / "bench/peers"))
        refused(name, done, "has no torch; run: bench/peers/pytorch/setup", status=3)


with lib.scratch():
    good = numpy_files()
    without_torch()
    torch_files(good)
    demand("a pickle was executed", not os.path.exists(EVIL))
lib.finish(f"models: {sum(o is not None for _, o, _ in TAKEN.values())} taken, {len(to_be_refused())} refused")
