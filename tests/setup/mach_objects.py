"""The names that macOS objects leave open and that neither another object nor a library defines, one a line.

usage: mach_objects.py FOLDER [OBJECT…]     exit 1: there are such names
"""
import pathlib
import struct
import sys

SYMTAB, UNDEFINED_OR_COMMON, EXTERNAL, STAB = 2, 0, 1, 0xE0
# Of the libraries that a build there would link, and of the compiler's run-time.
LIBRARIES = ("hwloc_", "cJSON_", "archive_", "scols_", "SHA", "Sleef_", "cs_", "_Z", "__cxa_", "__gxx_", "_Unwind", "__gcc",
             "cblas_", "ggml_", "mkl_", "scipy_openblas_")


def symbols(path):
    """Yields each external name of a 64-bit object and whether it is defined there."""
    data = path.read_bytes()
    if data[:4] != b"\xcf\xfa\xed\xfe":
        raise SystemExit(f"{path}: no object of a 64-bit macOS")
    (commands,) = struct.unpack_from("<I", data, 16)
    at = 32
    for _ in range(commands):
        command, size = struct.unpack_from("<II", data, at)
        if command == SYMTAB:
            offset, count, strings, _ = struct.unpack_from("<4I", data, at + 8)
            for i in range(count):
                name, kind, _, _, value = struct.unpack_from("<IBBHQ", data, offset + 16 * i)
                if kind & STAB or not kind & EXTERNAL:
                    continue
                text = data[strings + name : data.index(b"\0", strings + name)].decode()
                defined = (kind & 0x0E) != UNDEFINED_OR_COMMON or value != 0
                yield text.removeprefix("_"), defined
        at += size


def of_the_system(headers):
    """The names in libSystem's list."""
    text = (headers / "libSystem.tbd").read_text()
    return {word.strip("',[]\"").removeprefix("_") for word in text.split()}


def main(folder, *more):
    objects = [p for p in pathlib.Path(folder).rglob("*.o") if p.stat().st_size] + [pathlib.Path(p) for p in more]
    if len(objects) < 100:
        raise SystemExit(f"{folder}: {len(objects)} objects: that is not all")
    defined, wanted = of_the_system(pathlib.Path(folder).parent / "build-macos-headers"), set()
    for path in objects:
        for name, is_defined in symbols(path):
            (defined if is_defined else wanted).add(name)
    missing = sorted(n for n in wanted - defined if not n.startswith(LIBRARIES))
    print("\n".join(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
