"""What `fairlane compare --json` must say, computed a second time from the files with Python's standard library
alone. usage: compare_expected.py COMPARISON.json A.json NAME_A B.json NAME_B"""
import json
import math
import statistics
import sys
from math import exp, lgamma, log, sqrt


def t_density(x, df):
    return exp(lgamma((df + 1) / 2) - lgamma(df / 2) - (df + 1) / 2 * math.log1p(x * x / df)) / sqrt(df * math.pi)


def t_half(x, df):
    """P(0 < T < x) by Simpson's rule."""
    steps = 4000
    h = x / steps
    inner = sum((4 if i % 2 else 2) * t_density(i * h, df) for i in range(1, steps))
    return h / 3 * (t_density(0, df) + inner + t_density(x, df))


def t_quantile(p, df):
    low, high = 0.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if t_half(middle, df) < p - 0.5 else (low, middle)
    return low


def welch(mean_a, sd_a, n_a, mean_b, sd_b, n_b, confidence):
    va, vb = sd_a**2 / n_a, sd_b**2 / n_b
    df = (va + vb) ** 2 / (va**2 / (n_a - 1) + vb**2 / (n_b - 1))
    half = t_quantile(0.5 + confidence / 2, df) * sqrt(va + vb)
    difference = mean_a - mean_b
    return difference / sqrt(va + vb), df, difference - half, difference + half


def per_process(values, runs):
    groups = {}
    values = iter(values)
    for process, count in runs:
        groups.setdefault(process, []).extend(next(values) for _ in range(count))
    return [statistics.median(g) for g in groups.values()]


def sign_interval(values, confidence):
    """The order statistics between which the median lies with at least that confidence."""
    n = len(values)
    values = sorted(values)
    k, tail = 0, 0.5**n
    while tail + math.comb(n, k + 1) * 0.5**n <= (1 - confidence) / 2:
        k += 1
        tail += math.comb(n, k) * 0.5**n
    return values[k], values[n - 1 - k]


def unpaired(a, runs_a, b, runs_b, confidence):
    x = [log(m) for m in per_process(a, runs_a)]
    y = [log(m) for m in per_process(b, runs_b)]
    mean_x, mean_y = statistics.mean(x), statistics.mean(y)
    sd_x, sd_y = statistics.stdev(x), statistics.stdev(y)
    _, _, low, high = welch(mean_x, sd_x, len(x), mean_y, sd_y, len(y), confidence)
    # no difference smaller than the spread between processes is one
    between = sqrt(((len(x) - 1) * sd_x**2 + (len(y) - 1) * sd_y**2) / (len(x) + len(y) - 2))
    centre = mean_x - mean_y
    return exp(centre), exp(min(low, centre - between)), exp(max(high, centre + between))


def run_term(documents, a, b, mode):
    """Log-ratios of what else was timed in both files, by the same machine code."""
    found = []
    everything = [d["results"] + d["probes"] for d in documents]
    for one in everything[0]:
        for other in everything[1]:
            same = one["name"] == other["name"] and one["evidence"]["code_sha256"] == other["evidence"]["code_sha256"]
            if not same or not one["evidence"]["code_sha256"] or one["name"] in (a["name"], b["name"]):
                continue
            if one["amortised"][mode] and other["amortised"][mode]:
                found.append(log(of_quiet(one["amortised"][mode])[0] / of_quiet(other["amortised"][mode])[0]))
    return found


def of_quiet(series):
    """The median of the rounds in cycles, their values and their processes, as pairs [process, 1]."""
    kept = [
        (cycles, [process, 1])
        for cycles, process, state in zip(
            series["rounds_cycles"], spread_out(series["rounds_process_runs"]), spread_out(series["rounds_state_runs"])
        )
        if state == 1
    ]
    return statistics.median(c for c, _ in kept), [c for c, _ in kept], [p for _, p in kept]


def spread_out(runs):
    return [value for value, count in runs for _ in range(count)]


def across(documents, results, mode, confidence, unlike):
    confidence = 1 - (1 - confidence) / 2  # two ratios at once
    a, b = (r["amortised"][mode] for r in results)
    if unlike:
        return unpaired(a["rounds_ns"], a["rounds_process_runs"], b["rounds_ns"], b["rounds_process_runs"], confidence)
    (_, x, runs_x), (_, y, runs_y) = of_quiet(a), of_quiet(b)
    ratio, low, high = unpaired(x, runs_x, y, runs_y, confidence)
    others = run_term(documents, *results, mode)
    margin = exp(t_quantile(0.5 + confidence / 2, len(others)) * sqrt(sum(d * d for d in others) / len(others)))
    return ratio, min(low, ratio / margin), max(high, ratio * margin)


def series_ratio(a, b, confidence, comparisons):
    confidence = 1 - (1 - confidence) / comparisons
    rounds = zip(spread_out(a["rounds_process_runs"]), a["rounds_ns"], b["rounds_ns"])
    both_quiet = [x == y == 1 for x, y in zip(spread_out(a["rounds_state_runs"]), spread_out(b["rounds_state_runs"]))]
    kept = [(process, log(x / y)) for (process, x, y), quiet in zip(rounds, both_quiet) if quiet]
    logs = [ratio for _, ratio in kept]
    medians = per_process(logs, [(process, 1) for process, _ in kept])
    centre, low, high = statistics.median(logs), *sign_interval(logs, confidence)
    factor = t_quantile(0.5 + confidence / 2, len(medians) - 1) / sqrt(len(medians))
    spread = statistics.stdev(medians) * max(1, factor)
    return exp(centre), exp(min(low, centre - spread)), exp(max(high, centre + spread))


def check(what, got, wanted, tolerance=1e-6):
    for g, w in zip(got, wanted):
        assert math.isclose(g, w, rel_tol=tolerance, abs_tol=1e-12), f"{what}: {got} where {wanted} is expected"
    print(f"{what}: {', '.join(f'{g:.6g}' for g in got)}")


def triple(ratio):
    return ratio["ratio"], ratio["interval"]["low"], ratio["interval"]["high"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        said = json.load(file)
    assert said["schema"] == "fairlane.compare/1"
    documents, results = [], []
    for path, name in (sys.argv[2:4], sys.argv[4:6]):
        with open(path, encoding="utf-8") as file:
            documents.append(json.load(file))
        results.append(next(r for r in documents[-1]["results"] if r["name"] == name))
    a, b = results
    assert (said["a"]["name"], said["b"]["name"]) == (a["name"], b["name"])
    confidence = documents[0]["config"].get("confidence", 0.95)
    for mode in ("independent", "chained"):
        if "amortised" in a and "amortised" in b:
            same_file = sys.argv[2] == sys.argv[4]
            if same_file:
                comparisons = documents[0]["comparisons"]
                expected = series_ratio(a["amortised"][mode], b["amortised"][mode], confidence, comparisons)
            else:
                unlike = any(u["what"] not in ("work", "library", "variables") for u in said["unlike"])
                expected = across(documents, results, mode, confidence, unlike)
            check(mode, triple(said[mode]), expected)
        else:
            assert said[mode] is None
    if "samples_ns" in a and "samples_ns" in b:
        expected = unpaired(
            a["samples_ns"], a["samples_process_runs"], b["samples_ns"], b["samples_process_runs"], confidence
        )
        check("call_median", triple(said["call_median"]), expected)
    else:
        check("call_median", [said["call_median"]["ratio"]], [a["p50_us"] / b["p50_us"]])
        assert said["call_median"]["interval"] is None
    summary = [(r["mean_us"], r["std_us"], r["iterations"]) for r in results]
    (mean_a, sd_a, n_a), (mean_b, sd_b, n_b) = summary
    _, _, low, high = welch(log(mean_a), sd_a / mean_a, n_a, log(mean_b), sd_b / mean_b, n_b, confidence)
    check("call_mean", triple(said["call_mean"]), (mean_a / mean_b, exp(low), exp(high)))
    t, df, low, high = welch(*summary[0], *summary[1], confidence)
    w = said["welch"]
    check("welch", (w["t"], w["degrees_of_freedom"], w["interval_us"]["low"], w["interval_us"]["high"]), (t, df, low, high))
    pooled = sqrt(((n_a - 1) * sd_a**2 + (n_b - 1) * sd_b**2) / (n_a + n_b - 2))
    check("cohens_d", [said["cohens_d"]], [(mean_a - mean_b) / pooled])
    overlap = a["ci_95_lower"] <= b["ci_95_upper"] and b["ci_95_lower"] <= a["ci_95_upper"]
    assert said["intervals_overlap"] is overlap


if __name__ == "__main__":
    main()
