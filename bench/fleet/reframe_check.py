"""The laboratory as a check of ReFrame (PyPI: reframe-hpc), for sites that watch their nodes with it:

    reframe -c bench/fleet/reframe_check.py -r [-S program=/path/of/fairlane] [-S options='--quick']

Each own kernel that was measured is held to its distance from the least time that its node allows (÷ floor), and the
fastest to its speed-up over strict scalar code (x scalar). Both are ratios inside one run, so that one reference serves
all nodes; what a site knows better it gives by -S floor_limit=1.05 or -S least_speedup=8.
"""
import json
import os

import reframe as rfm
import reframe.utility.sanity as sn
from reframe.core.builtins import run_after, run_before, sanity_function, variable

# Hand-written kernels: loads are their limit, which is what their floor is.
HELD_TO_THE_FLOOR = ("sse", "avx", "avx2", "avx512", "neon")


@rfm.simple_test
class FairlaneCheck(rfm.RunOnlyRegressionTest):
    descr = "linear layer 784 -> 2: kernels against their floors and against scalar code"
    valid_systems = ["*"]
    valid_prog_environs = ["*"]
    num_tasks = 1
    exclusive_access = True
    time_limit = "10m"
    program = variable(str, value=os.environ.get("FAIRLANE", "fairlane"))
    options = variable(str, value="")
    floor_limit = variable(float, value=1.10)
    least_speedup = variable(float, value=2.0)
    keep_files = ["result.json"]

    @run_after("init")
    def set_command(self):
        self.executable = self.program
        self.executable_opts = ["run", "--output", "result.json", *self.options.split()]

    @sanity_function
    def every_kernel_was_verified(self):
        return sn.all([sn.assert_eq(self.job.exitcode, 0), sn.assert_found(r"^kernel ", self.stdout),
                       sn.assert_not_found(r"impossible", self.stdout)])

    @run_before("performance")
    def take_ratios(self):
        with open(os.path.join(self.stagedir, "result.json"), encoding="utf-8") as file:
            results = json.load(file)["results"]
        speedups = []
        self.perf_variables = {}
        references = {}
        for result in results:
            kernel, series = result["kernel"], (result["amortised"] or {}).get("independent")
            if not kernel or kernel["origin"] in ("library", "peer") or not series or not series["versus_baseline"]:
                continue
            speedups.append(series["versus_baseline"]["ratio"])
            floor = (result["bounds"] or {}).get("independent")
            if result["name"] in HELD_TO_THE_FLOOR and floor:
                name = f"{result['name']} over floor"
                self.perf_variables[name] = sn.make_performance_function(sn.defer(floor["ratio"]), "x")
                references[name] = (self.floor_limit, None, 0.0, "x")
        self.perf_variables["fastest over scalar"] = sn.make_performance_function(
            sn.defer(max(speedups, default=0.0)), "x")
        references["fastest over scalar"] = (self.least_speedup, 0.0, None, "x")
        self.reference = {"*": references}
