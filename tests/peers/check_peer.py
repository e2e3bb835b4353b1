"""One contestant that is a program of its own: whether it speaks the protocol, and is listed, measured beside a kernel,
traced and judged by the commands of fairlane. And whether this test would notice: with another class or amount of work
expected the trace must not pass.
usage: check_peer.py PEERS FAIRLANE NAME CLASS MULTIPLY_ADDS     e.g. … numpy library 1568, … aprender-0.11.0 scalar 784
library: what it takes depends on the CPU and on variables, so that only the trace tells it, and all else has to agree.
exit 77: it is not installed."""

import json
import os
import subprocess
import sys
import tempfile

from check_peer_protocol import Fault, check_protocol, lib, must, read


def fairlane(program, *arguments, codes=(0,)):
    done = lib.run(program, *arguments)
    must(done.returncode in codes, f"{arguments}: exit code {done.returncode}: {done.stderr[-300:]}")
    return done


def check_list(program, peers, name):
    """What it says of itself, with the command that starts it; None when it is not installed."""
    text = fairlane(program, "peers", name).stdout
    (peer,) = json.loads(fairlane(program, "peers", "--json", name).stdout)["peers"]
    must(peer["name"] == name and peer["state"] in ("installed", "missing"), f"peers says {peer}")
    setup, *variant = peer["setup"].split(" ")
    folder = os.path.basename(os.path.dirname(setup))
    peer["command"] = [f"{peers}/{folder}/start", *variant]
    if peer["state"] == "installed":
        must(peer["version"] in text and peer["facts"]["threads"] == "1", f"peers says {peer}")
        return peer
    must(f"install {name} with: {peer['setup']}" in text, f"peers does not say how it is installed: {text}")
    must(os.access(setup, os.X_OK), f"{setup} is no command")
    done = subprocess.run(peer["command"], input="quit\n", capture_output=True, text=True, timeout=60)
    must(done.returncode == 3 and not done.stdout and len(done.stderr.splitlines()) == 1
         and f"bench/peers/{folder}/setup" in done.stderr, f"exit 3 takes one line that names the setup: {done}")  # fmt: skip
    print(f"skipped: {done.stderr.strip()}")
    return None


def check_run(program, name, peer, multiply_adds, folder):
    # A busy neighbour can push a kernel's time below its floor, which is exit code 1 and no fault of a peer.
    fairlane(program, "run", "--quick", "--processes", "2", "--iterations", "60", "--quiet-wait", "0", "-k", "scalar", "--peer", name,
             "-o", f"{folder}/run", codes=(0, 1))  # fmt: skip
    document = read(f"{folder}/run")
    must(not document["skips"], f"run leaves out {document['skips']}")
    must([r["name"] for r in document["results"]] == ["scalar", name], f"run holds {document['results']}")
    result = document["results"][1]
    must(len(result["samples_ns"]) == 60 and result["peer"]["threads"] == 1, "run: samples or threads")
    must(result["peer"]["version"] == peer["version"] and result["peer"]["facts"], "run: version or facts")
    must(result["kernel"]["work"] == peer["work"], f"run: work {result['kernel']['work']}")
    same_work = multiply_adds == 1568
    must((result["amortised"]["independent"]["versus_baseline"] is not None) == same_work, "run: the ratio to scalar")
    must(min(result["samples_ns"]) > 0, "run: a call that took no time")


def judge_trace(trace, wanted, multiply_adds):
    seen, lanes = trace["class"], trace["multiply_add_lanes"]
    known = seen.startswith(("scalar", "SIMD", "products", "mixed"))
    must(known if wanted == "library" else seen.startswith(wanted), f"the trace is {seen}, not {wanted}: {trace['classification']}")
    exact = wanted == "scalar"  # SIMD may compute padding as well
    must(lanes == multiply_adds if exact else lanes >= multiply_adds, f"{lanes} multiply-adds, not {multiply_adds}")
    must(trace["threads_run"] == 1, f"{trace['threads_run']} threads")


def check_trace(program, name, wanted, multiply_adds, folder):
    """The class that it executed; None when this system does not allow it."""
    done = fairlane(program, "trace", "--timeout", "500", "--peer", name, "-o", f"{folder}/trace", codes=(0, 3))
    if done.returncode == 3:
        print(f"not traced: {done.stderr.strip()}")
        return None
    trace = read(f"{folder}/trace")
    judge_trace(trace, wanted, multiply_adds)
    other = "SIMD" if trace["class"].startswith("scalar") else "scalar"
    for planted in ((other, multiply_adds), (wanted, 10**6)):
        try:
            judge_trace(trace, *planted)
        except Fault:
            continue
        raise Fault(f"the trace would pass as {planted}")
    print(trace["classification"])
    return trace["class"]


def check_attested(seen, folder):
    """The run traced it as well, and found the same, unless its time was over."""
    executed = read(f"{folder}/run")["results"][1]["evidence"]["executed"]
    must(executed["class"] == seen or (not executed["class"] and executed["reason"]), f"run: {executed}, not {seen}")


def check_point93(program, name, seen, folder):
    """Against the lab's scalar kernel, with the measurement and the trace made above."""
    done = fairlane(program, "point93", "--trace-a", f"{folder}/trace", f"{folder}/run:{name}", f"{folder}/run:scalar",
                    "--run", f"{folder}/run", codes=(0, 1))  # fmt: skip
    if not seen.startswith(("scalar", "SIMD")):
        return  # in part: the verdict has tests of its own
    verdict = "PASS" if seen.startswith("scalar") else "FAIL"
    must(f"other does not): {verdict}" in done.stdout, f"point 93 is not {verdict}: {done.stdout[:300]}")
    must((done.returncode == 0) == (verdict == "PASS"), f"point 93: exit code {done.returncode} for {verdict}")


def check(peers, program, name, wanted, multiply_adds):
    peer = check_list(program, peers, name)
    if peer is None:
        return 77
    with tempfile.TemporaryDirectory() as folder:
        check_protocol(peer["command"], folder)
        check_run(program, name, peer, multiply_adds, folder)
        seen = check_trace(program, name, wanted, multiply_adds, folder)
        if seen:
            check_attested(seen, folder)
            check_point93(program, name, seen, folder)
    return 0


def main(peers, program, name, wanted, multiply_adds):
    try:
        return check(peers, program, name, wanted, int(multiply_adds))
    except Fault as fault:
        print(f"FAILED: {name}: {fault}")
        return 1


sys.exit(main(*sys.argv[1:]))
