"""Writes result files as other benchmarks' tools leave them, one per tool, into a folder, and prints a line
"FILE TOOL" for each. usage: foreign_files.py FOLDER"""
import json
import os
import sys

ESTIMATE = {
    "confidence_interval": {"confidence_level": 0.95, "lower_bound": 5000.1, "upper_bound": 5060.2},
    "point_estimate": 5030.2,
    "standard_error": 15.1,
}
GOOGLE = {
    "name": "BM_Linear_AVX2", "family_index": 0, "per_family_instance_index": 0, "run_name": "BM_Linear_AVX2",
    "run_type": "iteration", "repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 1000000,
    "real_time": 61.5, "cpu_time": 61.4, "time_unit": "ns",
}
FILES = {
    "google.json": ("Google Benchmark", {"context": {"date": "2024-05-02T10:11:12+00:00", "num_cpus": 8, "caches": []},
                                         "benchmarks": [GOOGLE]}),
    "hyperfine.json": ("hyperfine", {"results": [{"command": "./infer", "mean": 0.0812, "stddev": 0.0003,
                                                  "median": 0.0811, "times": [0.0811, 0.0812], "exit_codes": [0, 0]}]}),
    "estimates.json": ("Criterion", dict.fromkeys(("mean", "median", "median_abs_dev", "slope", "std_dev"), ESTIMATE)),
    "sample.json": ("Criterion", {"sampling_mode": "Linear", "iters": [10.0, 20.0], "times": [50300.0, 100600.0]}),
    "pytest.json": ("pytest-benchmark", {"machine_info": {"node": "h"}, "commit_info": {},
                                         "benchmarks": [{"name": "test_linear", "stats": {"min": 5.1e-06}}],
                                         "version": "4.0.0"}),
    "pyperf.json": ("pyperf", {"benchmarks": [{"runs": [{"values": [0.05, 0.06]}]}], "metadata": {"name": "x"},
                               "version": "1.0"}),
    "torch.json": ("torch.utils.benchmark", {"measurements": [{"number_per_run": 10000, "raw_times": [0.0503],
                                                               "task_spec": {"stmt": "m(x)"}}]}),
    "nanobench.json": ("nanobench", {"results": [{"title": "linear", "name": "avx2", "unit": "op",
                                                  "median(elapsed)": 6.15e-08, "measurements": []}]}),
    "dotnet.json": ("BenchmarkDotNet", {"Title": "L", "HostEnvironmentInfo": {"ProcessorName": "x"},
                                        "Benchmarks": [{"Method": "Linear"}]}),
}

for name, (tool, content) in FILES.items():
    with open(os.path.join(sys.argv[1], name), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    print(name, tool)
