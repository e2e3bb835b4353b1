"""Reads a file of torch.save() from standard input and writes its floating-point tensors of one or two dimensions to
standard output as safetensors, or one line that begins with "!": why not. Nothing is unpickled but tensors and plain
containers (weights_only=True): what a file would have executed otherwise is refused by PyTorch."""
import ctypes
import io
import json
import resource
import struct
import sys

MOST_BYTES, MOST_SECONDS, MOST_LEVELS = 3 << 30, 50, 6


def refuse(why):
    sys.stdout.write("!" + " ".join(str(why).split())[:300] + "\n")
    sys.exit(0)


def tensors_of(torch, thing, prefix="", level=0):
    """Name and tensor, of dictionaries within dictionaries."""
    if level > MOST_LEVELS or not isinstance(thing, dict):
        return
    for name, value in thing.items():
        if isinstance(value, torch.Tensor):
            yield f"{prefix}{name}", value
        else:
            yield from tensors_of(torch, value, f"{prefix}{name}.", level + 1)


def plain(name):
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "?" for c in name)[:120]


def safetensors(torch, thing):
    types = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64"}
    header, data = {}, b""
    for name, tensor in tensors_of(torch, thing):
        if tensor.dtype not in types or tensor.dim() not in (1, 2) or tensor.is_sparse or tensor.is_quantized:
            continue
        tensor = tensor.detach().cpu().contiguous()
        content = ctypes.string_at(tensor.data_ptr(), tensor.numel() * tensor.element_size()) if tensor.numel() else b""
        header[plain(name)] = {"dtype": types[tensor.dtype], "shape": list(tensor.shape),
                               "data_offsets": [len(data), len(data) + len(content)]}
        data += content
        if len(data) > 64 << 20:
            refuse("its tensors are larger than 64 MiB")
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def main():
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    import torch

    content = sys.stdin.buffer.read()
    try:
        thing = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except MemoryError:
        refuse("it needs more memory than 3 GiB")
    except Exception as fault:  # of many kinds, by what a hostile file holds
        reason = str(fault).strip()
        if "weights_only" in reason or "WeightsUnpickler" in reason:
            refuse("it holds more than tensors, and that is never unpickled; save layer.state_dict(): "
                   + reason.split("WeightsUnpickler error:")[-1].strip().split("\n")[0])
        refuse(f"PyTorch {torch.__version__} cannot read it: " + reason.split("\n")[0])
    if not isinstance(thing, dict):
        refuse(f"it holds a {type(thing).__name__} and no state_dict; save layer.state_dict()")
    sys.stdout.buffer.write(safetensors(torch, thing))


main()
