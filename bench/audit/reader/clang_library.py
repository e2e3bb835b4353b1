"""What the reader of C and C++ asks of libclang: its functions by ctypes, cursors, places and types. The first part of one
script: CMake puts clang_library.py, clang_statements.py, clang_expressions.py and clang_tree.py behind one another.
Python 3.8 and later, standard library only; libclang 12 and later.
"""
import ctypes
import glob
import os
import re

MOST_NODES = 38000  # what the reader of the answer takes
DEEPEST = 140
ROOT = "/fairlane-sources/"  # where the files stand for libclang; nothing is written
nodes = []
children_of = []

# Headers of which it is known what they declare; C++'s own have neither folder nor ending.
KNOWN_HEADERS = set(
    "assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic "
    "stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype unistd sched pthread "
    "malloc sys/time sys/types sys/stat sys/mman sys/resource sys/utsname strings getopt cblas nanobench immintrin "
    "x86intrin xmmintrin emmintrin arm_neon cpuid features".split()
)
KNOWN_FOLDERS = ("benchmark/", "Eigen/", "bits/", "nanobench/")
SYSTEM_FOLDERS = [folder for folder in ("/usr/include/eigen3", "/usr/include/openblas") if os.path.isdir(folder)]
CLOCKS = {0: "CLOCK_REALTIME", 1: "CLOCK_MONOTONIC", 2: "CLOCK_PROCESS_CPUTIME_ID", 3: "CLOCK_THREAD_CPUTIME_ID",
          4: "CLOCK_MONOTONIC_RAW", 5: "CLOCK_REALTIME_COARSE", 6: "CLOCK_MONOTONIC_COARSE", 7: "CLOCK_BOOTTIME"}
BINARY = ["<<=", ">>=", "->*", ".*", "<=>", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=",
          "|=", "^=", "=", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", ","]
OTHER_NAMES = {"&&": "and", "||": "or"}
METHODS = {"size": "len", "push_back": "push", "emplace_back": "push", "pop_back": "pop", "erase": "remove"}
PASSING = {"data", "begin", "end", "cbegin", "cend", "get", "c_str", "value"}


def add(kind, line, parent, text=""):
    if len(nodes) >= MOST_NODES:
        raise ValueError("the source is too long")
    text = str(text).encode("utf-8", "replace").decode("utf-8")
    nodes.append([kind, line, parent, "".join(c if c.isprintable() else "?" for c in text)[:4000]])
    children_of.append([])
    if parent >= 0:
        children_of[parent].append(len(nodes) - 1)
    return len(nodes) - 1


# What a node is marked with, as a fifth element.
FORCED, OF_FILE, OF_ALL, COPIED, MOVED = 1, 2, 4, 8, 16


def mark(node, marks):
    if marks:
        nodes[node][4:] = [marks | (nodes[node] + [0])[4]]


# ---- libclang ----


class Cursor(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("xdata", ctypes.c_int), ("data", ctypes.c_void_p * 3)]


class Type(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("data", ctypes.c_void_p * 2)]


class Location(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p * 2), ("int_data", ctypes.c_uint)]


class Range(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p * 2), ("begin", ctypes.c_uint), ("end", ctypes.c_uint)]


class String(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("flags", ctypes.c_uint)]


class Unsaved(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("contents", ctypes.c_char_p), ("length", ctypes.c_ulong)]


class RangeList(ctypes.Structure):
    _fields_ = [("count", ctypes.c_uint), ("ranges", ctypes.POINTER(Range))]


VISITOR = ctypes.CFUNCTYPE(ctypes.c_int, Cursor, Cursor, ctypes.c_void_p)
INCLUSION = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Location), ctypes.c_uint, ctypes.c_void_p)
SIGNATURES = {  # name: result, arguments
    "createIndex": (ctypes.c_void_p, ctypes.c_int, ctypes.c_int),
    "parseTranslationUnit2": (ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int,
                              ctypes.POINTER(Unsaved), ctypes.c_uint, ctypes.c_uint, ctypes.POINTER(ctypes.c_void_p)),
    "getTranslationUnitCursor": (Cursor, ctypes.c_void_p),
    "visitChildren": (ctypes.c_uint, Cursor, VISITOR, ctypes.c_void_p),
    "getCursorLocation": (Location, Cursor),
    "getExpansionLocation": (None, Location, *[ctypes.c_void_p] * 4),
    "getSpellingLocation": (None, Location, *[ctypes.c_void_p] * 4),
    "getCursorExtent": (Range, Cursor),
    "getRangeStart": (Location, Range),
    "getRangeEnd": (Location, Range),
    "getCursorSpelling": (String, Cursor),
    "getCursorKindSpelling": (String, ctypes.c_int),
    "getTypeSpelling": (String, Type),
    "getFileName": (String, ctypes.c_void_p),
    "getCString": (ctypes.c_char_p, String),
    "disposeString": (None, String),
    "getCursorType": (Type, Cursor),
    "getCanonicalType": (Type, Type),
    "getArraySize": (ctypes.c_longlong, Type),
    "getArrayElementType": (Type, Type),
    "getPointeeType": (Type, Type),
    "getTypeDeclaration": (Cursor, Type),
    "getCursorReferenced": (Cursor, Cursor),
    "getCursorDefinition": (Cursor, Cursor),
    "isCursorDefinition": (ctypes.c_uint, Cursor),
    "getCursorSemanticParent": (Cursor, Cursor),
    "getCursorLinkage": (ctypes.c_int, Cursor),
    "isVolatileQualifiedType": (ctypes.c_uint, Type),
    "Cursor_getNumArguments": (ctypes.c_int, Cursor),
    "Cursor_getArgument": (Cursor, Cursor, ctypes.c_uint),
    "Cursor_getVarDeclInitializer": (Cursor, Cursor),
    "Cursor_Evaluate": (ctypes.c_void_p, Cursor),
    "EvalResult_getKind": (ctypes.c_int, ctypes.c_void_p),
    "EvalResult_getAsLongLong": (ctypes.c_longlong, ctypes.c_void_p),
    "EvalResult_getAsDouble": (ctypes.c_double, ctypes.c_void_p),
    "EvalResult_getAsStr": (ctypes.c_char_p, ctypes.c_void_p),
    "EvalResult_dispose": (None, ctypes.c_void_p),
    "hashCursor": (ctypes.c_uint, Cursor),
    "equalCursors": (ctypes.c_uint, Cursor, Cursor),
    "getInclusions": (None, ctypes.c_void_p, INCLUSION, ctypes.c_void_p),
    "getNumDiagnostics": (ctypes.c_uint, ctypes.c_void_p),
    "getDiagnostic": (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint),
    "getDiagnosticSeverity": (ctypes.c_int, ctypes.c_void_p),
    "getDiagnosticSpelling": (String, ctypes.c_void_p),
    "getDiagnosticLocation": (Location, ctypes.c_void_p),
    "getAllSkippedRanges": (ctypes.POINTER(RangeList), ctypes.c_void_p),
}


def load():
    names = ["libclang.so", "libclang.so.1"]
    for pattern in ("/usr/lib/llvm-*/lib/libclang.so.1", "/usr/lib/llvm-*/lib/libclang-*.so.1", "/usr/lib*/*/libclang-*.so.*",
                    "/usr/lib*/libclang.so.*", "/usr/lib/llvm*/lib/libclang.so*"):
        names += sorted(glob.glob(pattern), reverse=True)
    for name in names:
        try:
            library = ctypes.CDLL(name)
            for function, (result, *arguments) in SIGNATURES.items():
                entry = getattr(library, "clang_" + function)
                entry.restype, entry.argtypes = result, arguments
            return library
        except (OSError, AttributeError):
            continue
    return None


lib = None


def text_of(string):
    value = lib.clang_getCString(string)
    text = value.decode("utf-8", "replace") if value else ""
    lib.clang_disposeString(string)
    return text


kind_names = {}


def kind(cursor):
    """"CallExpr", "ForStmt" ..., as libclang spells it"""
    if cursor.kind not in kind_names:
        kind_names[cursor.kind] = text_of(lib.clang_getCursorKindSpelling(cursor.kind))
    return kind_names[cursor.kind]


def spelling(cursor):
    return text_of(lib.clang_getCursorSpelling(cursor))


def children(cursor):
    found = []
    keep = VISITOR(lambda child, parent, data: (found.append(Cursor.from_buffer_copy(child)), 1)[1])
    lib.clang_visitChildren(cursor, keep, None)
    return found


def place(location, spelled=False):
    """file, line, offset"""
    file, line, column, offset = ctypes.c_void_p(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    where = lib.clang_getSpellingLocation if spelled else lib.clang_getExpansionLocation
    where(location, ctypes.byref(file), ctypes.byref(line), ctypes.byref(column), ctypes.byref(offset))
    return file.value, line.value, offset.value


def line_of(cursor):
    return place(lib.clang_getCursorLocation(cursor))[1]


def extent(cursor, spelled=False):
    whole = lib.clang_getCursorExtent(cursor)
    file, _, begin = place(lib.clang_getRangeStart(whole), spelled)
    _, _, end = place(lib.clang_getRangeEnd(whole), spelled)
    return file, begin, end


def file_name(file):
    return text_of(lib.clang_getFileName(file)) if file else ""


def type_text(cursor):
    return text_of(lib.clang_getTypeSpelling(lib.clang_getCanonicalType(lib.clang_getCursorType(cursor))))


def marks_of(cursor):
    """Of an expression or a declaration: is each access to it carried out, and who else can read it?"""
    what = lib.clang_getCursorType(cursor)
    forced = lib.clang_isVolatileQualifiedType(what) or lib.clang_isVolatileQualifiedType(lib.clang_getCanonicalType(what))
    atomic = re.match(r"(const )?(_Atomic\b|std::(__\w+::)?atomic<)", type_text(cursor))
    named = lib.clang_getCursorReferenced(cursor)
    linkage = lib.clang_getCursorLinkage(named) if kind(named) == "VarDecl" else 1
    return (FORCED if forced or atomic else 0) | (OF_ALL if linkage == 4 else OF_FILE if linkage > 1 else 0)


def bare(text):
    return re.sub(r"\b(const|volatile|restrict|__restrict|struct|class|enum)\b|&", "", text).strip()


NUMBERS = {"float": "f32", "double": "f64", "long double": "f64", "bool": "u8", "_Bool": "u8", "char": "i8", "signed char": "i8",
           "unsigned char": "u8", "short": "i16", "unsigned short": "u16", "int": "i32", "unsigned int": "u32", "long": "i64",
           "unsigned long": "u64", "long long": "i64", "unsigned long long": "u64", "__int128": "i128"}


def number_type(text):
    return NUMBERS.get(bare(text))


def evaluated(cursor):
    result = lib.clang_Cursor_Evaluate(cursor)
    if not result:
        return None
    what, value = lib.clang_EvalResult_getKind(result), None
    if what == 1:
        value = lib.clang_EvalResult_getAsLongLong(result)
    elif what == 2:
        value = lib.clang_EvalResult_getAsDouble(result)
    elif what in (3, 4, 5):
        text = lib.clang_EvalResult_getAsStr(result)
        value = text.decode("utf-8", "replace") if text is not None else None
    lib.clang_EvalResult_dispose(result)
    return value


ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def literal(cursor):
    """The text of a string."""
    value = evaluated(cursor)
    if isinstance(value, str):
        return value
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match.group(1), match.group(1)), spelling(cursor)[1:-1], flags=re.S)


def stripped(cursor):
    """Without parentheses and implicit conversions."""
    while kind(cursor) in ("UnexposedExpr", "ParenExpr", "CStyleCastExpr", "CXXStaticCastExpr", "CXXFunctionalCastExpr"):
        inner = [c for c in children(cursor) if not kind(c).endswith("Ref") and kind(c) != "TypeRef"]
        if len(inner) != 1:
            return cursor
        cursor = inner[0]
    return cursor


def unit_of(text):
    """Nanoseconds of one step of a std::chrono::duration, and whether it counts whole ones; None of other types."""
    match = re.search(r"duration<([\w ]+)(?:, std::(?:__\w+::)?ratio<(\d+)L?(?:, (\d+)L?)?>\s*)?>", text)
    if not match:
        return None
    over, under = int(match.group(2) or 1), int(match.group(3) or 1)
    return 1e9 * over / under, match.group(1).strip() not in ("double", "float", "long double")


def is_eigen(text):
    return "Eigen::" in text and "<" in text


def is_container(text):
    return re.match(r"(?:const )?std::(?:__\w+::)?(vector|array|deque|valarray|span)<", text)


def unfolded(text, deep=0):
    """A macro's name gives way to what it stands for, in the files that are given."""
    name = re.match(r"[A-Za-z_]\w*", text)
    if not name or deep > 4:
        return text[:40] if deep == 0 else text
    if re.search(r"ALWAYS_INLINE|FORCE_?INLINE", name.group()):
        return "always_inline"
    for one in texts.values():
        body = re.search(r"^[ \t]*#[ \t]*define[ \t]+%s\b(.*)$" % name.group(), one, flags=re.M)
        if body:
            return " ".join(unfolded(word, deep + 1) for word in body.group(1).split())
    return text[:40] if deep == 0 else text


def assembly(text, deep=0):
    """The text of an assembler statement, which a macro may hold."""
    if re.match(r"(__)?asm(__)?\b", text):
        return text
    name = re.match(r"\w+", text)
    for one in texts.values() if name and deep < 4 else ():
        body = re.search(r"^[ \t]*#[ \t]*define[ \t]+%s\b(?:\([^)]*\))?((?:\\\n|.)*)$" % name.group(), one, flags=re.M)
        if body:
            return assembly(re.sub(r"^do\s*\{\s*", "", body.group(1).replace("\\\n", " ").strip()), deep + 1)
    return ""


def barrier(text):
    """The constraints of a statement without an instruction, and whether it may read memory; None where it may do more."""
    match = re.match(r"(?:__)?asm(?:__)?\s*((?:(?:__)?(?:volatile|inline)(?:__)?\s*)*)\(\s*\"\"\s*(?=[:)])", text)
    if not match:
        return None, False
    parts, depth, quoted = [""], 1, False
    for c in text[match.end():]:
        quoted ^= c == '"'
        depth += 0 if quoted else (c == "(") - (c == ")")
        if depth == 0:
            break
        if c == ":" and depth == 1 and not quoted:
            parts.append("")
        elif depth == 1:
            parts[-1] += c
    made, given, other = ([re.findall(r'"([^"]*)"', part) for part in parts[1:]] + [[], [], []])[:3]
    if any(not one.startswith("+") for one in made) or made and "volatile" not in match.group(1):
        return None, False
    return made + given, "memory" in other


def is_iterator(text):
    return "iterator" in text or text.endswith("*")


texts = {}  # of the files by libclang's name for them
