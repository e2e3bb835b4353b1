"""Writes result files as tools leave them that have no importer, one per tool, into a folder, and prints a line
"FILE TOOL" for each. usage: tool_files.py FOLDER"""
import json
import os
import sys

FILES = {
    "pyperf.json": ("pyperf", {"benchmarks": [{"runs": [{"values": [0.05, 0.06]}]}], "metadata": {"name": "x"},
                               "version": "1.0"}),
    "loops.json": ("pyperf", {"benchmarks": [{"metadata": {"loops": 4, "perf_version": "2.6"}}]}),
    "dotnet.json": ("BenchmarkDotNet (.NET)", {"Title": "L", "HostEnvironmentInfo": {"ProcessorName": "x"},
                                               "Benchmarks": [{"Method": "Linear"}]}),
    "dotnet_late.json": ("BenchmarkDotNet (.NET)", {"Comment": "x" * 600, "HostEnvironmentInfo": {}, "Benchmarks": []}),
    "dotnet_brief.json": ("BenchmarkDotNet (.NET)", {"HostEnvironmentInfo": {"BenchmarkDotNetCaption": "BenchmarkDotNet"}}),
    "jmh.json": ("JMH (Java)", [{"jmhVersion": "1.36", "benchmark": "a.B.c"}]),
}

for name, (tool, content) in FILES.items():
    for form, indent in (("", 1), ("line_", None)):  # on many lines, on one
        with open(os.path.join(sys.argv[1], form + name), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=indent)
        print(form + name, tool)
