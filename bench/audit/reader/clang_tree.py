"""Parses C or C++ by libclang and prints the tree of one file; nothing of it is compiled or executed.

Standard input: {"main": path, "language": "c" or "c++", "files": {path: text, ...}, "options": [...]}.
Output: {"nodes": [[kind, line, parent, text], ...]}, parents before children, children in order; or {"error": "..."};
"absent": true with it where there is no libclang. The kinds are those of program.h. Types are told apart by libclang:
a conversion becomes a cast, a loop that counts becomes a range, std::vector a list, chrono's units factors.
Written for Python 3.8 and later, standard library only; libclang 12 and later.
"""
import ctypes
import glob
import json
import os
import re
import resource
import sys

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
    match = re.search(r"duration<([\w ]+)(?:, std::(?:__\w+::)?ratio<(\d+)(?:L?), (\d+)(?:L?)>\s*)?>", text)
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


class Tree:
    """One method per kind of cursor; each adds its nodes below a parent."""

    def __init__(self, source, path):
        self.source, self.path = source, path
        self.line = 1
        self.depth = 0
        self.names = {}  # of a function: declaration -> name in the tree
        self.used = {}

    def add(self, what, parent, text=""):
        return add(what, self.line, parent, text)

    def name(self, text, parent):
        """a.b.c as fields"""
        *before, last = text.split(".")
        here = self.add("field", parent, last) if before else self.add("name", parent, last)
        if before:
            self.name(".".join(before), here)

    def call(self, text, parent):
        here = self.add("call", parent)
        self.name(text, here)
        return here

    def number(self, value, parent):
        if isinstance(value, float):
            text = repr(value) if "." in repr(value) or "e" in repr(value) else repr(value) + ".0"
            if "inf" in text or "nan" in text:
                return self.add("opaque", parent, "number")
            return self.add("number", parent, text)
        return self.add("number", parent, str(int(value)))

    def opaque(self, cursor, parent, text=None):
        here = self.add("opaque", parent, text or kind(cursor))
        for child in children(cursor):
            if kind(child).endswith(("Expr", "Operator", "Stmt", "Literal")):
                self.visit(child, here)

    # ---- names ----

    def declared(self, cursor):
        """The name of a variable: of two that are called alike in one function the second one has another."""
        key, name = lib.clang_hashCursor(cursor), spelling(cursor)
        if key not in self.names:
            count = self.used.get(name, 0)
            self.used[name] = count + 1
            self.names[key] = name if count == 0 else "%s@%d" % (name, count + 1)
        return self.names[key]

    def referred(self, cursor):
        """The dotted name of a declaration."""
        key = lib.clang_hashCursor(cursor)
        if key in self.names:
            return self.names[key]
        name, up = spelling(cursor), lib.clang_getCursorSemanticParent(cursor)
        own = file_name(place(lib.clang_getCursorLocation(cursor))[0]).startswith(ROOT)
        while not own and kind(up) in ("Namespace", "StructDecl", "ClassDecl", "ClassTemplate"):
            part = spelling(up)
            if part and not part.startswith("__") and part != "_V2":
                name = part + "." + name
            up = lib.clang_getCursorSemanticParent(up)
        return re.sub(r"<.*?>", "", name) or "?"

    # ---- dispatch ----

    def visit(self, cursor, parent):
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("it is nested too deeply")
        before = self.line
        self.line = line_of(cursor) or before
        method = getattr(self, kind(cursor), None)
        if method:
            method(cursor, parent)
        else:
            self.opaque(cursor, parent)
        self.line = before if kind(cursor).endswith(("Expr", "Operator", "Literal")) else self.line
        self.depth -= 1

    def block(self, cursor, parent):
        here = self.add("block", parent)
        self.statements(cursor, here)
        return here

    def statements(self, cursor, parent):
        for child in children(cursor) if kind(cursor) == "CompoundStmt" else [cursor]:
            if kind(child) == "CompoundStmt":
                self.statements(child, parent)
            else:
                self.visit(child, parent)

    # ---- declarations ----

    def top(self, cursor, parent):
        if kind(cursor) in ("Namespace", "LinkageSpec", "UnexposedDecl"):
            for child in children(cursor):
                self.top(child, parent)
        elif kind(cursor) in ("FunctionDecl", "FunctionTemplate", "CXXMethod", "CXXConstructor", "CXXDestructor", "VarDecl",
                              "StructDecl", "ClassDecl", "ClassTemplate", "CXXConversion"):
            self.line = line_of(cursor)
            getattr(self, kind(cursor))(cursor, parent)
        elif "asm" in kind(cursor).lower():
            self.add("opaque", parent, "statement")

    def FunctionDecl(self, cursor, parent):
        name, parts = spelling(cursor), children(cursor)
        body = [c for c in parts if kind(c) in ("CompoundStmt", "CXXTryStmt")]
        name = re.sub(r"<.*", "", name)
        if kind(cursor) == "CXXConstructor":
            name = "__init__"
        elif name == "operator()":
            name = "__call__"
        if not body:
            text = self.source[slice(*extent(cursor)[1:])]
            if not re.search(r"=\s*(default|delete)\s*$", text) and kind(cursor) != "CXXMethod":
                self.add("name", self.add("import", parent, "extern." + name), name)
            return
        kept = self.names, self.used
        self.names, self.used = dict(self.names), {}
        here = self.add("function", parent, name)
        parameters = self.add("parameters", here)
        for part in parts:
            if kind(part) == "ParmDecl":
                self.add("parameter", parameters, self.declared(part) or "_")
        self.block(body[0], here)
        self.attributes(parts, here)
        self.names, self.used = kept

    FunctionTemplate = CXXMethod = CXXConstructor = CXXDestructor = CXXConversion = FunctionDecl

    def attributes(self, parts, parent):
        """Those that change how code is generated."""
        for part in parts:
            if "attr" not in kind(part).lower():
                continue
            file, begin, _ = extent(part)
            text = unfolded(texts.get(file_name(file), "")[begin : begin + 200])
            if re.search(r"^(\w+::)?_*(always_inline|forceinline)|\b_*always_inline\b|__forceinline", text):
                here = self.add("call", self.add("attribute", parent, "inline"))
                self.add("name", here, "inline")
                self.add("name", here, "always")
            elif re.match(r"(\w+::)?_*target|.*__attribute__\s*\(\(\s*_*target", text):
                self.add("name", self.add("attribute", parent, "target_feature"), "target_feature")

    def StructDecl(self, cursor, parent):
        if not lib.clang_isCursorDefinition(cursor):
            return
        here = self.add("class", parent, spelling(cursor) or "_")
        bases = self.add("bases", here)
        block = self.add("block", here)
        for child in children(cursor):
            if kind(child) == "C++ base class specifier":
                self.add("name", bases, re.sub(r"^(struct|class) ", "", spelling(child)))
            elif kind(child) == "FieldDecl":
                value = [c for c in children(child) if kind(c).endswith(("Expr", "Literal", "Operator"))]
                if value:
                    assign = self.add("assign", block, "=")
                    self.add("name", assign, spelling(child))
                    self.visit(value[-1], assign)
            else:
                self.top(child, block)

    ClassDecl = ClassTemplate = StructDecl

    def DeclStmt(self, cursor, parent):
        for child in children(cursor):
            if kind(child) == "VarDecl":
                self.VarDecl(child, parent)
            elif kind(child) in ("StructDecl", "ClassDecl"):
                self.StructDecl(child, parent)
            elif kind(child) == "FunctionDecl":
                self.FunctionDecl(child, parent)
            elif kind(child) not in ("TypeRef", "TypedefDecl", "TypeAliasDecl", "UsingDeclaration", "UsingDirective", "EnumDecl",
                                     "NamespaceAlias", "NamespaceRef", "StaticAssert"):
                self.add("opaque", parent, "statement")

    def VarDecl(self, cursor, parent):
        value = lib.clang_Cursor_getVarDeclInitializer(cursor)
        if spelling(cursor).startswith(("benchmark_uniq", "_benchmark_", "benchmark_UNIQ")):
            self.registered(cursor, parent)
            return
        has = kind(value) not in ("InvalidFile", "") and not kind(value).startswith("Invalid")
        kind_of = type_text(cursor)
        made = is_container(kind_of)
        array = re.search(r"\[\d*\]$", kind_of)
        text = self.source[slice(*extent(cursor)[1:])]
        if "extern" in text.split() and not has:
            self.add("name", self.add("import", parent, "extern." + spelling(cursor)), spelling(cursor))
            return
        if not has and not array:
            return
        assign = self.add("assign", parent, "=")
        self.add("name", assign, self.declared(cursor))
        if array:
            self.array(lib.clang_getCanonicalType(lib.clang_getCursorType(cursor)), value if has else None, assign)
        elif made:
            self.container(value, made.group(1), kind_of, assign)
        else:
            self.visit(value, assign)

    def registered(self, cursor, parent):
        """BENCHMARK(function)"""
        stack, found = [cursor], None
        while stack:
            one = stack.pop()
            if kind(one) == "DeclRefExpr" and kind(lib.clang_getCursorReferenced(one)).startswith("Function"):
                if file_name(place(lib.clang_getCursorLocation(lib.clang_getCursorReferenced(one)))[0]).startswith(ROOT):
                    found = spelling(one)
            stack += children(one)
        here = self.call("benchmark.register", parent)
        if found:  # it calls it
            call = self.add("call", here)
            self.add("name", call, found)
            self.add("opaque", call, "state")

    def array(self, what, value, parent):
        """T x[n], T x[n] = {...}"""
        size = lib.clang_getArraySize(what)
        items = children(value) if value is not None and kind(value) == "InitListExpr" else None
        if value is not None and items is None:
            self.visit(value, parent)
        elif items and (len(items) == size or size <= 0):
            self.visit(value, parent)
        elif items is not None and (len(items) > 1 or (items and evaluated(items[0]) not in (0, 0.0))):
            self.opaque(value, parent)
        else:
            here = self.add("repeat", parent)
            inner = lib.clang_getArrayElementType(what)
            if lib.clang_getArraySize(inner) >= 0:
                self.array(inner, None, here)
            elif items is None:
                self.add("none", here)
            else:
                self.number(0.0 if "float" in text_of(lib.clang_getTypeSpelling(inner)) else 0, here)
            if size >= 0:
                self.number(size, here)
            else:
                self.add("opaque", here, "size")

    def container(self, value, what, text, parent):
        """std::vector<T> x, x(n), x(n, v), x{...}, x(y.begin(), y.end())"""
        value = self.uncovered(value)
        if what == "array":
            size = re.search(r", (\d+)(?:UL)?>", text)
            items = [c for c in children(value) if kind(c).endswith(("Expr", "Literal", "Operator"))]
            if kind(value) == "InitListExpr" and len(items) == 1 and kind(items[0]) == "InitListExpr" and children(items[0]):
                self.visit(items[0], parent)
            elif size and (kind(value) == "CallExpr" or not any(children(c) for c in items)):
                here = self.add("repeat", parent)
                self.add("none", here)
                self.number(int(size.group(1)), here)
            else:
                self.visit(value, parent)
            return
        if kind(value) == "InitListExpr":
            here = self.add("list", parent, "vec!")
            for child in children(value):
                self.visit(child, here)
            return
        if kind(value) != "CallExpr" or not re.match(r"vector|deque|valarray", spelling(value)):
            self.visit(value, parent)
            return
        count = lib.clang_Cursor_getNumArguments(value)
        given = [lib.clang_Cursor_getArgument(value, i) for i in range(max(count, 0))]
        given = [g for g in given if not kind(g).startswith("Invalid") and "allocator" not in type_text(g)]
        whole = [number_type(type_text(g)) for g in given]
        if not given:
            self.add("list", parent, "vec!")
        elif len(given) == 2 and is_iterator(type_text(given[0])):
            self.visit(given[0], parent)
        elif whole[0] and len(given) <= 2:
            here = self.add("repeat", parent, "vec!")
            if len(given) == 2 and kind(stripped(given[1])) != "CXXDefaultArgExpr":
                self.visit(given[1], here)
            else:
                self.number(0, here)
            self.visit(given[0], here)
        else:
            self.visit(given[0], parent)

    @staticmethod
    def uncovered(value):
        while kind(value) in ("UnexposedExpr", "ParenExpr") and len(children(value)) == 1:
            value = children(value)[0]
        return value

    # ---- statements ----

    def CompoundStmt(self, cursor, parent):
        self.statements(cursor, parent)

    def NullStmt(self, cursor, parent):
        pass

    def ReturnStmt(self, cursor, parent):
        here = self.add("return", parent)
        for child in children(cursor):
            self.visit(child, here)

    def BreakStmt(self, cursor, parent):
        self.add("break", parent)

    def ContinueStmt(self, cursor, parent):
        self.add("continue", parent)

    def IfStmt(self, cursor, parent):
        parts = children(cursor)
        while parts and kind(parts[0]) in ("VarDecl", "DeclStmt"):
            self.visit(parts.pop(0), parent)
        here = self.add("if", parent)
        if len(parts) < 2:
            nodes[here][0] = "opaque"
            return
        self.visit(parts[0], here)
        for part in parts[1:3]:
            if kind(part) == "IfStmt" and part is parts[-1] and len(parts) > 2:
                self.visit(part, here)
            else:
                self.block(part, here)

    def WhileStmt(self, cursor, parent):
        parts = children(cursor)
        if len(parts) == 2 and "KeepRunning" in self.source[slice(*extent(parts[0])[1:])]:
            self.measured(self.add("while", parent), lambda here: self.visit(parts[0], here), parts[1])
            return
        here = self.add("while", parent)
        if len(parts) != 2:
            nodes[here][0] = "opaque"
            return
        self.visit(parts[0], here)
        self.block(parts[1], here)

    def DoStmt(self, cursor, parent):
        body, condition = children(cursor)
        if evaluated(condition) == 0:
            self.statements(body, parent)
            return
        here = self.add("while", parent)
        self.visit(condition, here)
        self.block(body, here)

    def slots(self, cursor):
        """init, condition, step, body of a for; None where there is none."""
        _, begin, end = extent(cursor)
        parts = children(cursor)
        ends, depth = [], 0
        at = self.source.find("(", begin)
        while 0 <= at < end and len(ends) < 3:
            c = self.source[at]
            depth += (c in "([{") - (c in ")]}")
            if (c == ";" and depth == 1) or (c == ")" and depth == 0):
                ends.append(at)
            at += 1
        found = [None] * 4
        for part in parts[:-1]:
            start = extent(part)[1]
            slot = sum(start > e for e in ends)
            if slot > 2 or found[slot] is not None:
                raise ValueError("a loop could not be taken apart")
            found[slot] = part
        found[3] = parts[-1]
        return found

    def counts(self, init, condition, step):
        """for (int i = a; i < b; i += c): variable, its name's cursor, from, to, operator, step; None of others."""
        if not (init and condition and step) or kind(stripped(condition)) != "BinaryOperator":
            return None
        variable = begin = None
        if kind(init) == "DeclStmt" and len(children(init)) == 1 and kind(children(init)[0]) == "VarDecl":
            variable = children(init)[0]
            begin = lib.clang_Cursor_getVarDeclInitializer(variable)
        elif kind(init) == "BinaryOperator" and self.operator(init) == "=":
            left, begin = children(init)
            variable = lib.clang_getCursorReferenced(stripped(left))
        if variable is None or kind(begin).startswith("Invalid") or not number_type(type_text(variable)):
            return None

        def is_it(one):
            one = stripped(one)
            return kind(one) == "DeclRefExpr" and lib.clang_equalCursors(lib.clang_getCursorReferenced(one), variable)

        left, right = children(stripped(condition))
        mark = self.operator(stripped(condition))
        parts = children(step)
        if not is_it(left) or mark not in ("<", "<=", "!=") or not parts or not is_it(parts[0]):
            return None
        if kind(step) == "UnaryOperator" and self.unary(step)[0] == "++":
            return variable, begin, right, mark, None
        if kind(step) == "CompoundAssignOperator" and self.operator(step) == "+=":
            return variable, begin, right, mark, parts[1]
        return None

    def ForStmt(self, cursor, parent):
        init, condition, step, body = self.slots(cursor)
        counted = self.counts(init, condition, step)
        if counted:
            variable, begin, end, mark, by = counted
            here = self.add("for", parent)
            name = self.declared(variable)
            self.add("name", here, name)
            if by is None:
                over = self.add("range", here, "..=" if mark == "<=" else "..")
                self.visit(begin, over)
                self.visit(end, over)
            else:
                over = self.call("range", here)
                self.visit(begin, over)
                if mark == "<=":
                    plus = self.add("binary", over, "+")
                    self.visit(end, plus)
                    self.number(1, plus)
                else:
                    self.visit(end, over)
                self.visit(by, over)
            block = self.block(body, here)
            if any(nodes[n][0] == "assign" and nodes[children_of[n][0]][3] == name and nodes[children_of[n][0]][0] == "name"
                   for n in range(block, len(nodes)) if children_of[n]):
                nodes[over][0] = "opaque"  # its variable is changed within
            return
        if init is not None:
            self.visit(init, parent)
        here = self.add("while", parent)
        if condition is not None:
            self.visit(condition, here)
        else:
            self.add("truth", here, "true")
        block = self.block(body, here)
        if step is not None:
            self.visit(step, block)

    def CXXForRangeStmt(self, cursor, parent):
        parts = children(cursor)
        variable = [c for c in parts if kind(c) == "VarDecl"]
        rest = [c for c in parts if kind(c) != "VarDecl"]
        here = self.add("for", parent)
        if len(variable) != 1 or len(rest) < 2:
            nodes[here][0] = "opaque"
            return
        over, body = rest[-2], rest[-1]
        if "benchmark::State" in type_text(over):
            self.measured(here, lambda up: (self.add("name", up, "_"), self.visit(over, up)), body)
            return
        self.add("name", here, self.declared(variable[0]))
        self.visit(over, here)
        self.block(body, here)

    def measured(self, here, head, body):
        """Google Benchmark reads its clock before and behind all rounds: each is timed from end to end."""
        head(here)
        block = self.add("block", here)
        for when in ("start", "stop"):
            assign = self.add("assign", block, "=")
            self.add("name", assign, "benchmark's " + when)
            self.call("benchmark.State.now", assign)
            if when == "start":
                self.statements(body, block)

    def SwitchStmt(self, cursor, parent):
        parts = children(cursor)
        here = self.add("match", parent)
        self.visit(parts[0], here)
        self.block(parts[-1], here)

    def CaseStmt(self, cursor, parent):
        self.visit(children(cursor)[-1], parent)

    def DefaultStmt(self, cursor, parent):
        for child in children(cursor):
            self.visit(child, parent)

    def CXXTryStmt(self, cursor, parent):
        here = self.add("try", parent)
        for part in children(cursor):
            self.block(children(part)[-1] if kind(part) == "CXXCatchStmt" else part, here)

    def CXXThrowExpr(self, cursor, parent):
        here = self.add("raise", parent)
        for child in children(cursor):
            self.visit(child, here)

    # ---- expressions ----

    def between(self, first, second, spelled):
        file, _, begin = extent(first, spelled)
        other, end, _ = extent(second, spelled)
        text = texts.get(file_name(file), "")
        if file != other or not begin <= end or end - begin > 400:
            return ""
        text = re.sub(r"/\*.*?\*/|//[^\n]*|\\\n", " ", text[begin:end], flags=re.S)
        return text.replace("(", "").replace(")", "").strip()

    def operator(self, cursor):
        parts = children(cursor)
        if len(parts) == 2:
            for spelled in (False, True):
                text = self.between(parts[0], parts[1], spelled)
                if text in BINARY:
                    return text
        return ""

    def BinaryOperator(self, cursor, parent):
        mark, parts = self.operator(cursor), children(cursor)
        if mark == ",":
            for part in parts:
                self.visit(part, parent)
        elif mark == "=":
            here = self.add("assign", parent, "=")
            self.visit(parts[0], here)
            self.visit(parts[1], here)
        elif not mark or mark.endswith("=") and mark not in ("<=", ">=", "==", "!="):
            value = evaluated(cursor)
            if isinstance(value, (int, float)):
                self.number(value, parent)
            else:
                self.opaque(cursor, parent, "operator")
        else:
            here = self.add("binary", parent, OTHER_NAMES.get(mark, mark))
            self.visit(parts[0], here)
            self.visit(parts[1], here)

    def CompoundAssignOperator(self, cursor, parent):
        mark, parts = self.operator(cursor), children(cursor)
        if not mark.endswith("=") or len(parts) != 2:
            self.opaque(cursor, parent, "operator")
            return
        here = self.add("assign", parent, mark)
        self.visit(parts[0], here)
        self.visit(parts[1], here)

    def unary(self, cursor):
        parts = children(cursor)
        for spelled in (False, True):
            file, begin, end = extent(cursor, spelled)
            _, inner, behind = extent(parts[0], spelled)
            text = texts.get(file_name(file), "")
            if begin < inner:
                mark = re.sub(r"/\*.*?\*/|[\s(]", "", text[begin:inner], flags=re.S)
            else:
                mark = re.sub(r"/\*.*?\*/|[\s)]", "", text[behind:end], flags=re.S)
            if mark in ("++", "--", "-", "+", "!", "~", "*", "&", "__real", "__imag"):
                return mark, parts[0]
        return "", parts[0]

    def UnaryOperator(self, cursor, parent):
        mark, inner = self.unary(cursor)
        if mark in ("++", "--"):
            here = self.add("assign", parent, mark[0] + "=")
            self.visit(inner, here)
            self.number(1, here)
        elif mark in ("&", "+"):
            self.visit(inner, parent)
        elif mark == "*":
            self.pointed(inner, parent)
        elif mark in ("-", "!", "~"):
            self.visit(inner, self.add("unary", parent, {"!": "not"}.get(mark, mark)))
        else:
            self.opaque(cursor, parent, "operator")

    def pointed(self, inner, parent):
        call = stripped(inner)
        word = spelling(call) if kind(call) == "CallExpr" else ""
        if word in ("min_element", "max_element"):
            here = self.call(word[:3], parent)
            self.visit(lib.clang_Cursor_getArgument(call, 0), here)
        else:
            self.visit(inner, self.add("unary", parent, "*"))

    def UnexposedExpr(self, cursor, parent):
        inner = [c for c in children(cursor) if not kind(c).endswith("Ref") or kind(c) == "OverloadedDeclRef"]
        if len(inner) != 1:
            value = evaluated(cursor)
            if isinstance(value, (int, float)):
                self.number(value, parent)
            else:
                self.opaque(cursor, parent)
            return
        to, source = number_type(type_text(cursor)), number_type(type_text(inner[0]))
        if to and source and to != source and bare(type_text(cursor)) not in ("bool", "_Bool"):
            parent = self.add("cast", parent, to)
        self.visit(inner[0], parent)

    def ParenExpr(self, cursor, parent):
        self.visit(children(cursor)[-1], parent)

    def CStyleCastExpr(self, cursor, parent):
        inner = [c for c in children(cursor) if kind(c) not in ("TypeRef", "NamespaceRef", "TemplateRef")]
        if not inner or bare(type_text(cursor)) == "void":
            for child in inner:
                self.visit(child, self.call("drop", parent) if kind(stripped(child)) != "CallExpr" else parent)
            return
        unit = unit_of(type_text(cursor))
        if unit:
            self.duration(inner[-1], unit, parent)
            return
        to = number_type(type_text(cursor))
        self.visit(inner[-1], self.add("cast", parent, to) if to else parent)

    CXXStaticCastExpr = CXXFunctionalCastExpr = CXXReinterpretCastExpr = CXXConstCastExpr = CStyleCastExpr

    def IntegerLiteral(self, cursor, parent):
        value = evaluated(cursor)
        if isinstance(value, int):
            self.number(value, parent)
        else:
            self.add("opaque", parent, "number")

    def FloatingLiteral(self, cursor, parent):
        value = evaluated(cursor)
        if not isinstance(value, (int, float)):
            self.add("opaque", parent, "number")
            return
        self.number(float(value), self.add("cast", parent, "f32") if bare(type_text(cursor)) == "float" else parent)

    def CharacterLiteral(self, cursor, parent):
        self.IntegerLiteral(cursor, parent)

    def StringLiteral(self, cursor, parent):
        self.add("string", parent, literal(cursor))

    def CXXBoolLiteralExpr(self, cursor, parent):
        self.add("truth", parent, "true" if evaluated(cursor) else "false")

    def CXXNullPtrLiteralExpr(self, cursor, parent):
        self.add("none", parent)

    GNUNullExpr = CXXNullPtrLiteralExpr

    def SizeOfPackExpr(self, cursor, parent):
        value = evaluated(cursor)
        if isinstance(value, int):
            self.number(value, parent)
        else:
            self.add("opaque", parent, "size")

    UnaryExpr = SizeOfPackExpr

    def DeclRefExpr(self, cursor, parent):
        what = lib.clang_getCursorReferenced(cursor)
        if kind(what) == "EnumConstantDecl":
            self.number(evaluated(cursor) or 0, parent)
            return
        if kind(what).startswith("Invalid"):
            self.add("name", parent, spelling(cursor) or "?")
            return
        name = self.referred(what)
        if name.startswith("std.") and kind(what) == "VarDecl" and isinstance(evaluated(cursor), (int, float)):
            self.number(evaluated(cursor), parent)
        else:
            self.name(name, parent)

    def OverloadedDeclRef(self, cursor, parent):
        self.add("name", parent, spelling(cursor) or "?")

    def CXXThisExpr(self, cursor, parent):
        self.add("name", parent, "self")

    def MemberRefExpr(self, cursor, parent):
        here = self.add("field", parent, spelling(cursor) or "?")
        base = [c for c in children(cursor) if not kind(c).endswith("Ref")]
        if base:
            self.visit(base[0], here)
        else:
            self.add("name", here, "self")

    def ArraySubscriptExpr(self, cursor, parent):
        here = self.add("index", parent)
        for child in children(cursor):
            self.visit(child, here)

    def ConditionalOperator(self, cursor, parent):
        here = self.add("if", parent)
        for child in children(cursor):
            self.visit(child, here)

    def InitListExpr(self, cursor, parent):
        parts, record = children(cursor), lib.clang_getTypeDeclaration(lib.clang_getCanonicalType(lib.clang_getCursorType(cursor)))
        if kind(record) not in ("StructDecl", "ClassDecl") or not spelling(record):
            here = self.add("list", parent)
            for part in parts:
                self.visit(part, here)
            return
        fields = [spelling(c) for c in children(record) if kind(c) == "FieldDecl"]
        here = self.add("call", parent, "{}")
        self.add("name", here, spelling(record))
        for position, part in enumerate(parts):
            members = [c for c in children(part) if kind(c) == "MemberRef"]
            if members:  # .name = value
                self.visit(children(part)[-1], self.add("keyword", here, spelling(members[0])))
            elif position < len(fields):
                self.visit(part, self.add("keyword", here, fields[position]))

    def CompoundLiteralExpr(self, cursor, parent):
        self.visit(children(cursor)[-1], parent)

    def StmtExpr(self, cursor, parent):
        self.add("opaque", parent, "statement expression")

    def LambdaExpr(self, cursor, parent):
        here = self.add("lambda", parent)
        parameters = self.add("parameters", here)
        for part in children(cursor):
            if kind(part) == "ParmDecl":
                self.add("parameter", parameters, self.declared(part))
        for part in children(cursor):
            if kind(part) == "CompoundStmt":
                self.block(part, here)

    def CXXNewExpr(self, cursor, parent):
        parts = [c for c in children(cursor) if not kind(c).endswith("Ref")]
        here = self.add("repeat", parent, "vec!")
        self.add("none", here)
        if parts and "[" in self.source[slice(*extent(cursor)[1:])]:
            self.visit(parts[0], here)
        else:
            self.number(1, here)

    def CXXDeleteExpr(self, cursor, parent):
        here = self.call("free", parent)
        for child in children(cursor):
            self.visit(child, here)

    # ---- calls ----

    def duration(self, inner, unit, parent):
        """A duration counts nanoseconds here; what is cut to whole steps of another unit loses the rest."""
        step, whole = unit
        before = unit_of(type_text(inner))
        if before is None:  # made of a number
            here = self.add("binary", parent, "*")
            self.visit(inner, here)
            self.number(int(step) if step >= 1 and step == int(step) else step, here)
        elif whole and before[0] < step:
            times = self.add("binary", parent, "*")
            quotient = self.add("binary", self.add("cast", times, "i64"), "/")
            self.visit(inner, quotient)
            self.number(int(step), quotient)
            self.number(int(step), times)
        else:
            self.visit(inner, parent)

    def CallExpr(self, cursor, parent):
        count = lib.clang_Cursor_getNumArguments(cursor)
        given = [lib.clang_Cursor_getArgument(cursor, i) for i in range(max(count, 0))]
        word, parts = spelling(cursor), children(cursor)
        unit = unit_of(type_text(cursor))
        callee = stripped(parts[0]) if parts else None
        if word.startswith("operator") and word != "operator":
            self.overloaded(word[8:].strip(), cursor, given, parent)
        elif word == "count" and callee is not None and kind(callee) == "MemberRefExpr" and children(callee):
            self.counted(children(callee)[0], parent)
        elif word == "time_since_epoch" and children(callee):
            self.visit(children(callee)[0], parent)
        elif unit and given and (word.startswith("duration") or word == "duration_cast"):
            self.duration(given[0], unit, parent)
        elif callee is not None and kind(callee) == "MemberRefExpr" and word != "" and spelling(callee) == word:
            self.method(word, callee, given, parent)
        elif self.special(word, given, parent):
            pass
        elif not parts or kind(lib.clang_getCursorReferenced(cursor)) == "CXXConstructor":
            self.constructed(cursor, word, given, parent)
        else:
            here = self.add("call", parent)
            if kind(callee) in ("DeclRefExpr", "OverloadedDeclRef", "MemberRefExpr"):
                self.visit(callee, here)
            elif kind(callee).endswith("Ref"):
                self.add("name", here, word or "?")
            else:
                self.visit(parts[0], here)
            for one in given if count >= 0 else parts[1:]:
                self.visit(one, here)

    def constructed(self, cursor, word, given, parent):
        """An object; a copy is what it copies."""
        given = [g for g in given if kind(stripped(g)) != "CXXDefaultArgExpr"]
        kind_of = type_text(cursor)
        made = is_container(kind_of)
        if made:
            self.container(cursor, made.group(1), kind_of, parent)
        elif len(given) == 1 and bare(type_text(given[0])) == bare(kind_of):
            self.visit(given[0], parent)
        else:
            what = lib.clang_getTypeDeclaration(lib.clang_getCanonicalType(lib.clang_getCursorType(cursor)))
            here = self.call(self.referred(what) if not kind(what).startswith("Invalid") else word or "?", parent)
            for one in given:
                self.visit(one, here)
            size = re.match(r"(?:const )?Eigen::Matrix<[\w ]+, (\d+), (\d+),", kind_of)
            for number in size.groups() if size and not given else ():
                self.number(int(number), here)

    def counted(self, base, parent):
        unit = unit_of(type_text(base))
        if not unit:
            here = self.add("call", parent)
            self.visit(base, self.add("field", here, "count"))
            return
        step, whole = unit
        here = self.add("binary", parent, "/")
        self.visit(base, here)
        self.number(int(step) if whole else float(step), here)

    def overloaded(self, mark, cursor, given, parent):
        kinds = [type_text(g) for g in given]
        if mark == "[]" and len(given) == 2:
            here = self.add("index", parent)
            self.visit(given[0], here)
            self.visit(given[1], here)
        elif mark == "()" and given and is_eigen(kinds[0]):
            here = self.add("index", parent)
            self.visit(given[0], here)
            if len(given) == 2:
                self.visit(given[1], here)
            else:
                pair = self.add("list", here)
                for one in given[1:]:
                    self.visit(one, pair)
        elif mark == "()" and given:
            here = self.add("call", parent)
            for one in given:
                self.visit(one, here)
        elif mark == "<<" and "ostream" in kinds[0]:
            self.streamed(cursor, parent)
        elif mark == "=" and len(given) == 2:
            here = self.add("assign", parent, "=")
            self.visit(given[0], here)
            self.visit(given[1], here)
        elif mark in ("+=", "-=", "*=", "/=") and len(given) == 2:
            here = self.add("assign", parent, mark)
            self.visit(given[0], here)
            self.visit(given[1], here)
        elif mark in ("*", "->") and len(given) == 1:
            self.pointed(given[0], parent)
        elif mark in BINARY and len(given) == 2:
            product = mark == "*" and all(is_eigen(k) for k in kinds)
            here = self.add("binary", parent, "@" if product else OTHER_NAMES.get(mark, mark))
            self.visit(given[0], here)
            self.visit(given[1], here)
        else:
            here = self.add("call", parent)
            self.add("name", here, "operator" + mark)
            for one in given:
                self.visit(one, here)

    def streamed(self, cursor, parent):
        """cout << a << b: one call."""
        parts = []
        while kind(cursor) == "CallExpr" and spelling(cursor) == "operator<<" and lib.clang_Cursor_getNumArguments(cursor) == 2:
            parts.insert(0, lib.clang_Cursor_getArgument(cursor, 1))
            cursor = stripped(lib.clang_Cursor_getArgument(cursor, 0))
        here = self.call("printf", parent)
        key, pairs = None, None
        for part in parts:
            value = literal(stripped(part)) if kind(stripped(part)) == "StringLiteral" else None
            if isinstance(value, str):
                found = re.search(r"(\w+)\"?\s*[:=]\s*\"?$", value)
                key = found.group(1) if found else None
                self.add("string", here, value)
            elif key:
                pairs = self.add("dict", here) if pairs is None else pairs
                entry = self.add("entry", pairs)
                self.add("string", entry, key)
                self.visit(part, entry)
                key = None
            elif kind(stripped(part)) not in ("OverloadedDeclRef",):
                self.visit(part, here)

    def printed(self, word, given, parent):
        """printf("\\"mean_us\\": %f", mean): what is reported under which name."""
        at = {"printf": 0, "fprintf": 1, "dprintf": 1, "sprintf": 1, "snprintf": 2}[word]
        here = self.call(word, parent)
        form = literal(stripped(given[at])) if len(given) > at and kind(stripped(given[at])) == "StringLiteral" else None
        for one in given[: at + 1]:
            self.visit(one, here)
        keys = []
        if isinstance(form, str):
            last = 0
            for match in re.finditer(r"%%|%[-+ #0]*(\*|\d+)?(\.(\*|\d+))?(hh|h|ll|l|L|z|j|t)?[a-zA-Z]", form):
                if match.group() == "%%":
                    continue
                found = re.search(r"(\w+)\"?\s*[:=]\s*\"?$", form[last : match.start()])
                keys += [None] * match.group().count("*") + [found.group(1) if found else None]
                last = match.end()
        pairs = None
        for position, one in enumerate(given[at + 1 :]):
            key = keys[position] if position < len(keys) else None
            if key:
                pairs = self.add("dict", here) if pairs is None else pairs
                entry = self.add("entry", pairs)
                self.add("string", entry, key)
                self.visit(one, entry)
            else:
                self.visit(one, here)

    def method(self, word, callee, given, parent):
        base = [c for c in children(callee) if not kind(c).endswith("Ref")]
        kind_of = type_text(base[0]) if base else ""
        if is_container(kind_of) or "unique_ptr" in kind_of:
            if word in PASSING:
                self.visit(base[0], parent)
                return
            if word == "at" or word in ("front", "back"):
                here = self.add("index", parent)
                self.visit(base[0], here)
                if word == "at":
                    self.visit(given[0], here)
                elif word == "front":
                    self.number(0, here)
                else:
                    minus = self.add("binary", here, "-")
                    self.visit(base[0], self.add("field", self.add("call", minus), "len"))
                    self.number(1, minus)
                return
            word = METHODS.get(word, word)
        elif is_eigen(kind_of) and word in ("data", "noalias", "eval", "array", "matrix"):
            self.visit(base[0], parent)
            return
        here = self.add("call", parent)
        field = self.add("field", here, word)
        if base:
            self.visit(base[0], field)
        else:
            self.add("name", field, "self")
        for one in given:
            if kind(stripped(one)) != "CXXDefaultArgExpr":
                self.visit(one, here)

    def special(self, word, given, parent):
        """Library functions that stand for something else in the tree."""
        if word in ("printf", "fprintf", "dprintf", "sprintf", "snprintf") and given:
            self.printed(word, given, parent)
        elif word == "clock_gettime" and len(given) == 2:
            which = evaluated(given[0])
            assign = self.add("assign", parent, "=")
            self.visit(given[1], assign)
            self.call("clock_gettime." + CLOCKS.get(which, "unknown"), assign)
        elif word in ("gettimeofday", "timespec_get") and given:
            assign = self.add("assign", parent, "=")
            self.visit(given[0], assign)
            self.call(word, assign)
        elif word in ("malloc", "calloc", "aligned_alloc", "_mm_malloc") and given:
            self.allocated(word, given, parent)
        elif word == "qsort" and len(given) == 4:
            self.sorted_by(given[0], given[3], parent)
        elif word in ("sort", "stable_sort") and len(given) >= 2 and self.is_all_of(given):
            self.sorted_by(given[0], given[2] if len(given) > 2 else None, parent)
        elif word == "accumulate" and len(given) == 3 and self.is_all_of(given):
            here = self.add("binary", parent, "+")
            self.visit(given[2], here)
            self.visit(given[0], self.call("sum", here))
        elif word == "accumulate" and len(given) == 4 and self.is_all_of(given):
            here = self.add("call", parent)
            self.visit(given[0], self.add("field", here, "fold"))
            self.visit(given[2], here)
            self.visit(given[3], here)
        elif word == "memcpy" and len(given) == 3 and kind(stripped(given[0])) == kind(stripped(given[1])) == "DeclRefExpr":
            assign = self.add("assign", parent, "=")
            self.visit(given[0], assign)
            self.visit(given[1], assign)
        elif word == "move" and len(given) == 1:
            self.visit(given[0], parent)
        else:
            return False
        return True

    def allocated(self, word, given, parent):
        here = self.add("repeat", parent, "vec!")
        self.add("none", here)
        size = stripped(given[0] if word in ("malloc", "calloc", "_mm_malloc") else given[1])
        if word == "calloc":
            self.visit(given[0], here)
            return
        if kind(size) == "BinaryOperator" and self.operator(size) == "*":
            parts = children(size)
            count = [p for p in parts if not re.match(r"\(*\s*sizeof", self.source[slice(*extent(p)[1:])])]
            if len(count) == 1:
                self.visit(count[0], here)
                return
        self.add("opaque", here, "size")

    def is_all_of(self, given):
        """v.begin(), v.end()"""
        first, second = (stripped(g) for g in given[:2])
        text = [self.source[slice(*extent(g)[1:])].replace(" ", "") for g in (first, second)]
        pairs = ((r"\.c?begin\(\)$", r"\.c?end\(\)$"), (r"^(std::)?c?begin\((.*)\)$", r"^(std::)?c?end\((.*)\)$"))
        for one, other in pairs:
            if re.search(one, text[0]) and re.search(other, text[1]):
                return re.sub(r"\bc?begin\b", "", text[0]) == re.sub(r"\bc?end\b", "", text[1])
        return False

    def sorted_by(self, what, order, parent):
        usual = order is None or re.match(r"(const )?std::(greater|less)<", type_text(order))
        here = self.add("call", parent)
        self.visit(what, self.add("field", here, "sort" if usual else "sort_by"))
        if not usual:
            self.visit(order, here)
        elif order is not None and "greater" in type_text(order):
            self.add("truth", self.add("keyword", here, "reverse"), "true")


def is_iterator(text):
    return "iterator" in text or text.endswith("*")


texts = {}  # of the files by libclang's name for them


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
        if depth and not name.startswith(ROOT) and not os.path.realpath(name).startswith(
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


ELSEWHERE = re.compile(r"_WIN32|_WIN64|_MSC_VER|__APPLE__|__cplusplus|__MINGW32__|__EMSCRIPTEN__")


def note_left_out(unit, module, text, path):
    """Lines that no compiler saw: with other options they are another program. Their first and last."""
    lines = []
    found = lib.clang_getAllSkippedRanges(unit)
    for i in range(found.contents.count if found else 0):
        file, line, begin = place(lib.clang_getRangeStart(found.contents.ranges[i]))
        _, last, end = place(lib.clang_getRangeEnd(found.contents.ranges[i]))
        if file_name(file) != path:
            continue
        lines.append((line, last))
        head, _, rest = text[begin:end].partition("\n")
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", rest, flags=re.S)
        code = re.sub(r"^\s*#\s*(if|ifdef|ifndef|else|elif|endif|pragma|error|warning|define|undef)\b.*$", "", code, flags=re.M)
        if code.strip() and not ELSEWHERE.search(head):
            add("opaque", line, module, "statement")
    return lines


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
    options += [o for o in request.get("options", []) if re.fullmatch(r"-D[\w=.\"]+|-std=[\w+]+", o)]
    arguments = (ctypes.c_char_p * len(options))(*[o.encode() for o in options])
    unsaved = (Unsaved * len(texts))()
    kept = []
    for slot, (name, text) in zip(unsaved, texts.items()):
        kept.append((name.encode(), text.encode("utf-8", "replace")))
        slot.name, slot.contents, slot.length = kept[-1][0], kept[-1][1], len(kept[-1][1])
    unit = ctypes.c_void_p()
    index = lib.clang_createIndex(0, 0)
    status = lib.clang_parseTranslationUnit2(index, path.encode(), arguments, len(options), unsaved, len(texts), 1,
                                             ctypes.byref(unit))
    if status != 0 or not unit:
        raise ValueError("libclang could not read it")
    for name in texts:  # offsets count bytes
        if not texts[name].isascii():
            texts[name] = texts[name].encode("utf-8", "replace").decode("latin-1")
    check_inclusions(unit, module)
    complaints(unit, module)
    note_includes(given[main], module, beside, note_left_out(unit, module, texts[path], path))
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
    except (ValueError, AttributeError, TypeError, IndexError, KeyError, RecursionError, MemoryError) as error:
        answer = {"error": str(error) or type(error).__name__}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    sys.stdout.flush()
    os._exit(0)  # libclang's memory need not be given back piece by piece


if __name__ == "__main__":
    main()
