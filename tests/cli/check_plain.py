"""Whatever a file, program, folder or variable is called: no escape sequence, no mark that reorders or hides text and
nothing that is not UTF-8 reaches standard output, standard error or a file of the lab.
usage: check_plain.py FAIRLANE TEST_RECORD ONE_CALL HONEST_PEER"""
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.append(sys.path[0] + "/..")
import lib  # noqa: E402

EVIL = b"e\x1b[2Jv\xe2\x80\xaei\xe2\x81\xa6l\xff\xc2\x9b31m"  # ESC, override, isolate, no UTF-8, CSI of one character
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
SECONDS = 300


def texts(node):
    """Every string of a JSON document, names included."""
    if isinstance(node, dict):
        for name, child in node.items():
            yield name
            yield from texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)
    elif isinstance(node, str):
        yield node


def unfit(data):
    """What must not be in these bytes, or None."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8: {data[max(0, error.start - 40):error.start + 20]!r}"
    found = UNFIT.search(text)
    if found:
        return f"{found.group()!r} in {text[max(0, found.start() - 40):found.start() + 20]!r}"
    try:
        document = json.loads(text)
    except ValueError:
        return None
    for one in texts(document):
        if UNFIT.search(one):
            return f"a JSON text holds {one!r}"
    return None


def main():
    fairlane, record, one_call, honest = map(os.fsencode, lib.paths())
    for planted in (b"\x1b[31m", b"\xe2\x80\xae", b"\xff", b'{"a": "\\u001b"}', b'{"\\u202e": 1}', b"a\xc2\x9bb"):
        if not unfit(planted):
            sys.exit(f"planted: {planted!r} goes unnoticed")
    if unfit("a\tb – µ\n".encode()):
        sys.exit("an honest text is refused")
    with lib.scratch() as folder:
        os.environ["TMPDIR"] = str(folder)
        for name in [name for name in os.environ if name.startswith("FAIRLANE")]:
            del os.environ[name]
        lib.result_file(record, EVIL + b".json")
        subprocess.run([fairlane, "model", "-o", "m"], check=True, stdout=subprocess.DEVNULL)
        shutil.copy("m", EVIL + b".safetensors")
        lib.honest_case(os.fsdecode(EVIL))
        for program, name in ((one_call, EVIL), (honest, EVIL + b"-peer")):
            shutil.copy(program, b"./bin-" + name)
        result, trace = EVIL + b".json", EVIL + b".trace"
        quick = ["run", "--quick", "--processes", "1", "--iterations", "100", "--quiet-wait", "0", "-k", "scalar"]
        commands = [
            (["compare", result + b":scalar", result + b":avx2"], {}),
            (["compare", result, b"missing" + EVIL], {}),
            (["compare", result + b":" + EVIL, result + b":avx2"], {}),
            (["bound", "--result", result], {}),
            (["point93", result + b":scalar", result + b":avx2"], {}),
            (["model", "--check", EVIL + b".safetensors"], {}),
            (["model", "--check", result], {}),
            (["disassemble", EVIL], {}),
            (["trace", "-o", trace, "--", b"./bin-" + EVIL], {}),
            (["trace", EVIL], {}),
            (["trace", "--function", EVIL, "--", b"./bin-" + EVIL], {}),
            (["select", "--match", trace], {}),
            (["select", "--class", EVIL], {}),
            (["peers", b"./bin-" + EVIL + b"-peer"], {}),
            (["peers", b"./bin-" + EVIL], {}),
            (["audit", EVIL + b"/case.json"], {}),
            (["audit", EVIL], {}),
            (quick + ["--model", EVIL + b".safetensors", "-o", EVIL + b"-run.json"], {}),
            (quick + ["--peer", b"./bin-" + EVIL + b"-peer"], {}),
            (["run", "-k", EVIL], {}),
            (["list", EVIL], {}),
            ([EVIL], {}),
            (["list"], {b"FAIRLANE_KERNEL": EVIL}),
            (["list"], {b"FAIRLANE_HIDE": EVIL}),
            (["peers"], {b"FAIRLANE_PEERS": EVIL}),
            (["list"], {b"BLIS_ARCH_TYPE": EVIL, b"OPENBLAS_CORETYPE": EVIL, b"ONEDNN_MAX_CPU_ISA": EVIL}),
        ]
        bad = count = 0
        for command, variables in commands:
            for form in ([], ["--json"]):
                words = [os.fsencode(word) for word in command]
                words[1:1] = [os.fsencode(word) for word in form]
                done = subprocess.run([fairlane] + words, env={**os.environb, **variables}, timeout=SECONDS,
                                      stdin=subprocess.DEVNULL, capture_output=True, check=False)
                told = {"standard output": done.stdout, "standard error": done.stderr}
                for name in (trace, EVIL + b"-run.json"):
                    if os.path.exists(name):
                        with open(name, "rb") as file:
                            told[f"the file {name!r}"] = file.read()
                for where, data in told.items():
                    what = unfit(data)
                    count += 1
                    if what:
                        print(f"fairlane {words}: {where}: {what}")
                        bad += 1
                if done.returncode < 0 or done.returncode > 3:
                    print(f"fairlane {words}: exit code {done.returncode}")
                    bad += 1
        if bad:
            sys.exit(f"{bad} texts are not plain")
        print(f"plain text: {count} outputs of {len(commands)} commands with hostile names hold nothing else")


if __name__ == "__main__":
    main()
