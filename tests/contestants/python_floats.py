"""Python's own floats: the work in scalar double, among a hundred times as many instructions of an interpreter.
The region library is named by FAIRLANE_REGION_LIBRARY."""
import ctypes
import operator
import os

region = ctypes.CDLL(os.environ["FAIRLANE_REGION_LIBRARY"])
inputs = [i * 5 % 17 / 16 for i in range(784)]
weights = [(i * 7 % 31 - 15) / 32 for i in range(1568)]
rows = weights[:784], weights[784:]
bias = 0.25, -0.5


def inference():
    return [sum(map(operator.mul, row, inputs)) + offset for row, offset in zip(rows, bias)]


inference()
region.fl_region_begin()
logits = inference()
region.fl_region_end()
print("logits %.9g %.9g" % tuple(logits))
