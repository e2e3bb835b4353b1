"""Forward pass of one linear layer, one sample per call."""
import numpy as np
import pytest
import torch

INPUTS = 784
CLASSES = 2


@pytest.fixture
def sample():
    return np.array([(j % 256) / 255.0 for j in range(INPUTS)], dtype=np.float32)


def test_torch_linear(benchmark, sample):
    torch.manual_seed(42)
    torch.set_num_threads(1)
    model = torch.nn.Linear(INPUTS, CLASSES)
    model.eval()
    x = torch.from_numpy(sample).unsqueeze(0)
    with torch.no_grad():
        benchmark.pedantic(model, args=(x,), rounds=10000, iterations=1, warmup_rounds=100)


def test_numpy_linear(benchmark, sample):
    rng = np.random.default_rng(42)
    weight = rng.standard_normal((CLASSES, INPUTS)).astype(np.float32)
    bias = np.zeros(CLASSES, dtype=np.float32)
    benchmark.pedantic(lambda: weight @ sample + bias, rounds=10000, iterations=1, warmup_rounds=100)
