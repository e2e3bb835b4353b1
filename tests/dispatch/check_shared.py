"""The shared libfairlane: its soname, the version of each symbol, and that it exports what the public headers declare, no
less and no more. A library with one name less, one with one more, and a program that uses an unlisted one must be caught.
usage: check_shared.py PROJECT BUILD VERSION NM READELF CC LIBRARY ANOTHER_LIBRARY"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROJECT, BUILD, VERSION, NM, READELF, CC, LIBRARY, OTHER = sys.argv[1:9]
HEADERS = ("kernels/error.h", "kernels/isa.h", "kernels/kernel.h", "dispatch/cpu.h", "dispatch/dispatch.h")


def declared():
    """Functions and variables of the headers, outside of any braces."""
    names = set()
    for header in HEADERS:
        text = re.sub(r"/\*.*?\*/", "", (pathlib.Path(PROJECT) / header).read_text(), flags=re.S)
        text = re.sub(r"^\s*#.*(\\\n.*)*$", "", text, flags=re.M).replace('extern "C" {', "")
        while "{" in text:  # bodies and lists, the innermost first
            bare = re.sub(r"\{[^{}]*\}", " ", re.sub(r"\)\s*\{[^{}]*\}", ");", text))
            if bare == text:
                break
            text = bare
        for statement in text.split(";"):
            if re.search(r"\btypedef\b|\benum\b|\bstruct\b[^()]*$", statement):
                continue
            found = re.search(r"\b(fl_\w+)\s*(\(|\[|$)", statement.strip())
            names |= {found[1]} if found else set()
    return names


def exported(library):
    """{name: version}"""
    lines = subprocess.run([NM, "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
    symbols = (line.split()[-1] for line in lines.splitlines() if line.split()[-2] != "A")
    return dict((s.replace("@@", "@").split("@") + [""])[:2] for s in symbols)


def faults_of(library, wanted, version):
    found = exported(library)
    faults = [f"not exported: {name}" for name in sorted(wanted - set(found))]
    faults += [f"exported, and in no public header: {name}" for name in sorted(set(found) - wanted)]
    faults += [f"{name} has version '{v}'" for name, v in found.items() if v != f"FAIRLANE_{version}"]
    said = subprocess.run([READELF, "-d", library], capture_output=True, text=True, check=True).stdout
    soname = re.search(r"soname: \[(.*)\]", said)
    if not soname or soname[1] != f"libfairlane.so.{version}":
        faults.append(f"soname: {soname and soname[1]}")
    if "TEXTREL" in said:
        faults.append("its code is relocated")
    return faults


PROGRAM = """#include <fairlane/fairlane.h>
#include <stdio.h>
int main(void)
{
    static float weights[FL_WEIGHTS], bias[FL_OUTPUTS] = {1, 2}, input[FL_INPUTS], logits[FL_OUTPUTS];
    fl_error error;
    %s
    if (fl_force_kernel("scalar", &error) != FL_OK || fl_linear_784x2(weights, bias, input, logits) != FL_OK)
        return 1;
    printf("%%g %%g %%s\\n", logits[0], logits[1], fl_variants[0].name);
    return 0;
}
"""


def links(folder, extra):
    """Whether the program links with the library; where it does, what it says."""
    source, program = folder / "user.c", folder / "user"
    source.write_text(PROGRAM % extra)
    done = subprocess.run([CC, "-O0", "-I", f"{BUILD}/include", source, LIBRARY, f"-Wl,-rpath,{os.path.dirname(LIBRARY)}",
                           "-o", program], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, done.stderr
    return subprocess.run([program], capture_output=True, text=True, check=False).stdout, ""


def main():
    version = ".".join(VERSION.split(".")[:2])
    wanted = declared()
    if len(wanted) < 20 or not {"fl_linear_784x2", "fl_variants", "fl_chosen_function", "fl_fail"} <= wanted:
        sys.exit(f"the headers are not understood: {sorted(wanted)}")
    faults = faults_of(LIBRARY, wanted, version)
    for what, library, names in (("a name that is missing", LIBRARY, wanted | {"fl_absent"}),
                                 ("an unlisted symbol", LIBRARY, wanted - {"fl_judge"}), ("another library", OTHER, wanted)):
        if not faults_of(library, names, version):
            faults.append(f"not noticed: {what}")
    if not faults_of(LIBRARY, wanted, "0.1"):
        faults.append("not noticed: another version")
    with tempfile.TemporaryDirectory() as folder:
        said, why = links(pathlib.Path(folder), "")
        if said is None or not said.startswith("1 2 scalar"):
            faults.append(f"a program with the library: {said} {why}")
        said, why = links(pathlib.Path(folder), "extern const fl_kernel fl_kernel_scalar; if (!fl_kernel_scalar.run) return 2;")
        if said is not None or "fl_kernel_scalar" not in why:
            faults.append(f"a program that uses an unlisted symbol links: {said} {why}")
    for fault in faults:
        print(fault)
    if not faults:
        print(f"shared: {len(wanted)} symbols of version FAIRLANE_{version}, and no other")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
