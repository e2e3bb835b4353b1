"""Documents of point93, bound and audit as seeds: whole ones, and each with one thing in it made odd.
usage: stored_seeds.py PROJECT FOLDER"""
import copy
import json
import random
import re
import sys

project, folder = sys.argv[1:3]
WIDE = "products SIMD-256, sums scalar"


def latency(how="measured"):
    return {"how": how, "ns": 90.5, "low_ns": 90, "high_ns": 91, "source": "r.json:avx2"}


def side(name, simd_class, share, sums):
    return {"name": name, "path": "r.json", "cpu": "CPU", "trace": "traced now", "attested": "yes", "class": simd_class,
            "simd_share_low": share, "simd_share_high": share, "sums_share_low": sums, "sums_share_high": sums,
            "multiply_adds_declared": 1568, "multiply_adds_executed": 1568, "evidence": "seen", "latency": latency(),
            "bias_share": 0.9, "bias_share_low": 0.8, "bias_share_high": 0.95}


def cell(name):
    return {"cell": name, "how": "bounded", "a": latency("bounded"), "b": latency("not available"), "ratio": 10, "low": 9.9,
            "high": 10.1, "method": "paired", "not_shown": "", "winner": "survives", "magnitude": "lost"}


def pairing(b, verdict, more):
    cells = ["as claimed", "both scalar", "both widest", "A with B's SIMD", "B with A's SIMD"] + ["same work"] * more
    return {"unlike": [{"what": "model", "difference": "A is m, B is n"}], "verdict": verdict, "as_traced": verdict,
            "reason": "A is scalar", "basis": "chained calls", "a": side("scalar", "scalar", 0, 0), "b": b,
            "bias": {"from": "scalar", "to": "avx2", "ns": 800, "low_ns": 790, "high_ns": 810, "source": "r.json",
                     "favours": "B"},
            "work_differs": more, "cells": [cell(name) for name in cells], "claimed_winner": "B", "claimed_magnitude": 1,
            "winner": "lost", "magnitude": "not shown", "remarks": ["single calls come in steps"]}


def figure(name):
    return {"name": name, "ns": 50, "low_ns": 49, "high_ns": 51, "samples": 90}


def bound_class(name, isa):
    return {"name": name, "isa": isa, "strict": name != isa, "floor_ns": 40, "set_by": "loads", "reason": "loads-sse",
            "doubt": "", "loads": figure("l"), "arithmetic": figure("a"), "chain": None, "independent": figure("i"),
            "chained": figure("c"), "cold": None}


def measured():
    classes = [bound_class("strict-scalar", "scalar"), bound_class("scalar", "scalar"), bound_class("sse", "sse")]
    judged = [{"name": "sse", "claim": "possible", "times_floor": 2, "outside_share": 0.5}]
    points = [{"number": n, "verdict": "PASS", "question": "possible?", "reason": "1 us"} for n in range(81, 85)]
    return {"source": "r.json", "cpu": "CPU", "emulator": "", "hidden_features": "", "timestamp": "2026-01-01T00:00:00Z",
            "comparable": True, "core_ghz": 3, "add_latency_ns": 1, "unsteady_share": 0.1, "clock_cost_ns": 20,
            "clock_tick_ns": 1, "empty_call": figure("empty"), "classes": classes,
            "claims": [{"latency_ns": 1000, "summary": "possible", "classes": judged}], "points": points}


def kernel(name, absent):
    cycles = None if absent else 100
    return {"name": name, "isa": "avx2", "latency_cycles": cycles, "latency_ns": cycles, "throughput_cycles": cycles,
            "throughput_ns": cycles, "latency_floor_cycles": cycles, "latency_floor_set_by": "model",
            "throughput_floor_cycles": None, "throughput_floor_set_by": "", "absent": absent}


def reproduced():
    run = {"path": "out.json", "mean_us": 1, "seconds": 2, "other_busy_cpus": 0.1, "steal_percent": 0}
    return {"build": "make", "command": "./bench", "why_not": "", "trace": "scalar, 784", "trace_path": "t.json",
            "published_mean_us": 1.1, "why_no_trace": "", "runs": [run]}


def audit():
    with open(project + "/bench/audit/points.c") as file:
        rows = re.findall(r"^    \{(\d+),\s+(\d+),\s+\"(.*?)\"", file.read(), re.MULTILINE)
    points = [{"number": int(number), "category": int(category), "title": title[:72], "verdict": "UNCHECKED",
               "providers": ["case"], "evidence": [
                   {"concerns": "both", "verdict": "UNCHECKED", "blocks": False, "how": "nothing found", "provider": "case",
                    "where": "", "text": "nothing tells"}]} for number, category, title in rows]
    points[0]["evidence"][:0] = [dict(points[0]["evidence"][0], concerns=side, verdict="FAIL", how="read",
                                      provider="sources", where="bench.py:4") for side in "ab"]
    points[0]["verdict"] = "FAIL"
    categories = [{"number": n, "title": f"category {n}", "pass": 0, "fail": int(n == 1), "not_applicable": 0,
                   "unchecked": sum(point["category"] == n for point in points) - (n == 1)} for n in range(1, 9)]
    command = {"build": "make", "command": "./bench", "place": "README.md:3"}
    return {"schema": "fairlane.audit/1", "case": "case.json", "by_lab": False, "a": "torch", "b": "aprender",
            "valid": False, "conclusion": "0 of 100 points pass; 95 are needed",
            "unlike": [{"what": "model", "difference": "A is m, B is n"}],
            "total": {"pass": 0, "fail": 1, "unchecked": 99, "not_applicable": 0}, "categories": categories,
            "live_only": [{"number": 3, "live": "PASS", "kept": "UNCHECKED"}],
            "found": {"a": command, "b": command, "taken": [{"path": "r.json", "role": "result", "side": "a"}],
                      "left": [{"path": "s.json", "role": "source", "why": "twice"}], "other_files": 2, "folders_left": 1},
            "reproduction": {"cpu": "CPU", "confined": True, "core_ghz": 3, "a": reproduced(), "b": reproduced()},
            "head": {"id": "1", "version": "2", "date": "2026-01-01", "auditor": "somebody", "revision": "abc",
                     "program": "fairlane"},
            "limitations": [{"text": "one machine", "path": "README.md", "line": 9}],
            "files": [{"what": "case", "path": "case.json", "sha256": "0" * 64}], "points": points}


def places(node, path=()):
    if isinstance(node, (dict, list)):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            yield path + (key,)
            yield from places(node[key], path + (key,))


def odd_ones(tree):
    seen = set()
    for path in places(tree):
        kind = tuple("*" if isinstance(key, int) else key for key in path)
        for odd in ("leave out", "", "\u202e", -1, 2, None, True, {}, []) if kind not in seen else ():
            made = at = copy.deepcopy(tree)
            for key in path[:-1]:
                at = at[key]
            if odd == "leave out":
                del at[path[-1]]
            else:
                at[path[-1]] = odd
            yield made
        seen.add(kind)


PAIRS = {"schema": "fairlane.point93/1",
         "pairings": [pairing(side("avx2", "SIMD-256+FMA", 1, 1), "FAIL", False),
                      pairing(side("gcc", WIDE, 1, 0), "FAIL", True)]}
BOUND = {"schema": "fairlane.bound/1", "measured": measured(), "model": None}
MODEL = {"schema": "fairlane.bound/1", "measured": None,
         "model": {"cpu": "znver4", "tool": "llvm-mca 19", "ghz": 3.5, "latency_ns": 1000, "source": "",
                   "kernels": [kernel("avx2", ""), kernel("avx", "no model")]}}
chosen = random.Random(1)
for name, whole in {"pairs": PAIRS, "bound": BOUND, "model": MODEL, "audit": audit()}.items():
    near = list(odd_ones(whole))
    for number, made in enumerate([whole, *chosen.sample(near, min(len(near), 100))]):
        with open(f"{folder}/{name}_{number}", "w") as file:
            json.dump(made, file, separators=(",", ":"), ensure_ascii=False)
