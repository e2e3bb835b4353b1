"""784 -> 2 logits of one sample: nn.Linear against NumPy, by torch.utils.benchmark."""
import dataclasses
import json

import numpy as np
import torch
from torch import nn
from torch.utils import benchmark

INPUTS, CLASSES = 784, 2


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(INPUTS, CLASSES)

    def forward(self, x):
        return self.linear(x)


def numpy_layer(weight, bias, x):
    return weight @ x + bias


def main():
    torch.manual_seed(42)
    model = Classifier()
    model.eval()
    pixels = [(j % 256) / 255.0 for j in range(INPUTS)]
    sample = torch.tensor([pixels], dtype=torch.float32)
    random = np.random.default_rng(42)
    weight = random.standard_normal((CLASSES, INPUTS)).astype(np.float32)
    bias = np.zeros(CLASSES, dtype=np.float32)
    x = np.array(pixels, dtype=np.float32)

    with torch.no_grad():
        t0 = benchmark.Timer(
            stmt="model(sample)",
            globals={"model": model, "sample": sample},
            label="linear",
            description="nn.Linear",
        )
        m0 = t0.blocked_autorange(min_run_time=1)
    t1 = benchmark.Timer(
        stmt="numpy_layer(weight, bias, x)",
        setup="from __main__ import numpy_layer",
        globals={"weight": weight, "bias": bias, "x": x},
        label="linear",
        description="numpy",
    )
    m1 = t1.blocked_autorange(min_run_time=1)

    print(benchmark.Compare([m0, m1]))
    rows = [
        {
            "number_per_run": m.number_per_run,
            "raw_times": m.raw_times,
            "task_spec": dataclasses.asdict(m.task_spec),
        }
        for m in (m0, m1)
    ]
    with open("results.json", "w") as f:
        json.dump(rows, f)


if __name__ == "__main__":
    main()
