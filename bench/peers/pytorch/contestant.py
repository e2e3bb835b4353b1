"""PyTorch: nn.Linear(784, 2), eager, eval(), no_grad(), CPU, one thread."""

import os
import sys
import warnings
from time import perf_counter_ns

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "python"))
import fairlane_peer
from fairlane_peer import INPUTS, OUTPUTS

try:
    import torch
except (ImportError, OSError, ValueError) as problem:  # ValueError: a library of CUDA is missing
    reason = (str(problem) or type(problem).__name__).splitlines()[0][:200]
    fairlane_peer.missing("pytorch", f"{sys.executable} cannot import torch: {reason}")


def _floats(values, shape):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "the buffer is not writable": it is copied
        return torch.frombuffer(values, dtype=torch.float32).clone().reshape(shape)


def _setting(name):
    """The line of torch.__config__.show() that holds this name."""
    for line in torch.__config__.show().splitlines():
        if name in line:
            return line.strip(" -")
    return "not told"


def _capability():
    try:
        return torch.backends.cpu.get_cpu_capability()
    except AttributeError:  # before 2.0
        return _setting("CPU capability usage").rpartition(": ")[2]


def _parallel():
    lines = [line.strip() for line in torch.__config__.parallel_info().splitlines()]
    wanted = ("at::get_num", "omp_get_max", "mkl_get_max", "ATen parallel")
    return ", ".join(" ".join(line.split()) for line in lines if line.startswith(wanted))[: fairlane_peer.LONGEST_FACT]


class PyTorch:
    def __init__(self):
        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        self.model = torch.nn.Linear(INPUTS, OUTPUTS).to("cpu").eval()
        self.sample = torch.zeros(1, INPUTS)
        self.identity = {
            "name": "pytorch",
            "version": torch.__version__,
            "work": "linear-784x2",
            "predict_returns": "logits",
            "examine_returns": "logits",
        }

    def facts(self):
        return {
            "mode": "nn.Linear, eager, eval, no_grad",
            "device": str(self.model.weight.device),
            "dtype": str(self.model.weight.dtype),
            "threads": str(torch.get_num_threads()),
            "interop_threads": str(torch.get_num_interop_threads()),
            "parallel": _parallel(),
            "cpu_capability": _capability(),
            "blas": _setting("BLAS_INFO").partition("BLAS_INFO=")[2].partition(",")[0] or "not told",
            "blas_libraries": fairlane_peer.blas_fact(),  # NumPy's own among them
            "mkl": _setting("Math Kernel Library") if torch.backends.mkl.is_available() else "none",
            "onednn": _setting("MKL-DNN") if torch.backends.mkldnn.is_available() else "none",
            "compiler": _setting("GCC"),
            "cuda": f"built with {torch.version.cuda}, available: {torch.cuda.is_available()}",
            "numpy": getattr(sys.modules.get("numpy"), "__version__", "none"),  # torch imports it if it is there
        }

    def load(self, weight, bias):
        tensors = {"weight": _floats(weight, (OUTPUTS, INPUTS)), "bias": _floats(bias, (OUTPUTS,))}
        self.model.load_state_dict(tensors)

    def take(self, sample):
        self.sample = _floats(sample, (1, INPUTS))

    def predict(self):
        with torch.no_grad():
            return self.model(self.sample).flatten().tolist()

    def calls(self, times, n):
        model, sample = self.model, self.sample
        with torch.no_grad():
            for i in range(n):
                start = perf_counter_ns()
                output = model(sample)
                stop = perf_counter_ns()
                times[i] = stop - start

    def round(self, n):
        model, sample = self.model, self.sample
        with torch.no_grad():
            start = perf_counter_ns()
            for _ in range(n):
                output = model(sample)
            stop = perf_counter_ns()
        return stop - start

    def infer_between(self, begin, end):
        model, sample = self.model, self.sample
        with torch.no_grad():
            begin()
            output = model(sample)
            end()


sys.exit(fairlane_peer.serve(PyTorch()))
