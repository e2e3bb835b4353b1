"""What stats_expected.py computes with: exact fractions, mpmath with 60 digits, and checks against SciPy."""
import math
import platform
import sys
from fractions import Fraction

import mpmath
import numpy
import scipy
from mpmath import mp, mpf
from scipy import stats

mp.dps = 60
TOOLS = {"python": platform.python_version(), "numpy": numpy.__version__, "scipy": scipy.__version__,
         "mpmath": mpmath.__version__}
INF = math.inf


def agree(ours, theirs, relative=1e-9, what=""):
    """Stops the script when two tools disagree."""
    if not (ours == theirs or abs(ours - theirs) <= relative * max(abs(ours), abs(theirs))):
        sys.exit(f"tools disagree {what}: {ours!r} {theirs!r}")
    return float(ours)


def exact(x):
    f = Fraction(x)
    return mpf(f.numerator) / f.denominator


def skewed(n, seed):
    """Integers only, so that C makes the same: the cube of a uniform number, as 64ths, above 600."""
    values = []
    for _ in range(n):
        seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
        r = seed >> 44
        values.append(600.0 + (((r * r) >> 20) * r >> 20) / 64.0)
    return values


def samples_of(spec):
    if isinstance(spec, list):
        return [float(x) for x in spec]
    if "skewed" in spec:
        return skewed(spec["skewed"], spec["seed"])
    n = spec["permuted"]
    return [1.0 + (i * spec["step"]) % n for i in range(n)]


def mean_and_squares(x):
    f = [Fraction(v) for v in x]
    mean = sum(f) / len(f)
    return mean, sum((v - mean) ** 2 for v in f), f


def student_two_sided(t, freedom):
    t, freedom = mpf(t), mpf(freedom)
    p = mpmath.betainc(freedom / 2, mpf(1) / 2, 0, freedom / (freedom + t * t), regularized=True)
    theirs = 2 * stats.t.sf(abs(float(t)), float(freedom))
    if theirs > 1e-290:
        agree(float(p), theirs, 1e-6, f"t {float(t)} {float(freedom)}")
    return p


def student_critical(tail, freedom):
    start = stats.t.isf(float(tail), float(freedom))
    root = mp.findroot(lambda t: student_two_sided(t, freedom) / (2 * mpf(tail)) - 1, mpf(start))
    agree(float(root), start, 1e-6, f"critical {tail} {freedom}")
    return root


def binomial_tails(k, n, p):
    p = mpf(p)
    terms = [mp.binomial(n, j) * p**j * (1 - p) ** (n - j) for j in range(n + 1)]
    at_most, more_than = mp.fsum(terms[: k + 1]), mp.fsum(terms[k + 1:])
    agree(float(at_most), stats.binom.cdf(k, n, float(p)), what=f"binomial {k} {n}")
    return {"k": k, "trials": n, "p": float(p), "at_most": float(at_most), "more_than": float(more_than)}


def medians_by_process(values, process):
    order = list(dict.fromkeys(process))
    groups = [[v for v, p in zip(values, process) if p == o] for o in order]
    return groups, [middle(g) for g in groups]


def middle(values):
    s = sorted(values)
    return (s[len(s) // 2] + s[(len(s) - 1) // 2]) / 2


def deviation(values):
    mean = mp.fsum(values) / len(values)
    return mp.sqrt(mp.fsum((v - mean) ** 2 for v in values) / (len(values) - 1)) if len(values) > 1 else None


def number(x):
    return None if x is None else float(x)
