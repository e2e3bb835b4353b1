#!/usr/bin/env python3
"""Writes stats_expected.json: inputs of the statistics and the results they must have.

The results are computed by tools that share nothing with fairlane: sums and variances in exact fractions, functions in
mpmath with 60 digits, and each of them is held against NumPy or SciPy before it is written. Needs numpy, scipy and
mpmath (pip install them into a virtual environment; the file names the versions it was made with); run it as
    python3 tests/data/stats_expected.py > tests/data/stats_expected.json
NaN is written as null, infinity as "inf" or "-inf". Samples are a list, or {"permuted": n, "step": k} for
1 + (i·k mod n), or {"skewed": n, "seed": s}: see stats_expected_tools.py.
"""
import json
import math
import sys
import warnings

import mpmath
import numpy
from mpmath import mp, mpf
from scipy import stats

from stats_expected_tools import (INF, TOOLS, agree, binomial_tails, deviation, exact, mean_and_squares,
                                  medians_by_process, middle, number, samples_of, student_critical, student_two_sided)


# Summaries -----------------------------------------------------------------------------------------------------------

def summary(name, spec):
    x = samples_of(spec)
    n = len(x)
    mean, squares, f = mean_and_squares(x)
    case = {"name": name, "samples": spec, "n": n, "mean": float(mean)}
    sd = mp.sqrt(exact(squares) / (n - 1)) if n > 1 else None
    case["sd"] = float(sd) if n > 1 else None
    margin = mpf(1.96) * sd / mp.sqrt(n) if n > 1 else None
    case["ci_95_lower"] = float(exact(mean) - margin) if n > 1 else None
    case["ci_95_upper"] = float(exact(mean) + margin) if n > 1 else None
    s = sorted(x)
    case["p50"], case["p95"], case["p99"] = s[n // 2], s[min(int(0.95 * n), n - 1)], s[min(int(0.99 * n), n - 1)]
    case["min"], case["max"] = s[0], s[-1]
    case["median"] = float(middle(f))
    d = [v - mean for v in f]
    case["lag1"] = float(exact(sum(p * q for p, q in zip(d, d[1:]))) / exact(squares)) if n > 2 and squares else None
    if all(v == 0 or 1e-100 < abs(v) < 1e100 for v in x):
        a = numpy.array(x)
        if abs(case["mean"] - numpy.mean(a)) > 1e-14 * numpy.abs(a).max():  # NumPy's own rounding when terms cancel
            sys.exit(f"tools disagree on the mean: {name}")
        agree(case["median"], numpy.median(a), what=name)
        if squares:
            rounding = 1e-9 + numpy.finfo(float).eps * numpy.abs(a).max() / case["sd"]  # of NumPy's mean
            agree(case["sd"], numpy.std(a, ddof=1), rounding, name)
            e = a - a.mean()
            if n > 2 and abs(case["lag1"] - numpy.dot(e[1:], e[:-1]) / numpy.dot(e, e)) > rounding:
                sys.exit(f"tools disagree on the correlation: {name}")
    return case


def summaries():
    rng = numpy.random.default_rng(42)
    typical = [round(float(v), 3) for v in rng.lognormal(6, 0.3, 37)]
    return [
        summary("one", [12.5]), summary("two", [1, 2]), summary("two, falling", [3.25, 1]),
        summary("three", [1, 2, 4]), summary("typical", typical), summary("typical, negative", [-v for v in typical]),
        summary("ties", [5, 5, 5, 6, 6, 5, 7, 5, 6, 5]), summary("constant", [0.1] * 7),
        summary("constant, hard to divide", [1 / 49] * 49), summary("zeros", [0] * 5),
        summary("huge", [1e300, 2e300, 4e300, 1.5e300]), summary("largest", [1.7e308, 1.6e308, 1.5e308, 1.7e308]),
        summary("tiny", [1e-300, 2e-300, 4e-300, 1.5e-300]),
        summary("denormal", [5e-324 * k for k in (1000003, 2000003, 4000037, 3000017)]),
        summary("smallest", [5e-324] * 3), summary("denormal pair", [15e-324] * 2),
        summary("mean between two doubles", [1e15, 1e15, 1e15 + 1]), summary("far apart", [1e-300, 1e300, 1, 1e300]),
        summary("cancelling", [1e16, 1, -1e16, 3]),
        summary("small spread on a large base", [1e9 + k / 1024 for k in (1, 5, 2, 9, 4, 4, 7, 3)]),
        summary("twenty", {"permuted": 20, "step": 7}), summary("hundred", {"permuted": 100, "step": 37}),
        summary("hundred and one", {"permuted": 101, "step": 37}),
        summary("skewed", {"skewed": 10000, "seed": 42}), summary("skewed, few", {"skewed": 999, "seed": 7}),
    ]


# Distributions -------------------------------------------------------------------------------------------------------

def distributions():
    two_sided = [(0.0, 3), (1.0, 1), (-2.5, 1), (2.0, 4), (-2.0, 4), (1e-9, 10), (1.96, 1e6), (5, 7.25), (30, 19998),
                 (50, 19998), (31, 5000.5), (1e10, 2), (1e100, 2), (1e150, 2), (3, 1e15)]
    critical = [(0.025, d) for d in (1, 2, 3, 4, 5, 6, 7, 29, 998.5, 19998)]
    critical += [(0.025 / 13, 4), (1e-6, 4), (1e-6, 1), (0.2, 2.5), (0.025, 1.0000001)]
    binomial = [(0, 1, 0.5), (0, 10, 0.5), (3, 10, 0.5), (10, 10, 0.5), (40, 100, 0.5), (99, 100, 0.99), (3, 100, 0.01),
                (500, 1000, 0.95), (950, 1000, 0.95), (10, 1000, 0.5), (1, 5, 0.05)]
    return {
        "student_two_sided": [{"t": t, "df": d, "p": float(student_two_sided(t, d))} for t, d in two_sided],
        "student_critical": [{"tail": a, "df": d, "t": float(student_critical(a, d))} for a, d in critical],
        "binomial": [binomial_tails(*c) for c in binomial],
    }


def rate(successes, n, confidence):
    tail = (1 - mpf(confidence)) / 2
    ci = stats.binomtest(successes, n).proportion_ci(confidence, method="exact")

    def at_least(p):  # P(Y >= successes)
        return mpmath.betainc(successes, n - successes + 1, 0, p, regularized=True)

    def at_most(p):
        return mpmath.betainc(n - successes, successes + 1, 0, 1 - p, regularized=True)

    low = 0 if successes == 0 else mp.findroot(lambda p: at_least(p) / tail - 1, mpf(float(ci.low)))
    high = 1 if successes == n else mp.findroot(lambda p: at_most(p) / tail - 1, mpf(float(ci.high)))
    return {"successes": successes, "trials": n, "confidence": confidence,
            "low": agree(float(low), float(ci.low), 1e-7, "rate"),
            "high": agree(float(high), float(ci.high), 1e-7, "rate")}


def rates():
    return [rate(*c) for c in ((0, 1, 0.95), (1, 1, 0.95), (0, 200, 0.95), (16, 200, 0.95), (10, 200, 0.95),
                               (200, 200, 0.99), (170, 200, 0.95), (1, 2, 0.5), (3, 100000, 0.95), (7, 30, 0.999))]


# Intervals of quantiles ----------------------------------------------------------------------------------------------

def quantile_interval(spec, q, confidence):
    x = sorted(samples_of(spec))
    n = len(x)
    ci = stats.quantile_test(x, p=q).confidence_interval(confidence)
    low = -INF if math.isnan(ci.low) else float(ci.low)
    high = INF if math.isnan(ci.high) else float(ci.high)
    tail = (1 - confidence) / 2
    rank_low = int(stats.binom.ppf(tail, n, q))  # as SciPy does; 0: none
    rank_high = int(stats.binom.isf(tail, n, q)) + 1
    missed = mpf(0)
    if rank_low >= 1:
        assert x[rank_low - 1] == low
        missed += mpf(binomial_tails(rank_low - 1, n, q)["at_most"])
    if rank_high <= n:
        assert x[rank_high - 1] == high
        missed += mpf(binomial_tails(rank_high - 1, n, q)["more_than"])
    nothing = rank_low < 1 and rank_high > n
    return {"samples": spec, "q": q, "confidence": confidence, "low": low, "high": high,
            "coverage": 0 if nothing else float(1 - missed)}


def quantile_intervals():
    cases = [quantile_interval({"permuted": n, "step": 1009}, q, c)
             for n in (1, 2, 5, 6, 7, 10, 21, 100, 367, 368, 500) for q in (0.5, 0.9, 0.99, 0.05)
             for c in (0.95, 0.99, 0.85)]  # no tail that a binomial sum equals: rounding would decide
    cases += [quantile_interval({"skewed": 10000, "seed": 42}, q, 0.95) for q in (0.5, 0.95, 0.99)]
    cases.append(quantile_interval([5, 5, 5, 6, 6, 5, 7, 5, 6, 5], 0.5, 0.95))
    return cases


# Comparisons ---------------------------------------------------------------------------------------------------------

def t_test(a, b, confidence, welch):
    (ma, sa, na), (mb, sb, nb) = a, b
    ea, eb = exact(sa) ** 2 / na, exact(sb) ** 2 / nb
    difference = exact(ma) - exact(mb)
    if welch:
        if na < 2 or nb < 2:
            return None
        error, freedom = mp.sqrt(ea + eb), (ea + eb) ** 2 / (ea**2 / (na - 1) + eb**2 / (nb - 1))
    else:
        freedom = na + nb - 2
        error = mp.sqrt(((na - 1) * exact(sa) ** 2 + (nb - 1) * exact(sb) ** 2) / freedom * (mpf(1) / na + mpf(1) / nb))
    t = difference / error
    p = student_two_sided(t, freedom)
    if 1e-100 < max(sa, sb) < 1e100 and na > 1:
        theirs = stats.ttest_ind_from_stats(ma, sa, na, mb, sb, nb, equal_var=not welch)
        agree(float(t), theirs.statistic, what="t")
        if theirs.pvalue > 1e-290:
            agree(float(p), theirs.pvalue, 1e-6, "p")
    margin = error * student_critical((1 - mpf(confidence)) / 2, freedom)
    return {"t": float(t), "df": float(freedom), "p": float(p), "difference": float(difference),
            "low": float(difference - margin), "high": float(difference + margin)}


def comparison(name, a, b, confidence=0.95):
    (ma, sa, na), (mb, sb, nb) = a, b
    pooled = mp.sqrt(((na - 1) * exact(sa) ** 2 + (nb - 1) * exact(sb) ** 2) / (na + nb - 2))
    return {"name": name, "mean_a": ma, "sd_a": sa, "n_a": na, "mean_b": mb, "sd_b": sb, "n_b": nb,
            "confidence": confidence, "welch": t_test(a, b, confidence, True),
            "student": t_test(a, b, confidence, False), "d": float((exact(ma) - exact(mb)) / pooled)}


def comparisons():
    return [
        comparison("like sizes", (10.5, 2.0, 30), (9.25, 2.5, 28)),
        comparison("unlike sizes and spreads", (10.5, 8.0, 6), (9.25, 0.5, 280), 0.99),
        comparison("two each", (1.5, 0.7, 2), (2.75, 0.6, 2)),
        comparison("one against five", (3.5, 0.0, 1), (2.0, 0.5, 5)),
        comparison("one side constant", (3.5, 0.0, 8), (2.0, 0.5, 5)),
        comparison("equal means", (7.0, 1.0, 12), (7.0, 2.0, 12)),
        comparison("ten thousand calls", (0.6311, 0.0721, 10000), (0.6302, 0.0493, 10000)),
        comparison("far in the tail", (632.0, 3.0, 200), (612.0, 3.25, 200)),
        comparison("farther", (632.0, 40.0, 10000), (612.0, 41.0, 10000)),
        comparison("huge", (3e300, 1e299, 20), (2.9e300, 2e299, 25)),
        comparison("tiny", (3e-300, 1e-301, 20), (2.9e-300, 2e-301, 25)),
    ]


def paired(name, a, b, process, confidence=0.95, statements=1):
    logs = [mp.log(exact(x) / exact(y)) for x, y in zip(a, b)]
    labels = process or [0] * len(a)
    n, p = len(a), len(set(labels))
    corrected = 1 - (1 - confidence) / statements
    groups, medians = medians_by_process(logs, labels)
    center = middle(logs)
    ci = stats.quantile_test([float(v) for v in logs], p=0.5).confidence_interval(corrected)
    rank = int(stats.binom.ppf((1 - corrected) / 2, n, 0.5))
    s = sorted(logs)
    low, high = (mp.exp(s[rank - 1]), mp.exp(s[n - rank])) if rank else (mpf(0), mpf(INF))
    if rank:
        agree(float(low), math.exp(ci.low)), agree(float(high), math.exp(ci.high))
    above, below = sum(v > 0 for v in logs), sum(v < 0 for v in logs)
    within = mp.sqrt(mp.fsum((v - m) ** 2 for g, m in zip(groups, medians) for v in g) / (n - p)) if n > p else None
    between = deviation(medians)
    spread = None
    if p > 1:
        spread = between * max(mpf(1), student_critical((1 - corrected) / 2, p - 1) / mp.sqrt(p))
    return {"name": name, "a": a, "b": b, "process": process, "confidence": confidence, "comparisons": statements,
            "processes": p, "ratio": float(mp.exp(center)), "low": float(low), "high": float(high),
            "coverage": 1 - 2 * binomial_tails(rank - 1, n, 0.5)["at_most"] if rank else 0,
            "p": stats.binomtest(above, above + below).pvalue if above + below else 1.0,
            "within": number(within), "between": number(between), "spread": number(spread),
            "different": bool(p > 1 and (low > 1 or high < 1) and abs(center) > spread)}


def times(seed, processes, rounds, ratio, noise, layout, digits=3):
    """Two contestants over rounds; a common drift, noise in each time, a layout effect per process on the ratio."""
    rng = numpy.random.default_rng(seed)
    a, b, labels = [], [], []
    for p in range(processes):
        effect = math.exp(rng.normal(0, layout)) if layout else 1.0
        for _ in range(rounds):
            drift = 600 * math.exp(rng.normal(0, 0.05))
            a.append(round(drift * ratio * effect * math.exp(rng.normal(0, noise)), digits))
            b.append(round(drift * math.exp(rng.normal(0, noise)), digits))
            labels.append(100 - 7 * p)
    return a, b, labels


def paireds():
    mixed = times(3, 3, 7, 1.02, 0.002, 0.001)
    order = [(i * 8) % 21 for i in range(21)]
    return [
        paired("one per cent over five processes", *times(1, 5, 12, 1.01, 0.003, 0)),
        paired("nothing over five processes", *times(2, 5, 12, 1.0, 0.003, 0)),
        paired("interleaved processes", *([v[i] for i in order] for v in mixed)),
        paired("layout only", *times(4, 5, 20, 1.0, 0.001, 0.02)),
        paired("thirty processes", *times(5, 30, 4, 1.02, 0.002, 0.012)),
        paired("thirty processes, below their spread", *times(5, 30, 4, 1.005, 0.002, 0.012)),
        paired("two processes", *times(6, 2, 15, 1.01, 0.002, 0.001)),
        paired("one process", *times(7, 1, 25, 1.05, 0.002, 0)[:2], None),
        paired("ten statements", *times(1, 5, 12, 1.01, 0.003, 0), 0.95, 10),
        paired("ties", [5, 5, 6, 7, 5, 5, 4, 5, 5, 6], [5, 5, 5, 5, 5, 5, 5, 5, 5, 5], [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]),
        paired("all tied", [3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8], [1, 1, 1, 2, 2, 2]),
        paired("too few rounds", [2, 2.1, 2.2, 2.3, 2.25], [1, 1, 1, 1, 1], [1, 2, 3, 4, 5]),
        paired("single round", [2], [1], None),
        paired("huge and tiny", [1e300, 2e300, 3e300, 1.5e300, 1e300, 2e300, 3e300],
               [1e-3, 1e-3, 2e-3, 1e-3, 1e-3, 1e-3, 1e-3], [1, 1, 1, 1, 2, 2, 2]),
    ]


def unpaired(name, a, process_a, b, process_b, confidence=0.95):
    sides = []
    for values, process in ((a, process_a), (b, process_b)):
        _, medians = medians_by_process([exact(v) for v in values], process or [0] * len(values))
        sides.append([mp.log(m) for m in medians])
    means = [mp.fsum(s) / len(s) for s in sides]
    sds = [deviation(s) for s in sides]
    na, nb = map(len, sides)
    difference, low, high, pooled = means[0] - means[1], mpf(0), mpf(INF), None
    if na > 1 and nb > 1:
        ea, eb = sds[0] ** 2 / na, sds[1] ** 2 / nb
        freedom = (ea + eb) ** 2 / (ea**2 / (na - 1) + eb**2 / (nb - 1))
        margin = mp.sqrt(ea + eb) * student_critical((1 - mpf(confidence)) / 2, freedom)
        low, high = mp.exp(difference - margin), mp.exp(difference + margin)
        ci = stats.ttest_ind([float(v) for v in sides[0]], [float(v) for v in sides[1]],
                             equal_var=False).confidence_interval(confidence)
        agree(float(low), math.exp(ci.low)), agree(float(high), math.exp(ci.high))
        pooled = mp.sqrt(((na - 1) * sds[0] ** 2 + (nb - 1) * sds[1] ** 2) / (na + nb - 2))
    return {"name": name, "a": a, "process_a": process_a, "b": b, "process_b": process_b, "confidence": confidence,
            "processes_a": na, "processes_b": nb, "ratio": float(mp.exp(difference)), "low": float(low),
            "high": float(high), "between": number(pooled),
            "different": bool(pooled is not None and (low > 1 or high < 1) and abs(difference) > pooled)}


def unpaireds():
    a, b, labels = times(11, 5, 5, 1.02, 0.004, 0.002)
    c, _, many = times(12, 30, 3, 1.02, 0.004, 0.02)
    _, d, _ = times(13, 30, 3, 1.0, 0.004, 0.02)
    return [unpaired("five against five", a, labels, b, labels),
            unpaired("five against three", a, labels, b[:15], labels[:15], 0.99), unpaired("thirty", c, many, d, many),
            unpaired("one side alone", a[:5], None, b, labels),
            unpaired("clear", [4, 4.1, 4.2, 4.3], [1, 1, 2, 2], [1, 1.01, 1.02, 1.03], [1, 2, 1, 2])]


def spread(name, values, process):
    labels = process or [0] * len(values)
    groups, medians = medians_by_process([exact(v) for v in values], labels)
    squares = mp.fsum((v - mp.fsum(g) / len(g)) ** 2 for g in groups for v in g)
    n, p = len(values), len(groups)
    within = mp.sqrt(squares / (n - p)) if n > p else None
    if p > 1 and n > p and all(abs(v) < 1e100 for v in values):  # F = between-groups over within-groups mean square
        grand = mp.fsum(exact(v) for v in values) / n
        upper = mp.fsum(len(g) * (mp.fsum(g) / len(g) - grand) ** 2 for g in groups) / (p - 1)
        theirs = stats.f_oneway(*[[float(v) for v in g] for g in groups]).statistic
        agree(float(upper / within**2), theirs, 1e-6, name)
    return {"name": name, "samples": values, "process": process, "processes": p, "within": number(within),
            "between": number(deviation([mp.fsum(g) / len(g) for g in groups])), "medians": [float(m) for m in medians]}


def spreads():
    a, _, labels = times(21, 4, 5, 1.0, 0.01, 0.03)
    return [spread("four processes", a, labels),
            spread("unequal counts", [1, 2, 4, 8, 16, 3, 5], [9, 9, -1, 9, -1, 4, 4]),
            spread("one process", [1, 2, 4], None), spread("one sample each", [1, 2, 4], [3, 2, 1]),
            spread("one sample", [7], None),
            spread("huge", [1e300, 2e300, 1.5e300, 4e300, 3e300, 3.5e300], [1, 2, 1, 2, 3, 3])]


def cleaned(value):
    if isinstance(value, dict):
        return {k: cleaned(v) for k, v in value.items()}
    if isinstance(value, list):
        return [cleaned(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def main():
    warnings.simplefilter("ignore")
    sections = {"summaries": summaries(), **distributions(), "rates": rates(),
                "quantile_intervals": quantile_intervals(), "comparisons": comparisons(), "paired": paireds(),
                "unpaired": unpaireds(), "spreads": spreads()}
    lines = ['"made_by": ' + json.dumps({"script": "tests/data/stats_expected.py", **TOOLS})]
    for name, cases in sections.items():
        lines.append(f'"{name}": [\n' + ",\n".join(json.dumps(cleaned(c), allow_nan=False) for c in cases) + "\n]")
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
