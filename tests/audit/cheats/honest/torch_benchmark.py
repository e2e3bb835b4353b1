"""Latency of one linear layer, 784 inputs and 2 outputs, in PyTorch: one sample per call, on one thread of the CPU."""
import argparse
import json
import math
import platform
import time

import torch
from torch import nn

SEED = 42
WARMUP_CALLS = 100
TIMED_CALLS = 10_000
INPUTS = 784
CLASSES = 2
TRAINING_SAMPLES = 1000
EPOCHS = 10
BATCH = 32
Z_95 = 1.96


class Layer(nn.Module):
    """Logits of a softmax regression."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(INPUTS, CLASSES)

    def forward(self, x):
        return self.linear(x)


def training_data():
    pixels = [
        [((i * 17 + j * 31) % 256) / 255.0 for j in range(INPUTS)] for i in range(TRAINING_SAMPLES)
    ]
    labels = [0 if i % 10 == 0 else 1 for i in range(TRAINING_SAMPLES)]
    return torch.tensor(pixels, dtype=torch.float32), torch.tensor(labels, dtype=torch.long)


def train(model, pixels, labels):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_of = nn.CrossEntropyLoss()
    model.train()
    for _ in range(EPOCHS):
        for begin in range(0, TRAINING_SAMPLES, BATCH):
            optimizer.zero_grad()
            loss = loss_of(model(pixels[begin : begin + BATCH]), labels[begin : begin + BATCH])
            loss.backward()
            optimizer.step()


def measure(model, sample):
    """Nanoseconds of each timed call; the warm-up is not among them."""
    times = []
    model.eval()
    with torch.no_grad():
        for _ in range(WARMUP_CALLS):
            model(sample)
        for _ in range(TIMED_CALLS):
            start = time.perf_counter_ns()
            output = model(sample)
            stop = time.perf_counter_ns()
            times.append(stop - start)
    assert output.shape == (1, CLASSES)
    return times


def summary(name, times_ns):
    times = [t / 1000.0 for t in times_ns]
    n = len(times)
    mean = sum(times) / n
    variance = sum((t - mean) ** 2 for t in times) / (n - 1)
    deviation = math.sqrt(variance)
    half = Z_95 * deviation / math.sqrt(n)
    ordered = sorted(times)
    return {
        "name": name,
        "iterations": n,
        "mean_us": mean,
        "std_us": deviation,
        "ci_95_lower": mean - half,
        "ci_95_upper": mean + half,
        "p50_us": ordered[n // 2],
        "p95_us": ordered[int(n * 0.95)],
        "p99_us": ordered[int(n * 0.99)],
        "min_us": ordered[0],
        "max_us": ordered[-1],
        "throughput_per_sec": 1_000_000 / mean,
    }


def cpu_name():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default="torch_results.json")
    arguments = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    model = Layer()
    pixels, labels = training_data()
    train(model, pixels, labels)
    sample = torch.tensor([[(j % 256) / 255.0 for j in range(INPUTS)]], dtype=torch.float32)
    times = measure(model, sample)
    document = {
        "config": {
            "seed": SEED,
            "input_dim": INPUTS,
            "num_classes": CLASSES,
            "warmup_iterations": WARMUP_CALLS,
            "benchmark_iterations": TIMED_CALLS,
            "training_samples": TRAINING_SAMPLES,
            "platform": platform.platform(),
            "cpu": cpu_name(),
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "python_version": platform.python_version(),
            "torch_version": torch.__version__,
        },
        "results": [summary("torch", times)],
    }
    with open(arguments.output, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
    print(f"torch: {document['results'][0]['mean_us']:.2f} us per call")


if __name__ == "__main__":
    main()
