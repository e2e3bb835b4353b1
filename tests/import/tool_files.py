"""Writes result files as tools leave them that have no importer, one per tool, into a folder, and prints a line
"FILE TOOL" for each. usage: tool_files.py FOLDER"""
import json
import os
import sys

FILES = {
    "pyperf.json": ("pyperf", {"benchmarks": [{"runs": [{"values": [0.05, 0.06]}]}], "metadata": {"name": "x"},
                               "version": "1.0"}),
    "dotnet.json": ("BenchmarkDotNet", {"Title": "L", "HostEnvironmentInfo": {"ProcessorName": "x"},
                                        "Benchmarks": [{"Method": "Linear"}]}),
}

for name, (tool, content) in FILES.items():
    with open(os.path.join(sys.argv[1], name), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
    print(name, tool)
