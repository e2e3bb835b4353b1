"""ONNX Runtime: one Gemm node, as nn.Linear is exported, CPU, one thread."""

import os
import sys
from time import perf_counter_ns

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "python"))
import fairlane_peer
from fairlane_peer import INPUTS, OUTPUTS

try:
    import numpy
    import onnx
    import onnxruntime
except ImportError as problem:
    reason = str(problem).splitlines()[0][:200]
    fairlane_peer.missing("onnxruntime", f"{sys.executable} cannot import what it needs: {reason}")


def _model(weight, bias):
    """logits = sample · weightᵀ + bias, as bytes of an ONNX file."""
    helper, floats = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["sample", "weight", "bias"], ["logits"], transB=1)],
        "linear",
        [helper.make_tensor_value_info("sample", floats, [1, INPUTS])],
        [helper.make_tensor_value_info("logits", floats, [1, OUTPUTS])],
        [
            helper.make_tensor("weight", floats, [OUTPUTS, INPUTS], weight, raw=True),
            helper.make_tensor("bias", floats, [OUTPUTS], bias, raw=True),
        ],
    )
    # The versions that PyTorch's exporter writes; newer ones of the format say the same of a Gemm.
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString()


class OnnxRuntime:
    def __init__(self):
        self.session = self.options = None
        self.feed = {"sample": numpy.zeros((1, INPUTS), numpy.float32)}
        self.load(bytes(4 * OUTPUTS * INPUTS), bytes(4 * OUTPUTS))
        self.identity = {
            "name": "onnxruntime",
            "version": onnxruntime.__version__,
            "work": "linear-784x2",
            "predict_returns": "logits",
            "examine_returns": "logits",
        }

    def facts(self):
        options = self.session.get_session_options()
        return {
            "mode": "InferenceSession.run of one Gemm; its weights are constants, which the session may lay out anew",
            "threads": str(options.intra_op_num_threads),
            "execution": options.execution_mode.name,
            "graph_optimization": options.graph_optimization_level.name,
            "providers": ", ".join(self.session.get_providers()),
            "blas": "MLAS, part of it",
            "numpy": numpy.__version__,
            "onnx": onnx.__version__,
        }

    def load(self, weight, bias):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        self.session = onnxruntime.InferenceSession(_model(weight, bias), options, providers=["CPUExecutionProvider"])

    def take(self, sample):
        self.feed = {"sample": numpy.frombuffer(sample, numpy.float32).reshape(1, INPUTS).copy()}

    def predict(self):
        return self.session.run(None, self.feed)[0].ravel().tolist()

    def calls(self, times, n):
        session, feed = self.session, self.feed
        for i in range(n):
            start = perf_counter_ns()
            output = session.run(None, feed)
            stop = perf_counter_ns()
            times[i] = stop - start

    def round(self, n):
        session, feed = self.session, self.feed
        start = perf_counter_ns()
        for _ in range(n):
            output = session.run(None, feed)
        stop = perf_counter_ns()
        return stop - start

    def infer_between(self, begin, end):
        session, feed = self.session, self.feed
        begin()
        output = session.run(None, feed)
        end()


sys.exit(fairlane_peer.serve(OnnxRuntime()))
