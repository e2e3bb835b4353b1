"""Parses C or C++ by libclang and prints the tree of one file; nothing of it is compiled or executed.

Standard input: {"main": path, "language": "c" or "c++", "files": {path: text, ...}, "options": [...]}.
Output: {"nodes": [[kind, line, parent, text], ...]}, parents before children, children in order; or {"error": "..."};
"absent": true with it where there is no libclang. The kinds are those of program.h. Types are told apart by libclang:
a conversion becomes a cast, a loop that counts becomes a range, std::vector a list, chrono's units factors.
Written for Python 3.8 and later, standard library only; libclang 12 and later.
"""
import json
import os
import re
import resource
import sys

from clang_expressions import *
from clang_library import *
from clang_nanobench import *
from clang_statements import *


class Tree(Statements, Expressions, Nanobench):
    """Of one file."""


# ---- the file ----


def is_known(path):
    if path.startswith(KNOWN_FOLDERS):
        return True
    base = path[:-2] if path.endswith(".h") else path
    return base in KNOWN_HEADERS or (path == base and re.fullmatch(r"[a-z_0-9]+", path) is not None)


def check_inclusions(unit, module):
    """What was read must be given or belong to the system; a header that nobody knows leads elsewhere."""
    outside = []

    def note(file, stack, depth, data):
        name = file_name(file)
        if depth and not name.startswith((ROOT, KNOWN)) and not os.path.realpath(name).startswith(
                ("/usr/include/", "/usr/lib/", "/usr/lib64/", "/usr/local/include/")):
            outside.append(os.path.abspath(name))

    lib.clang_getInclusions(unit, INCLUSION(note), None)
    if outside:
        raise ValueError("it includes a file outside of the folder and the system's headers: %s" % os.path.basename(outside[0]))


def includes(text):
    """Number of the line and what it names; None: a macro's."""
    for number, line in enumerate(re.sub(r"\\\n", " ", text).split("\n"), 1):
        match = re.match(r"\s*(?:#|%:|\?\?=)\s*(?:include|import|include_next|embed)\b\s*(.*)", line)
        if not match:
            continue
        name = re.match(r'<([^>]+)>|"([^"]+)"', match.group(1))
        yield number, (name.group(1) or name.group(2)) if name else None


def is_given(path, given):
    return any(os.path.normpath(os.path.join(folder, path)) in given for folder in {os.path.dirname(g) for g in given} | {""})


def refuse_includes(text, given, main):
    """Before anything is opened."""
    for number, path in includes(text):
        if path is None:
            raise ValueError("line %d: it includes what a macro names" % number)
        if path.startswith("/") or ".." in path.split("/") and os.path.normpath(
                os.path.join(os.path.dirname(main), path)) not in given:
            raise ValueError("line %d: it includes a file outside of the folder" % number)


def note_includes(text, module, given, left_out):
    """Headers of which nobody knows what they hold."""
    for number, path in includes(text):
        if not is_given(path, given) and not is_known(path) and not any(a <= number <= b for a, b in left_out):
            add("name", number, add("import", number, module, "#include " + path), path)


def complaints(unit, module):
    """Errors: a header that is missing is named, the rest is not understood."""
    for i in range(min(lib.clang_getNumDiagnostics(unit), 100)):
        one = lib.clang_getDiagnostic(unit, i)
        if lib.clang_getDiagnosticSeverity(one) < 3:
            continue
        text = text_of(lib.clang_getDiagnosticSpelling(one))
        line = place(lib.clang_getDiagnosticLocation(one))[1]
        missing = re.match(r"'(.*)' file not found", text)
        if missing:
            add("name", line, add("import", line, module, "#include " + missing.group(1)), missing.group(1))
            raise ValueError("line %d: the header %s could not be found: give its folder, or install its package"
                             % (line, missing.group(1)[:60]))
        raise ValueError("line %d: %s" % (line, text[:90]))


ELSEWHERE = re.compile(r"_WIN32|_WIN64|_MSC_VER|__APPLE__|__cplusplus|__MINGW32__|__EMSCRIPTEN__|__linux__|__unix__|__GNUC__")


told_macros = set()  # of the compiler's own those that the options of the build decide
COMPILERS = re.compile(r"\b(_\w*|EIGEN_\w+|OPENBLAS_\w+|HWY_\w+)\b")
DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(\w+)[ \t]*((?:.|\\\n)*)")


def chains(text):
    """Of each #if, #elif and #else with the line of it: the conditions of its chain up to there, the line of its #endif."""
    stack, found = [], {}
    for number, line in enumerate(re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S).split("\n"), 1):
        match = DIRECTIVE.match(line)
        word = match.group(1) if match else ""
        if word in ("if", "ifdef", "ifndef"):
            stack.append([match.group(2), [number]])
        elif word in ("elif", "elifdef", "elifndef", "else") and stack:
            stack[-1][0] += " " + match.group(2)
            stack[-1][1].append(number)
        elif word == "endif" and stack:
            conditions, lines = stack.pop()
            for one in lines:
                found[one] = conditions, number
    return found


def is_decided(condition, left_out):
    """Whether the options of the build decide it, and not the compiler's own macros, which are another's here."""
    names, seen = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"//.*", "", condition))) - {"defined"}, set()
    while names - seen:
        name = (names - seen).pop()
        seen.add(name)
        if name in told_macros:
            continue
        if COMPILERS.fullmatch(name):
            return False
        for one in list(texts.values()) + left_out:
            for body in re.findall(r"^[ \t]*#[ \t]*define[ \t]+%s\b(.*)$" % name, one, flags=re.M):
                if one in left_out:
                    return False
                names |= set(re.findall(r"[A-Za-z_]\w*", body))
    return True


def holds_code(text):
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    code = re.sub(r"^\s*#\s*(if|ifdef|ifndef|else|elif|endif|pragma|error|warning|undef|include)\b.*$|^\s*#\s*define\s+\w+\s*$", "",
                  code, flags=re.M)
    return bool(code.strip())


def shown(condition):
    return re.sub(r"\s+", " ", condition).strip()[:40]


def refuse_conditions(text, main):
    """How it was compiled is not told whole: what stands under a condition may have been left out, or been another."""
    lines = text.split("\n")
    for number, (condition, end) in sorted(chains(text).items()):
        guard = re.match(r"\s*#\s*define\s+%s\s*$" % re.escape(condition.strip()), lines[number]) and not holds_code(
            "\n".join(lines[end:]))  # of the whole file
        if holds_code("\n".join(lines[number:end - 1])) and not ELSEWHERE.search(condition) and not guard:
            raise ValueError("%sline %d: whether #if %s holds is not told: flags are missing" % (main, number, shown(condition)))


OPTIMISER = re.compile(r"\b__(OPTIMIZE|OPTIMIZE_SIZE|NO_INLINE|FAST_MATH|FINITE_MATH_ONLY|INCLUDE_LEVEL|COUNTER|AVX\w*|SSE\w*|FMA)__\b")


def refuse_optimiser(text, main):
    """What the optimiser's own macros decide is not what stands here: this reader does not optimise."""
    lines = text.split("\n")
    for number, (condition, end) in sorted(chains(text).items()):
        names = {match.group() for match in OPTIMISER.finditer(condition)} - told_macros
        if names and holds_code("\n".join(lines[number:end - 1])):
            raise ValueError("%sline %d: whether #if %s holds is not told: another compiler, CPU or flag" % (main, number, shown(condition)))


def left_out(unit, path, certain):
    """First and last of the lines of a file that this build leaves out. Where another would not, it is another program."""
    lines, found = [], lib.clang_getAllSkippedRanges(unit)
    ranges = []
    for i in range(found.contents.count if found else 0):
        one = found.contents.ranges[i]
        file, line, begin = place(lib.clang_getRangeStart(one))
        _, last, end = place(lib.clang_getRangeEnd(one))
        ranges.append((file_name(file), line, last, texts.get(file_name(file), "")[begin:end]))
    away = [text for name, line, _, text in ranges  # what another compiler may define
            if name in texts and not is_decided(chains(texts[name]).get(line, ("_", 0))[0], [])]
    for name, line, last, text in ranges:
        if name == path:
            lines.append((line, last))
        if name not in texts or not holds_code(text.partition("\n")[2]):
            continue
        condition = chains(texts[name]).get(line, ("?", 0))[0]
        if not ELSEWHERE.search(condition) and not (certain and is_decided(condition, away)):
            raise ValueError("%sline %d: whether #if %s holds is not told: another compiler, CPU or flag"
                             % ("" if name == path else os.path.basename(name) + ", ", line, shown(condition)))
    for name, text in texts.items():
        refuse_optimiser(text, "" if name == path else os.path.basename(name) + ", ")
    return lines


def included(unit):
    """The given files that are read."""
    found = []
    lib.clang_getInclusions(unit, INCLUSION(lambda file, stack, depth, data: found.append(file_name(file))), None)
    return [os.path.normpath(name) for name in found if os.path.normpath(name) in texts]


def told_options(options, plus):
    """The build's own, where they are of the kinds that are allowed: nothing that loads, and no path out of the folder."""
    told = []
    for option in options:
        match = re.fullmatch(r"(-I|-isystem|-iquote|-include)(\w[\w./+-]*|\.)", option)
        if match and ".." not in match.group(2).split("/"):
            told += [match.group(1), os.path.normpath(ROOT + match.group(2))]
        elif re.fullmatch(r"-[DU][A-Za-z_]\w*(=[\w.+-]*)?", option):
            told.append(option)
        elif option == "-O2" and not any(re.search(r"optimi[sz]e\s*(\(|on|off)", text) for text in texts.values()):
            told_macros.add("__OPTIMIZE__")  # a pragma changes it as well
            told.insert(0, "-D__OPTIMIZE__=1")
        elif re.fullmatch(r"-std=(c|gnu|iso9899:)(\+\+)?[\w]{2,8}", option) and ("++" in option) == plus:
            told.append(option)
    return told


def parse(request):
    main, given = request["main"], request["files"]
    for name, text in given.items():
        texts[ROOT + os.path.normpath(name)] = text
    path = ROOT + os.path.normpath(main)
    module = add("module", 1, -1)
    beside = {os.path.normpath(g) for g in given}
    for name, text in given.items():
        refuse_includes(text, beside, os.path.normpath(name))
    plus = request["language"] == "c++"
    options = ["-x", "c++" if plus else "c", "-std=gnu++17" if plus else "-std=gnu17", "-fno-spell-checking", "-w"]
    for folder in sorted({os.path.dirname(os.path.normpath(g)) for g in given}):
        options += ["-I", ROOT + folder]
    for folder in SYSTEM_FOLDERS:  # where packages put what their build files find
        options += ["-isystem", folder]
    told = told_options(request.get("options", []), plus)
    options = told + options if told else options
    options += [o for o in told if o.startswith("-std=")][-1:]
    options += ["-isystem", KNOWN]
    arguments = (ctypes.c_char_p * len(options))(*[o.encode() for o in options])
    opened = {**texts, **(known_headers() if plus else {})}
    unsaved = (Unsaved * len(opened))()
    kept = []
    for slot, (name, text) in zip(unsaved, opened.items()):
        kept.append((name.encode(), text.encode("utf-8", "replace")))
        slot.name, slot.contents, slot.length = kept[-1][0], kept[-1][1], len(kept[-1][1])
    unit = ctypes.c_void_p()
    index = lib.clang_createIndex(0, 0)
    status = lib.clang_parseTranslationUnit2(index, path.encode(), arguments, len(options), unsaved, len(opened), 1,
                                             ctypes.byref(unit))
    if status != 0 or not unit:
        raise MemoryError("it takes more memory than it may, or the parser fell over it")
    for name in texts:  # offsets count bytes
        if not texts[name].isascii():
            texts[name] = texts[name].encode("utf-8", "replace").decode("latin-1")
    check_inclusions(unit, module)
    complaints(unit, module)
    certain = request.get("certain", False)
    for name in included(unit) if not certain else ():
        refuse_conditions(texts[name], "" if name == path else os.path.basename(name) + ", ")
    note_includes(given[main], module, beside, left_out(unit, path, certain))
    tree = Tree(texts[path], path)
    own = {}  # file -> whether it is this one; what a macro makes stands where it is called
    for cursor in children(lib.clang_getTranslationUnitCursor(unit)):
        file = place(lib.clang_getCursorLocation(cursor))[0]
        if file not in own:
            own[file] = file_name(file) == path
        if own[file]:
            tree.top(cursor, module)


def main():
    global lib
    # The source may have been written to exhaust a parser.
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (15, 15))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(5000)
    request = json.load(sys.stdin)
    try:
        lib = load()
        if lib is None:
            answer = {"error": "there is no libclang to read it with: its packages are libclang1-14 and libclang-common-14-dev, or later ones", "absent": True}
        else:
            parse(request)
            answer = {"nodes": nodes}
    except (MemoryError, RecursionError) as error:
        answer = {"error": str(error) or "not enough memory", "limit": True}
    except (ValueError, AttributeError, TypeError, IndexError, KeyError) as error:
        answer = {"error": str(error) or type(error).__name__}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    sys.stdout.flush()
    os._exit(0)  # libclang's memory need not be given back piece by piece


if __name__ == "__main__":
    main()
