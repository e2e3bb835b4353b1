"""One inference of PyTorch's nn.Linear(784, 2), marked for `fairlane trace`.
usage: torch_linear.py LIBRARY     LIBRARY: libfairlane_region.so; exit 77 without torch"""
import ctypes
import sys

try:
    import torch
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

region = ctypes.CDLL(sys.argv[1])
begin, begin_empty, end = region.fl_region_begin, region.fl_region_begin_empty, region.fl_region_end

torch.set_num_threads(1)
torch.manual_seed(42)
linear = torch.nn.Linear(784, 2)
sample = torch.tensor([[(i % 256) / 255 for i in range(784)]])

with torch.no_grad():
    for _ in range(10):
        linear(sample)
    for _ in range(2):
        begin_empty()
        end()
    begin()
    logits = linear(sample)
    end()
print(logits)
