"""Compares two result files: Welch's t-test, Cohen's d, speed-up. usage: compare.py A.json B.json"""
import json
import math
import sys

from scipy import stats


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)["results"][0]


def welch(a, b):
    share_a = a["std_us"] ** 2 / a["iterations"]
    share_b = b["std_us"] ** 2 / b["iterations"]
    t = (a["mean_us"] - b["mean_us"]) / math.sqrt(share_a + share_b)
    df = (share_a + share_b) ** 2 / (share_a**2 / (a["iterations"] - 1) + share_b**2 / (b["iterations"] - 1))
    return t, df


def cohens_d(a, b):
    n, m = a["iterations"], b["iterations"]
    pooled = math.sqrt(((n - 1) * a["std_us"] ** 2 + (m - 1) * b["std_us"] ** 2) / (n + m - 2))
    return (a["mean_us"] - b["mean_us"]) / pooled


def word_for(d):
    for limit, word in ((0.2, "negligible"), (0.5, "small"), (0.8, "medium")):
        if abs(d) < limit:
            return word
    return "large"


def main():
    a, b = read(sys.argv[1]), read(sys.argv[2])
    t, df = welch(a, b)
    d = cohens_d(a, b)
    summary = {
        "t_statistic": t,
        "degrees_of_freedom": df,
        "p_value": 2 * stats.t.sf(abs(t), df),
        "cohens_d": d,
        "effect_size": word_for(d),
        "speedup": a["mean_us"] / b["mean_us"],
        "ci_overlap": a["ci_95_lower"] <= b["ci_95_upper"] and b["ci_95_lower"] <= a["ci_95_upper"],
    }
    json.dump(summary, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
