#!/usr/bin/env python3
"""Writes the safetensors files of this folder with Hugging Face's own library.

Usage: make_fixtures.py [FOLDER]  (needs numpy and safetensors; last run with numpy 2.4.6, safetensors 0.8.0)

weight[k][j] = (784 k + j)/1024 - 0.5, bias = [0.25, -0.75]: exact in float32.
"""
import os
import sys

import numpy as np
from safetensors.numpy import save_file

folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
weight = (np.arange(1568, dtype=np.float32) / 1024 - 0.5).reshape(2, 784)
bias = np.array([0.25, -0.75], dtype=np.float32)

save_file({"weight": weight, "bias": bias}, os.path.join(folder, "plain.safetensors"))
save_file(
    {
        "weight": weight,
        "bias": bias,
        "step": np.array(313, dtype=np.int64),
        "empty": np.zeros((0, 7), dtype=np.float64),
        "größe": np.arange(3, dtype=np.uint8),
        "momentum": np.zeros((2, 5), dtype=np.float16),
    },
    os.path.join(folder, "with_others.safetensors"),
    metadata={"format": "pt", "note": "quote \" backslash \\ and é"},
)
save_file({"fc.weight": weight, "fc.bias": bias}, os.path.join(folder, "other_names.safetensors"))
save_file({"weight": weight.T.copy(), "bias": bias}, os.path.join(folder, "transposed.safetensors"))
save_file({"weight": weight.astype(np.float64), "bias": bias}, os.path.join(folder, "double.safetensors"))
