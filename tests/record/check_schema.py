"""Validates result and trace files against the JSON Schema with python3-jsonschema, and proves that it would notice: every
planted fault must be rejected. usage: check_schema.py SCHEMA FILE…  exit 77: the validator is not installed."""
import copy

from check_json import main


def planter(document):
    def planted(what, change):
        bad = copy.deepcopy(document)
        change(bad)
        return what, bad

    return planted


def faults_of_trace(document):
    planted = planter(document)
    yield planted("unknown version", lambda d: d.update(schema="fairlane.trace/2"))
    for name in list(document):
        if name not in ("version", "sums_counted", "conversions", "held_signals", "parts", "functions",
                        "chain_switches", "longest_chain", "choosers_sought", "scalar_alone", "choosers",
                        "uncounted_products", "hidden_by", "imitated"):  # only peers have the one, older traces not the others
            yield planted(f"without {name}", lambda d: d.pop(name))
        yield planted(f"{name} as an object", lambda d: d.update({name: {}}))
    for part in filter(document.get, ("arithmetic", "objects", "system_calls")):
        for name in set(document[part][0]) - {"sum_lanes", "ordered_lanes", "chained_lanes", "by_caller", "newer_instructions"}:
            yield planted(f"{part} without {name}", lambda d: d[part][0].pop(name))
        yield planted(f"misspelt {part}", lambda d: d[part][0].update(nam="x"))
    yield planted("misspelt member", lambda d: d.update(instruction=1))
    yield planted("negative count", lambda d: d.update(instructions=-1))
    yield planted("fraction of an instruction", lambda d: d.update(instructions=0.5))
    yield planted("no region", lambda d: d.update(regions=0))
    yield planted("unknown class", lambda d: d.update({"class": "SIMD-1024"}))
    yield planted("unknown class of sums", lambda d: d.update({"class": "products scalar, sums wide"}))
    yield planted("unknown width", lambda d: d["arithmetic"][0].update(width="257-bit"))
    yield planted("unknown element", lambda d: d["arithmetic"][0].update(element="float33"))


def faults_of_result(document):
    planted = planter(document)
    yield planted("unknown version", lambda d: d.update(schema="fairlane.result/2"))
    for name in list(document):
        yield planted(f"without {name}", lambda d: d.pop(name))
    for name in list(document["results"][0]):
        if not name.startswith("samples_") and name not in ("peer", "distribution"):
            yield planted(f"result without {name}", lambda d: d["results"][0].pop(name))
    yield planted("negative mean", lambda d: d["results"][0].update(mean_us=-3))
    yield planted("mean as text", lambda d: d["results"][0].update(mean_us="3"))
    yield planted("fraction of an iteration", lambda d: d["results"][0].update(iterations=1.5))
    yield planted("negative sample", lambda d: d["results"][0].update(samples_ns=[1, -1]))
    yield planted("text among the samples", lambda d: d["results"][0].update(samples_ns=[1, "2"]))
    yield planted("empty name", lambda d: d["results"][0].update(name=""))
    yield planted("misspelt member", lambda d: d["results"][0].update(p50_uss=1))
    yield planted("misspelt environment", lambda d: d["environment"].update(cpuu=""))
    yield planted("results as object", lambda d: d.update(results={}))
    yield planted("hash of the wrong length", lambda d: d["model"].update(sha256="abc"))
    yield planted("interval of three", lambda d: d["results"][0].update(p50_interval_ns={"low": 1, "high": 2}))
    for index, result in enumerate(document["results"]):
        if "peer" not in result:
            continue
        for name in set(result["peer"]) - {"empty_call"}:
            yield planted(f"peer without {name}", lambda d: d["results"][index]["peer"].pop(name))
        yield planted("peer with another member", lambda d: d["results"][index]["peer"].update(x=1))
        yield planted("peer as null", lambda d: d["results"][index].update(peer=None))
        yield planted("peer that returns tea", lambda d: d["results"][index]["peer"].update(predict_returns="tea"))
        yield planted("fact without value", lambda d: d["results"][index]["peer"]["facts"][0].pop("value"))
    yield planted("run of three", lambda d: d["results"][0].update(samples_process_runs=[[1, 2, 3]]))


KINDS = {"fairlane.result/1": faults_of_result, "fairlane.trace/1": faults_of_trace}
main(lambda document: KINDS[document["schema"]](document))
