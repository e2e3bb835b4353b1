"""Comparisons in the form in which strangers publish them (tests/audit/published: pytest-benchmark, Criterion, hyperfine,
Google Benchmark, a notebook with a CSV file, torch.utils.benchmark, nanobench) go from folder to judgement as they are. What is
decided must be right, by answers that were found by reading them; what cannot be decided stays UNCHECKED. Then changes are planted, each of which
must take a verdict away or turn it. usage: check_published.py FAIRLANE"""
import shutil
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402
from lib import faults  # noqa: E402

(FAIRLANE,) = lib.paths()
PUBLISHED = lib.PROJECT / "tests/audit/published"

NO_PYTHON, NO_RUST, NO_TRAINING = {35, 62, 67, 75}, {36, 39, 63, 64, 76}, {41, 42, 43, 46, 49, 51, 72}
NO_BUILD, NO_NETWORK = {37, 38, 40, 68, 95}, {31, 32, 33, 34, 61}  # nothing is compiled; NumPy, Eigen or ndarray alone
NO_PERCENTILES = {88}  # but the median
ANSWERS = {
    "pytest_numpy_torch": {
        "PASS": set(range(1, 6)) | set(range(7, 21)) | set(range(28, 36)) | {22, 23, 25, 44, 45, 47, 48, 50, 54, 55, 56, 57, 62,
                 73, 74, 75, 77, 80, 83, 84, 86, 87, 89, 90, 96, 97, 98, 100},
        "FAIL": {99},
        "NOT APPLICABLE": NO_RUST | NO_TRAINING | NO_BUILD | NO_PERCENTILES,
    },
    "criterion_ndarray": {
        "PASS": {1, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 25, 28, 29, 30, 37, 38, 39, 40, 44, 45, 47, 48, 50, 54,
                 55, 64, 73, 74, 76, 80, 83, 84, 86, 87, 95, 96, 97, 98, 100},
        "FAIL": {2, 3, 17, 77, 99},
        "NOT APPLICABLE": NO_PYTHON | NO_TRAINING | NO_NETWORK | NO_PERCENTILES,
    },
    "hyperfine_cli": {
        "PASS": {1, 5, 8, 9, 14, 15, 16, 18, 19, 20, 22, 25, 28, 29, 31, 32, 33, 34, 35, 37, 38, 39, 40, 44, 45, 47, 48, 50, 56,
                 57, 64, 74, 75, 76, 80, 83, 87, 89, 90, 95, 96, 100},
        "FAIL": {2, 3, 11, 12, 13, 17, 54, 77, 84, 86, 88, 99},
        "NOT APPLICABLE": NO_TRAINING,
    },
    "google_eigen": {
        "PASS": {1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 19, 20, 25, 28, 29, 37, 38, 40, 44, 45, 47, 48, 50, 54, 55, 56, 57, 73, 74, 80, 83, 84, 86, 87, 95, 98, 100},
        "FAIL": {3, 17, 77, 99},
        "NOT APPLICABLE": NO_PYTHON | NO_RUST | NO_NETWORK | NO_TRAINING | NO_PERCENTILES,
    },
    "notebook_numpy": {
        "PASS": {1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 25, 28, 29, 32, 35, 54, 55, 73, 74,
                 75, 80, 83, 84, 86, 87, 88, 89, 90, 96, 97, 98, 99, 100},
        "FAIL": {77},
        "NOT APPLICABLE": NO_RUST | NO_TRAINING | NO_BUILD | {31, 33, 34, 61},
    },
    "torch_timer": {
        "PASS": {1, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 30, 31, 32, 33, 34, 35, 44, 45, 47, 48, 50, 54, 55, 73, 74,
                 75, 80, 83, 84, 86, 87, 96, 97, 98, 100},
        "FAIL": {3, 17, 77, 99},
        "NOT APPLICABLE": NO_RUST | NO_TRAINING | NO_BUILD | NO_PERCENTILES,
    },
    "nanobench_plain": {
        "PASS": {1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 29, 37, 38, 40, 44, 45, 47, 48, 50, 54, 55, 73, 74, 80, 83, 84, 86,
                 87, 95, 98, 100},
        "FAIL": {3, 17, 77, 99},
        "NOT APPLICABLE": NO_PYTHON | NO_RUST | NO_NETWORK | NO_TRAINING | NO_PERCENTILES,
    },
}
LEAST = 60  # decided or not applicable
LINEAR, STATEMENT = "bench_linear.py", 'stmt="model(sample)"'
PREDICT = "layer.predict(x, out);"
TEST, BENCH = "benchmarks/test_inference.py", "benches/linear.rs"
PLANTED = (  # folder, file, text, instead of it, point, verdict
    # the size of what Eigen multiplies is not told: that is no loop of inferences
    ("google_eigen", "linear_bench.cc", "    Eigen::Matrix<float, kClasses, 1> out = weight * x;",
     "    const Eigen::Map<const Eigen::Matrix<float, kInputs, 1>> view(x.data());\n"
     "    Eigen::Matrix<float, kClasses, 1> out = weight * view;", 10, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "    Eigen::Matrix<float, kClasses, 1> out = weight * x;",
     "    Eigen::Matrix<float, kClasses, 1> out = (weight.cast<double>() * x.cast<double>()).cast<float>();", 45, "UNCHECKED"),
    ("criterion_ndarray", "src/lib.rs", "map(|(w, v)| w * v).sum::<f32>()", "map(|(w, v)| *w as f64 * *v as f64).sum::<f64>() as f32",
     45, "UNCHECKED"),
    ("pytest_numpy_torch", "README.md", "pytest benchmarks/test_inference.py --benchmark-json=results.json", "make bench", 74, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\nextern \"C\" float layer(const float *);", 36, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\n#include \"layer.h\"", 76, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "#include <vector>", "#include <vector>\n#include <torch/torch.h>", 61, "UNCHECKED"),
    ("google_eigen", "linear_bench.cc", "// One", "// Trained elsewhere.\n// One", 61, "NOT APPLICABLE"),
    ("criterion_ndarray", "Cargo.lock", "name = \"criterion\"", "name = \"tch\"\nversion = \"0.17.0\"\n\n[[package]]\nname = \"criterion\"", 31,
     "UNCHECKED"),
    ("criterion_ndarray", "Cargo.lock", "name = \"criterion\"", "name = \"pyo3\"\nversion = \"0.22.0\"\n\n[[package]]\nname = \"criterion\"", 62,
     "UNCHECKED"),
    ("criterion_ndarray", "Cargo.lock", "name = \"criterion\"", "name = \"wgpu\"\nversion = \"22.0.0\"\n\n[[package]]\nname = \"criterion\"", 32,
     "UNCHECKED"),
    ("criterion_ndarray", "src/lib.rs", "pub fn sample()", "pub fn train(_weight: &mut [f32]) {}\n\npub fn sample()", 41, "UNCHECKED"),
    ("criterion_ndarray", "src/lib.rs", "pub fn predict_plain", "#[inline(always)]\npub fn predict_plain", 40, "FAIL"),
    ("criterion_ndarray", "Cargo.toml", "[dev-dependencies]", "[profile.bench]\nlto = \"fat\"\n\n[dev-dependencies]", 38, "FAIL"),
    # clocks that settings, the command and the tests name, and the results do not
    ("pytest_numpy_torch", "pyproject.toml", None, '[tool.pytest.ini_options]\naddopts = "--benchmark-timer=time.process_time"\n', 5, "UNCHECKED"),
    ("pytest_numpy_torch", "pyproject.toml", None, '[tool.pytest.ini_options]\naddopts = ["--benchmark-timer", "time.time"]\n', 5, "UNCHECKED"),
    ("pytest_numpy_torch", "benchmarks/pytest.ini", None, "[pytest]\naddopts = --benchmark-timer=time.process_time\n", 5, "UNCHECKED"),
    ("pytest_numpy_torch", "setup.cfg", None, "[tool:pytest]\naddopts =\n    --benchmark-timer time.time\n", 5, "UNCHECKED"),
    ("pytest_numpy_torch", "tox.ini", None, "[pytest]\naddopts = -q --benchmark-timer=time.time\n", 5, "UNCHECKED"),
    ("pytest_numpy_torch", "benchmarks/conftest.py", None,
     'def pytest_configure(config):\n    config.option.benchmark_timer = "time.time"\n', 5, "UNCHECKED"),
    ("pytest_numpy_torch", "README.md", "pytest benchmarks/test_inference.py", "pytest benchmarks/test_inference.py --benchmark-timer=time.time", 5,
     "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "def test_torch_linear", "@pytest.mark.benchmark(timer=print)\ndef test_torch_linear", 5, "UNCHECKED"),
    # what pytest-benchmark does by itself
    ("pytest_numpy_torch", TEST, "args=(x,), rounds=10000", "args=(x,), rounds=5000", 3, "FAIL"),
    ("pytest_numpy_torch", TEST, "args=(x,), rounds=10000, iterations=1", "args=(x,), rounds=10000, iterations=4", 10, "FAIL"),
    ("pytest_numpy_torch", TEST, "args=(x,), rounds=10000, iterations=1, warmup_rounds=100", "args=(x,), rounds=10000, iterations=1",
     2, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "args=(x,), rounds=10000, iterations=1, warmup_rounds=100",
     "args=(x,), rounds=10000, iterations=1, warmup_rounds=10", 2, "FAIL"),
    ("pytest_numpy_torch", TEST, "pedantic(model, args=(x,)", "pedantic(model, setup=lambda: ((x,), {})", 11, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "unsqueeze(0)", "unsqueeze(0).repeat(4, 1)", 9, "FAIL"),
    ("pytest_numpy_torch", TEST, "torch.from_numpy(sample).unsqueeze(0)", "torch.zeros(4, INPUTS)", 9, "FAIL"),
    ("pytest_numpy_torch", TEST, "    model.eval()\n", "", 34, "FAIL"),
    ("pytest_numpy_torch", TEST, "with torch.no_grad():", "with torch.enable_grad():", 33, "FAIL"),
    ("pytest_numpy_torch", TEST, "lambda: weight @ sample + bias", "lambda: print(weight @ sample + bias)", 13, "FAIL"),
    ("pytest_numpy_torch", TEST, "benchmark.pedantic(lambda: weight @ sample + bias",
     "def run():\n        for _ in range(7):\n            weight @ sample + bias\n\n    benchmark.pedantic(run", 10, "FAIL"),
    ("pytest_numpy_torch", TEST, "@pytest.fixture\n", "@pytest.fixture\ndef benchmark():\n    return Mine()\n\n\n@pytest.fixture\n",
     1, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "def test_torch_linear", "def test_another", 5, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "    benchmark.pedantic(lambda: weight @ sample + bias,",
     "    import keras\n    net, x = keras.Sequential([keras.layers.Dense(CLASSES)]), sample.reshape(1, INPUTS)\n"
     "    benchmark.pedantic(lambda: net.predict(x),", 13, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "    benchmark.pedantic(lambda: weight @ sample + bias,",
     "    import keras\n    net, x = keras.Sequential([keras.layers.Dense(CLASSES)]), sample.reshape(1, INPUTS)\n"
     "    benchmark.pedantic(lambda: net.predict(x, verbose=0),", 13, "PASS"),
    ("pytest_numpy_torch", TEST, "    rng = np.random", "    torch.set_default_dtype(torch.float64)\n    rng = np.random", 45, "FAIL"),
    ("pytest_numpy_torch", TEST, "@pytest.fixture\n",
     "import time\n\n\n@pytest.fixture\n", 5, "PASS"),
    ("pytest_numpy_torch", TEST, "(lambda: weight @ sample + bias,", "(lambda: np.random.rand(2, INPUTS).astype(np.float32) @ sample,",
     73, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "torch.set_num_threads(1)", "torch.set_num_threads(1)\n    exec(INPUTS)", 96, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "import pytest\n", "import pytest\nimport helper\n", 97, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "import pytest\n", "import pytest\nimport helper\n", 98, "UNCHECKED"),
    # what Criterion does
    ("criterion_ndarray", BENCH, "b.iter(|| black_box(predict_plain", "b.iter_custom(|_| black_box(predict_plain", 10, "UNCHECKED"),
    ("criterion_ndarray", BENCH, "b.iter(|| black_box(predict_plain(black_box(&weight), black_box(&bias), black_box(&x))))",
     "b.iter(|| for _ in 0..10 { black_box(predict_plain(&weight, &bias, &x)); })", 10, "FAIL"),
    ("criterion_ndarray", BENCH, "b.iter(|| black_box(predict_plain(black_box(&weight), black_box(&bias), black_box(&x))))",
     "b.iter(|| { println!(\"once more\"); predict_plain(&weight, &bias, &x) })", 13, "FAIL"),
    ("criterion_ndarray", BENCH, "b.iter(|| black_box(predict_plain(black_box(&weight), black_box(&bias), black_box(&x))))",
     "b.iter(|| black_box(&weight))", 10, "UNCHECKED"),
    ("criterion_ndarray", BENCH, "criterion_group!(benches, bench_linear);",
     "criterion_group! { name = benches; config = mine(); targets = bench_linear }\n"
     "fn mine() -> Criterion<Cycles> { Criterion::default().with_measurement(Cycles) }", 5, "UNCHECKED"),
    ("criterion_ndarray", BENCH, "bench_function(\"plain\"", "bench_function(\"slices\"", 5, "UNCHECKED"),
    ("criterion_ndarray", "src/lib.rs", "    let mut out = [0.0; CLASSES];", "    eprintln!(\"{}\", x.len());\n    let mut out = [0.0; CLASSES];", 13,
     "FAIL"),
    # hyperfine, and the script that calls it
    ("hyperfine_cli", "bench.sh", "cargo build", "RUSTFLAGS=\"-C target-cpu=native\" cargo build", 80, "FAIL"),
    ("hyperfine_cli", "bench.sh", "cargo build --release", "if true; then cargo build --release; fi", 38, "UNCHECKED"),
    ("hyperfine_cli", "bench.sh", "cargo build --release", ". ./settings && cargo build --release", 80, "UNCHECKED"),
    ("hyperfine_cli", "bench.sh", "--warmup 5", "--warmup 100", 2, "PASS"),
    ("hyperfine_cli", "classify.py", "    with torch.no_grad():\n        for", "    if True:\n        for", 33, "FAIL"),
    ("hyperfine_cli", "classify.py", "    model.eval()\n", "", 34, "FAIL"),
    ("hyperfine_cli", "classify.py", "if __name__ == \"__main__\":\n    main()", "main()", 5, "UNCHECKED"),
    ("hyperfine_cli", "README.md", "python3 classify.py 1` |", "a 3-class model` |", 100, "UNCHECKED"),
    ("hyperfine_cli", "src/main.rs", "fn predict(", "#[inline(always)]\nfn predict(", 40, "FAIL"),
    ("hyperfine_cli", "Cargo.lock", "name = \"classify\"", "name = \"rayon\"\nversion = \"1.10.0\"\n\n[[package]]\nname = \"classify\"", 76, "UNCHECKED"),
    ("hyperfine_cli", "requirements.txt", "torch==2.5.1", "# This file is autogenerated by pip-compile\ntorch==2.5.1", 75, "UNCHECKED"),
    ("notebook_numpy", "latency.ipynb", "\"import pandas as pd\\n\"", "\"import pandas as pd\\n\",\n    \"import torch\\n\",\n    \"torch.rand(1)\\n\"", 31,
     "UNCHECKED"),
    ("notebook_numpy", "latency.ipynb", "TIMED_CALLS = 10_000", "TIMED_CALLS = 1_000", 3, "FAIL"),
    ("notebook_numpy", "latency.ipynb", "/ (n - 1))", "/ n)", 20, "FAIL"),
    ("notebook_numpy", "results/latency.csv", "1.521,2.384", "2.521,2.384", 88, "FAIL"),
    ("pytest_numpy_torch", "benchmarks/test_inference.py", "import pytest\n", "import pytest\nimport ctypes\n", 36, "UNCHECKED"),
    ("pytest_numpy_torch", "benchmarks/test_inference.py", "model.eval()", "model.eval().to(\"cuda\")", 32, "FAIL"),
    ("hyperfine_cli", "classify.py", "Linear(INPUTS, CLASSES)", "Sequential(torch.nn.Linear(INPUTS, 64), torch.nn.Linear(64, CLASSES))", 31, "FAIL"),
    # of several classes, and of several calls of what measures, none is taken for the other
    ("notebook_numpy", "latency.ipynb", "self.weight, x) + self.bias", "self.weight.copy(), x) + self.bias", 11, "UNCHECKED"),
    ("notebook_numpy", "latency.ipynb", "self.weight, x) + self.bias", "self.weight, x).copy() + self.bias", 12, "UNCHECKED"),
    ("notebook_numpy", "latency.ipynb", "self.weight, x) + self.bias\\n\"",
     "self.weight, x) + self.bias\\n\",\n    \"    def again(self, x):\\n\",\n    \"        print(x)\\n\"", 13, "PASS"),
    ("notebook_numpy", "latency.ipynb", "self.weight, x) + self.bias", "self.weight, print(x)) + self.bias", 13, "UNCHECKED"),
    ("notebook_numpy", "latency.ipynb", "measure(EinsumLayer(), x)", "measure(EinsumLayer(), x[:392])", 8, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "(CLASSES, INPUTS)).astype(np.float32)", "(CLASSES, INPUTS))", 45, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "np.zeros(CLASSES, dtype=np.float32)", "np.zeros(CLASSES, dtype=float)", 45, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "np.array([(j % 256) / 255.0 for j in range(INPUTS)],", "np.array([[(j % 256) / 255.0 for j in range(INPUTS)]] * 8,",
     47, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "unsqueeze(0)", "unsqueeze(0).repeat(4, 1)", 47, "UNCHECKED"),
    ("pytest_numpy_torch", TEST, "benchmark.pedantic(lambda: weight @ sample + bias",
     "session = Session(weight, bias)\n    benchmark.pedantic(session.run, args=(sample,)", 33, "PASS"),
    ("pytest_numpy_torch", TEST, "@pytest.fixture\n",
     "def pytest_benchmark_update_json(config, benchmarks, output_json):\n    shorten(output_json)\n\n\n@pytest.fixture\n", 19, "UNCHECKED"),
    # what torch.utils.benchmark does by itself
    ("torch_timer", LINEAR, STATEMENT, 'stmt="model(sample); model(sample)"', 10, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, 'stmt="print(model(sample))"', 13, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, 'stmt="y = model(sample); y.tolist(); print(y)"', 12, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, 'stmt="model(sample.clone() + torch.zeros((1, 784)))"', 11, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, STATEMENT + ", timer=time.time", 5, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, STATEMENT + ', setup="model.train()"', 34, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, STATEMENT + ', setup="torch.set_grad_enabled(True)"', 33, "FAIL"),
    ("torch_timer", LINEAR, STATEMENT, 'stmt="model(" + "sample)"', 10, "UNCHECKED"),
    ("torch_timer", LINEAR, STATEMENT, STATEMENT + ', language="c++"', 10, "UNCHECKED"),
    ("torch_timer", LINEAR, 'globals={"model": model, "sample": sample}', "globals=globals()", 9, "UNCHECKED"),
    ("torch_timer", LINEAR, 'description="nn.Linear"', 'description="convolution"', 10, "UNCHECKED"),
    ("torch_timer", LINEAR, 'with torch.no_grad():', "if True:", 33, "FAIL"),
    ("torch_timer", LINEAR, 'with torch.no_grad():', "with torch.inference_mode(False):", 33, "FAIL"),
    ("torch_timer", LINEAR, "m0 = t0.blocked_autorange(min_run_time=1)", "m0 = t0.timeit(5000)", 2, "FAIL"),
    ("torch_timer", LINEAR, "m0 = t0.blocked_autorange(min_run_time=1)", "m0 = t0.timeit(10000)", 2, "UNCHECKED"),
    ("torch_timer", "results.json", '"num_threads": 1}}, {', '"num_threads": 8}}, {', 69, "FAIL"),
    # what nanobench does by itself
    ("nanobench_plain", "bench.cpp", PREDICT, PREDICT + PREDICT, 10, "FAIL"),
    ("nanobench_plain", "bench.cpp", PREDICT, "std::vector<float> y(x);\n    layer.predict(y, out);", 11, "FAIL"),
    ("nanobench_plain", "bench.cpp", PREDICT, PREDICT + "std::printf(\"%f\", out[0]);", 13, "FAIL"),
    ("nanobench_plain", "bench.cpp", PREDICT, "Layer fresh;\n    fresh.predict(x, out);", 11, "FAIL"),
    ("nanobench_plain", "bench.cpp", "layer.predict(x, out);\n    ankerl", "ankerl", 10, "UNCHECKED"),
    ("nanobench_plain", "bench.cpp", "bench.run(\"one sum\", [&]", "bench.run(\"another\", [&]", 10, "UNCHECKED"),
    ("nanobench_plain", "bench.cpp", "bench.run(\"one sum\", [&]", "bench.run(names[0], [&]", 10, "UNCHECKED"),
    ("nanobench_plain", "bench.cpp", "#include <nanobench.h>", "#include \"nanobench.h\"\n#include \"other.h\"", 10, "UNCHECKED"),
)


PEDANTIC = "benchmark.pedantic(model, args=(x,), rounds=10000, iterations=1, warmup_rounds=100)"
FIXTURE = "@pytest.fixture\ndef sample():\n    return np.array([(j % 256) / 255.0 for j in range(INPUTS)], dtype=np.float32)\n"
ITERATION = "b.iter(|| black_box(predict_plain(black_box(&weight), black_box(&bias), black_box(&x))))"
NUMPY_TIMED = "benchmark.pedantic(lambda: weight @ sample + bias, rounds=10000, iterations=1, warmup_rounds=100)"
SESSION = (("import pytest\n", "import onnxruntime as ort\nimport pytest\n"),  # of ONNX Runtime, which a fixture makes
           ("def test_numpy_linear(benchmark, sample):",
            '@pytest.fixture\ndef session():\n    return ort.InferenceSession("linear.onnx")\n\n\n'
            "def test_numpy_linear(benchmark, sample, session):"))
ONCE = 'benchmark.pedantic(session.run, args=(None, {"x": sample}), rounds=10000, iterations=1, warmup_rounds=100)'
SESSIONS = (  # what is timed instead of NumPy's product, point, verdict
    (ONCE, 2, "PASS"),
    (ONCE, 10, "PASS"),
    (ONCE, 12, "PASS"),
    (ONCE.replace("sample}", "sample.reshape(1, -1)}"), 11, "PASS"),
    (ONCE.replace("warmup_rounds=100", "warmup_rounds=10"), 2, "FAIL"),
    (ONCE.replace("session.run, args=(None, {\"x\": sample})", "lambda: [session.run(None, {\"x\": sample}), session.run(None, {\"x\": sample})]"),
     10, "FAIL"),
    (ONCE.replace("session.run, args=(None, {\"x\": sample})", "lambda: print(session.run(None, {\"x\": sample}))"), 13, "FAIL"),
    ("session.set_providers([\"CUDAExecutionProvider\"])\n    " + ONCE, 96, "UNCHECKED"),
    ("session = ort.InferenceSession(\"linear.onnx\", providers=[\"CUDAExecutionProvider\"])\n    " + ONCE, 96, "FAIL"),
    ("session = ort.InferenceSession(\"linear.onnx\", providers=[\"CPUExecutionProvider\"])\n    " + ONCE, 96, "PASS"),
)
HONEST = (  # folder, edits (file, text, instead of it): other ways to do the same, which change no verdict
    ("pytest_numpy_torch", (("README.md", "pytest benchmarks/test_inference.py", "JAX_PLATFORMS=cpu pytest benchmarks"),)),
    ("criterion_ndarray", (("README.md", "cargo bench --bench", "$ cd . && cargo bench --bench"),)),
    ("pytest_numpy_torch", ((TEST, PEDANTIC, "benchmark.pedantic(target=model, args=[x], warmup_rounds=100, rounds=10_000)"),)),
    ("pytest_numpy_torch", ((TEST, PEDANTIC, "result = " + PEDANTIC + "\n        assert result.shape == (1, CLASSES)"),)),
    ("pytest_numpy_torch", ((TEST, PEDANTIC, "benchmark.pedantic(lambda: model(x), rounds=10000, iterations=1, warmup_rounds=100)"),)),
    ("pytest_numpy_torch", ((TEST, PEDANTIC, "def run():\n            return model(x)\n\n        benchmark.pedantic(run, rounds=10000, warmup_rounds=100)"),)),
    ("pytest_numpy_torch", ((TEST, "def test_torch_linear(benchmark, sample):", "ROUNDS = 100 * 100\n\n\ndef test_torch_linear(benchmark, sample):"),
                            (TEST, "args=(x,), rounds=10000", "args=(x,), rounds=ROUNDS"))),
    ("pytest_numpy_torch", ((TEST, FIXTURE, ""),
                            ("benchmarks/conftest.py", None, "import numpy as np\nimport pytest\n\nINPUTS = 784\n\n\n" + FIXTURE))),
    ("pytest_numpy_torch", ((TEST, "@pytest.fixture\n", "@pytest.fixture(scope=\"module\")\n"),)),
    ("pytest_numpy_torch", ((TEST, "def test_numpy_linear", "def test_other(benchmark):\n    benchmark(lambda: sum(range(9)))\n\n\ndef test_numpy_linear"),)),
    ("criterion_ndarray", ((BENCH, ITERATION, "b.iter(|| predict_plain(black_box(&weight), black_box(&bias), black_box(&x)))"),)),
    ("criterion_ndarray", ((BENCH, ITERATION, ITERATION.replace("b.iter(", "b.iter_with_large_drop(")),)),
    ("criterion_ndarray", ((BENCH, ITERATION, ITERATION.replace("|| black_box(", "|| { black_box(").replace("&x))))", "&x))) })")),)),
    ("criterion_ndarray", ((BENCH, "criterion_group!(benches, bench_linear);",
                            "criterion_group! { name = benches; config = Criterion::default().sample_size(40); targets = bench_linear }"),)),
    ("torch_timer", ((LINEAR, STATEMENT, 'stmt="y = model(sample)"'),)),
    ("torch_timer", ((LINEAR, STATEMENT, 'stmt="""\n                model(sample)\n            """'),)),
    ("torch_timer", ((LINEAR, STATEMENT, 'stmt="net(sample)"'), (LINEAR, '"model": model', '"net": model'))),
    ("torch_timer", ((LINEAR, 'globals={"model": model, "sample": sample}', "globals=locals()"),)),
    ("torch_timer", ((LINEAR, 'globals={"model": model, "sample": sample}', "globals={**globals(), **locals()}"),)),
    ("torch_timer", ((LINEAR, "t1 = benchmark.Timer(", "benchmark.Timer(stmt=\"sum(range(9))\", label=\"other\").timeit()\n    t1 = benchmark.Timer("),)),
    ("torch_timer", ((LINEAR, "from torch.utils import benchmark", "import torch.utils.benchmark as benchmark"),)),
    ("torch_timer", ((LINEAR, "t0.blocked_autorange(min_run_time=1)", "t0.adaptive_autorange()"),)),
    ("nanobench_plain", (("bench.cpp", "#include <nanobench.h>", "#include \"nanobench.h\""),)),
    ("nanobench_plain", (("bench.cpp", "bench.run(\"one sum\"", "ankerl::nanobench::Bench().warmup(100).epochs(41).run(\"one sum\""),)),
    ("nanobench_plain", (("bench.cpp", "bench.title(\"linear\").warmup(100)", "bench.warmup(100).title(\"linear\")"),)),
    ("nanobench_plain", (("bench.cpp", "[&] {\n    " + PREDICT + "\n    ankerl::nanobench::doNotOptimizeAway(out);\n  }",
                          "[&]() noexcept {\n    " + PREDICT + " }"),)),
    ("hyperfine_cli", (("README.md", "./bench.sh", "sh bench.sh"),)),
    ("hyperfine_cli", (("bench.sh", "--warmup 5", "-w 5"),)),
    ("hyperfine_cli", (("bench.sh", "#!/bin/sh\n", "#!/bin/sh\nset -eu\n# builds first\n"),)),
)


def judged(folder):
    for _ in range(3):  # a parser that a stalled machine kept from ending in its minute is asked again
        done = lib.run(FAIRLANE, "audit", "--json", folder)
        if "could not parse it within its limits" not in done.stdout:
            break
    return {} if done.stderr else lib.points(done), f"exit code {done.returncode}: {done.stderr}"


def changed(name, edits, work):
    """A copy in which each text, which stands in its file once, is another; no text: the whole file."""
    folder = work / f"{name}-{len(list(work.iterdir()))}"
    shutil.copytree(PUBLISHED / name, folder)
    for file, text, instead in edits:
        if text is None:
            lib.write(folder / file, instead)
        else:
            lib.replace_once(folder / file, text, instead)
    return judged(folder)


def hold(name):
    """Its points, which must be as they were found by reading."""
    points, why = judged(PUBLISHED / name)
    if not points:
        faults.append(f"{name}: {why}")
        return points
    if any("there is no libclang" in e["text"] for e in points[9]["evidence"]):
        print(f"{name}: skipped: there is no libclang to read C++ with")
        return points
    for verdict, right in ANSWERS[name].items():
        got = {n for n, p in points.items() if p["verdict"] == verdict}
        for number in sorted(got - right):
            faults.append(f"{name}: point {number} is {verdict}: {points[number]['evidence'][0]['text']}")
        for number in sorted(right - got):
            faults.append(f"{name}: point {number} is not {verdict} but {points[number]['verdict']}: {points[number]['evidence'][0]['text']}")
    count = {v: sum(p["verdict"] == v for p in points.values()) for v in ("PASS", "FAIL", "NOT APPLICABLE")}
    decided = sum(count.values())
    print(f"{name}: {decided} of 100 decided or not applicable: {count}")
    if decided < LEAST:
        faults.append(f"{name}: only {decided} points are decided or not applicable")
    return points


def plant(name, edits, number, verdict, work):
    points, why = changed(name, edits, work)
    if not points or points[number]["verdict"] != verdict:
        faults.append(f"{name}: with {edits[-1][2]!r} point {number} is {points[number]['verdict'] if points else why}, not {verdict}")


def leave_alone(name, edits, before, work):
    points, why = changed(name, edits, work)
    for number in sorted(before):
        got = points.get(number, {"verdict": why, "evidence": [{"text": ""}]})
        if got["verdict"] != before[number]["verdict"]:
            faults.append(f"{name}: {edits[0][2]!r}: point {number} is {got['verdict']}, not {before[number]['verdict']}: "
                          f"{got['evidence'][0]['text']}")


with lib.scratch() as scratch:
    honest = {name: hold(name) for name in ANSWERS}
    for name, edits in HONEST:
        leave_alone(name, edits, honest[name], scratch)
    for name, *edit, number, verdict in PLANTED:
        plant(name, [edit], number, verdict, scratch)
    for timed, number, verdict in SESSIONS:
        plant("pytest_numpy_torch", [(TEST, text, instead) for text, instead in (*SESSION, (NUMPY_TIMED, timed))], number, verdict, scratch)
lib.finish()
