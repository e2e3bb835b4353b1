"""Writes what the honest comparison left behind, beside its sources: result files, traces, the author's comparison. The
times are drawn from a seeded generator, not measured; every figure is computed here in Python's own arithmetic, so that
the judges' arithmetic has something to be held against. usage: make_results.py FOLDER"""
import json
import math
import pathlib
import random
import statistics
import sys

CPU, CPU_ELSEWHERE = "AMD EPYC", "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz"
N = 10_000


def draw(seed, typical_ns, tail_ns):
    """Times as a clock with ticks of 10 ns shows them: a narrow body, and some calls that were disturbed."""
    generator = random.Random(seed)
    times = []
    for _ in range(N):
        time = typical_ns * math.exp(generator.gauss(0, 0.03))
        if generator.random() < 0.02:
            time += generator.expovariate(1 / tail_ns)
        times.append(10 * round(time / 10))
    return times


def summary(name, times_ns):
    times = sorted(t / 1000 for t in times_ns)
    mean = math.fsum(times) / N
    deviation = statistics.stdev(times, mean)
    half = 1.96 * deviation / math.sqrt(N)
    return {
        "name": name,
        "iterations": N,
        "mean_us": mean,
        "std_us": deviation,
        "ci_95_lower": mean - half,
        "ci_95_upper": mean + half,
        "p50_us": times[N // 2],
        "p95_us": times[int(0.95 * N)],
        "p99_us": times[int(0.99 * N)],
        "min_us": times[0],
        "max_us": times[-1],
        "throughput_per_sec": 1_000_000 / mean,
    }


def config(timestamp, versions):
    return {
        "seed": 42,
        "input_dim": 784,
        "num_classes": 2,
        "warmup_iterations": 100,
        "benchmark_iterations": N,
        "training_samples": 1000,
        "platform": "Linux-6.1.0-18-amd64-x86_64-with-glibc2.36",
        "cpu": CPU,
        "timestamp": timestamp,
        **versions,
    }


def elsewhere(document):
    """The same file as another machine writes it."""
    document["config"]["cpu"] = document["environment"]["cpu"] = CPU_ELSEWHERE
    document["environment"]["boot_id"] = "c1b52f9e-9a0f-4b5e-8d64-2f6c0d3e7a55"
    document["environment"]["memory_total_bytes"] = 67_250_003_968
    document["environment"]["memory_available_bytes_before"] = 64_112_304_128
    document["environment"]["memory_available_bytes_after"] = 64_108_605_440
    return document


def environment():
    """What the machine did meanwhile: nothing else."""
    return {
        "cpu": CPU,
        "architecture": "x86_64",
        "kernel_release": "6.1.0-18-amd64",
        "hypervisor": "none",
        "boot_id": "5d0c6a6e-0b4b-4c57-9a43-6f1c2e7d9b10",
        "governor": "performance",
        "cpus_online": 16,
        "pinned_cpu": 3,
        "load_1min_before": 0.05,
        "load_1min_after": 0.62,
        "steal_percent": 0,
        "memory_total_bytes": 33546412032,
        "memory_available_bytes_before": 31138512896,
        "memory_available_bytes_after": 31127818240,
        "swap_used_bytes_before": 0,
        "swap_used_bytes_after": 0,
        "pages_swapped": 0,
        "numa_nodes": 1,
        "thermal_throttle_events": 0,
        "hottest_celsius_before": 41.5,
        "hottest_celsius_after": 47.25,
        "other_busy_cpus": 0.03,
    }


def trace(name, command, objects):
    """One inference: 196 fused multiply-adds on 8 lanes, the last object does them."""
    instructions = sum(count for _, count in objects)
    arithmetic = [
        {"width": "256-bit", "element": "float32", "instructions": 214, "lanes": 1712, "multiply_lanes": 0, "fused_lanes": 1568}
    ]
    rows = [
        {"name": base, "instructions": count, "multiply_add_lanes": 1568 if base == objects[-1][0] else 0}
        for base, count in sorted(objects, key=lambda row: -row[1])
    ]
    return {
        "schema": "fairlane.trace/1",
        "name": name,
        "command": command,
        "function": "",
        "cpu": CPU,
        "architecture": "x86_64",
        "how": "ptrace",
        "classification": "SIMD-256+FMA, 1,568 of 1,568 multiply-adds",
        "class": "SIMD-256+FMA",
        "fused": True,
        "reason": "",
        "multiply_add_lanes": 1568,
        "expected_multiply_adds": 1568,
        "regions": 1,
        "instructions": instructions,
        "empty_instructions": 12,
        "integer_multiply_instructions": 0,
        "integer_multiply_lanes": 0,
        "bytes_loaded": 9424 + 2 * instructions,
        "bytes_stored": instructions,
        "undecoded": 0,
        "uncounted": 0,
        "wide_moves": 40,
        "sve_bytes": 0,
        "threads_run": 1,
        "forks": 0,
        "signals": 0,
        "arithmetic": arithmetic,
        "objects": rows,
        "system_calls": [],
    }


def student_two_sided(t, degrees):
    """P(|T| >= t) by Simpson's rule over the density; exact enough where the answer is not tiny, 0 where it is."""
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    end, steps = 60.0, 20_000
    if abs(t) >= end:
        return 0.0
    width = (end - abs(t)) / steps
    total = 0.0
    for i in range(steps + 1):
        x = abs(t) + i * width
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * scale * (1 + x * x / degrees) ** (-(degrees + 1) / 2)
    return 2 * total * width / 3


def comparison(a, b):
    part_a, part_b = a["std_us"] ** 2 / N, b["std_us"] ** 2 / N
    t = (a["mean_us"] - b["mean_us"]) / math.sqrt(part_a + part_b)
    degrees = (part_a + part_b) ** 2 / (part_a**2 / (N - 1) + part_b**2 / (N - 1))
    pooled = math.sqrt((a["std_us"] ** 2 + b["std_us"] ** 2) / 2)
    return {
        "test": "Welch",
        "t_statistic": t,
        "degrees_of_freedom": degrees,
        "p_value": student_two_sided(t, degrees),
        "cohens_d": (a["mean_us"] - b["mean_us"]) / pooled,
        "effect_size": "large",
        "intervals_overlap": False,
        "speedup": a["mean_us"] / b["mean_us"],
    }


def write(path, document):
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def main():
    folder = pathlib.Path(sys.argv[1])
    sides = {
        "torch": (4950, 2000, {"python_version": "3.11.2", "torch_version": "2.5.1"}),
        "aprender": (515, 200, {"rustc_version": "1.82.0", "aprender_version": "0.11.0"}),
    }
    first = {}
    for name, (typical, tail, versions) in sides.items():
        for run in (1, 2, 3):
            times = draw(f"{name} {run}", typical, tail)
            document = {
                "config": config(f"2025-11-27T20:{10 * run:02d}:35Z", versions),
                "environment": environment(),
                "results": [{**summary(name, times), "garbage_collections": 0}],
            }
            write(folder / (f"{name}_results.json" if run == 1 else f"{name}_results_{run}.json"), document)
            if run == 1:
                first[name] = document["results"][0]
                (folder / f"{name}_samples.json").write_text(json.dumps(times) + "\n", encoding="utf-8")
        times = draw(f"{name} elsewhere", 1.35 * typical, tail)
        document = {
            "config": config("2025-12-02T09:41:07Z", versions),
            "environment": environment(),
            "results": [{**summary(name, times), "garbage_collections": 0}],
        }
        write(folder / f"{name}_elsewhere.json", elsewhere(document))
    write(folder / "comparison.json", {"comparison": comparison(first["torch"], first["aprender"])})
    python = [("python3.11", 15_600), ("libtorch_cpu.so", 11_140), ("libtorch_python.so", 5_300), ("libc10.so", 1_860)]
    write(folder / "torch.trace.json", trace("torch", "python3 torch_benchmark.py", [*python, ("libopenblas.so.0", 520)]))
    write(
        folder / "aprender.trace.json",
        trace("aprender", "target/release/examples/aprender_benchmark", [("libc.so.6", 210), ("aprender_benchmark", 690)]),
    )


if __name__ == "__main__":
    main()
