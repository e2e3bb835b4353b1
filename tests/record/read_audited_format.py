"""A reader that knows only the audited benchmark's format: config, and results[] with twelve figures each. It must
find in a file of ours what it expects. usage: read_audited_format.py FILE NAME…  the names results[] must hold"""
import json
import math
import sys
from dataclasses import dataclass, fields


@dataclass
class Result:
    name: str
    iterations: int
    mean_us: float
    std_us: float
    ci_95_lower: float
    ci_95_upper: float
    p50_us: float
    p95_us: float
    p99_us: float
    min_us: float
    max_us: float
    throughput_per_sec: float


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    config = data["config"]
    for name, kind in {
        "seed": int,
        "input_dim": int,
        "num_classes": int,
        "warmup_iterations": int,
        "benchmark_iterations": int,
        "training_samples": int,
        "platform": str,
        "cpu": str,
        "timestamp": str,
    }.items():
        assert type(config[name]) is kind, f"config.{name} is {config[name]!r}"
    results = [Result(**{f.name: r[f.name] for f in fields(Result)}) for r in data["results"]]
    for r in results:
        assert type(r.name) is str and type(r.iterations) is int, r
        assert all(isinstance(getattr(r, f.name), (int, float)) for f in fields(Result)[2:]), r
        half = 1.96 * r.std_us / math.sqrt(r.iterations)
        assert math.isclose(r.ci_95_lower, r.mean_us - half) and math.isclose(r.ci_95_upper, r.mean_us + half), r
        assert math.isclose(r.throughput_per_sec, 1_000_000 / r.mean_us), r
        assert 0 <= r.min_us <= r.p50_us <= r.p95_us <= r.p99_us <= r.max_us, r
    names = [r.name for r in results]
    assert not sys.argv[2:] or names == sys.argv[2:], names
    print(f"{sys.argv[1]}: {len(results)} results read: {', '.join(names)}")


if __name__ == "__main__":
    main()
