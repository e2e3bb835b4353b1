"""Python's own floats: arithmetic in scalar double, among a hundred times as many instructions of an interpreter.
An eighth of the work, since each of its multiplications takes a hundred steps. The interpreter's own instructions for
calling the marks are shown to the tracer by an empty region. FAIRLANE_REGION_LIBRARY names the region library."""
import ctypes
import operator
import os

INPUTS, PART = 784, 98

region = ctypes.CDLL(os.environ["FAIRLANE_REGION_LIBRARY"])
begin, begin_empty, end = region.fl_region_begin, region.fl_region_begin_empty, region.fl_region_end
inputs = [i * 5 % 17 / 16 for i in range(INPUTS)]
weights = [(i * 7 % 31 - 15) / 32 for i in range(2 * INPUTS)]
rows = weights[:INPUTS], weights[INPUTS:]
bias = 0.25, -0.5


def inference(count):
    return [sum(map(operator.mul, row[:count], inputs)) + offset for row, offset in zip(rows, bias)]


inference(PART)
begin_empty()
end()
begin()
inference(PART)
end()
print("logits %.9g %.9g" % tuple(inference(INPUTS)))
