"""Counts again, from the list of instructions, what `fairlane disassemble --json` says it consists of, and compares
with what `fairlane list --json` knows of the kernel. usage: check_disassembly.py LIST FILE…"""
import json
import sys

LANES = {"scalar": 1, "64-bit": 2, "128-bit": 4, "256-bit": 8, "512-bit": 16}
CLASSES = {"scalar": "scalar", "64-bit": "SIMD-128", "128-bit": "SIMD-128", "256-bit": "SIMD-256",
           "512-bit": "SIMD-512", "SVE": "SIMD-SVE"}


def check(document, kernel):
    code = document["code"]
    end = 0
    for line in code:
        assert line["at"] == end, f"a gap before {line}"
        end += line["bytes"]
    assert end == document["code_bytes"]
    understood = [line for line in code if line["understood"]]
    assert len(understood) == document["instructions"]
    kinds = {"arithmetic": ("arithmetic", "multiply", "multiply-add"), "multiplications": ("multiply", "multiply-add"),
             "fused": ("multiply-add",)}
    for name, operations in kinds.items():
        for width, stated in document[name].items():
            counted = sum(line["operation"] in operations and line["width"] == width for line in understood)
            assert counted == stated, f"{name}, {width}: {stated} stated, {counted} counted"
    assert sum(document["encodings"].values()) == document["instructions"]
    starts = {line["at"] for line in code}
    for loop in document["loops"]:
        assert loop["begin"] in starts and loop["begin"] < loop["end"] <= end
        inside = [line for line in code if loop["begin"] <= line["at"] < loop["end"]]
        assert len(inside) == loop["instructions"]
        products = sum(line["lanes"] for line in inside if line["operation"].startswith("multiply"))
        assert products == loop["products"]
    leaves = sum(document[name] for name in ("calls", "tail_jumps", "indirect_branches", "system_calls",
                                             "undecoded_bytes"))
    assert document["closed"] == (leaves == 0)
    assert document["closed"] != document["class"].startswith("not told")
    packed = sum(count for width, count in document["arithmetic"].items() if width != "scalar")
    if document["class"].startswith("scalar"):
        assert packed == 0 and document["closed"], "called scalar"
    assert document["contradiction"] == "", document["contradiction"]
    if document["closed"] and kernel["isa"] != "library":
        widest = [width for width, count in document["multiplications"].items() if count][-1]
        products, _, sums = document["class"].removeprefix("products ").partition(", sums ")
        assert products.removesuffix("+FMA") == CLASSES[widest], document["class"]
        assert (sums == "scalar") == ("ordered" in document["kernel"]), document["class"]
        if kernel["origin"] == "library":  # templates: not every product need be fused
            assert kernel["fma"] == any(document["fused"].values()), "fused or not"
        else:
            assert kernel["fma"] == document["class"].endswith("+FMA"), document["class"]
        assert kernel["lanes"] in (None, LANES.get(widest)), f"{kernel['lanes']} lanes, but {widest}"
        assert document["loops"], "no loop was found"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        kernels = {kernel["name"]: kernel for kernel in json.load(file)["kernels"]}
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        try:
            check(document, kernels[document["kernel"]])
        except AssertionError as failure:
            sys.exit(f"{document['kernel']}: {failure}")
    print(f"{len(sys.argv) - 2} kernels counted again")


if __name__ == "__main__":
    main()
