"""One inference of a linear layer, 784 to 2, marked for `fairlane trace`:

    fairlane trace -- python3 infer.py [FOLDER OF libfairlane_region.so.1]

Python's own floats are doubles, so this one is found out to compute no float32 at all. Put the inference of your
framework in the place of infer()."""
import ctypes
import operator
import sys

region = ctypes.CDLL((sys.argv[1] + "/" if len(sys.argv) > 1 else "") + "libfairlane_region.so.1")
begin, begin_empty, end = region.fl_region_begin, region.fl_region_begin_empty, region.fl_region_end

weights = [[0.0] * 784, [0.01] * 784]
bias = [0.0, 0.0]
sample = [(i % 256) / 255 for i in range(784)]


def infer():
    return [sum(map(operator.mul, row, sample)) + b for row, b in zip(weights, bias)]


infer()  # once outside, so that nothing is done for the first time inside

# What the interpreter itself executes to make the two calls is measured in empty regions and subtracted. The second
# one counts: the first does some things for the first time.
for _ in range(2):
    begin_empty()
    end()

begin()
logits = infer()
end()
print(*logits)
