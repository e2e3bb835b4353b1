"""Expressions and calls of C and C++, as nodes. The third part of the script of clang_library.py."""
import re

from clang_library import *
from clang_nanobench import SETTINGS


class Expressions:
    """One method per kind of cursor; each adds its nodes below a parent."""

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
            for part in parts:
                self.visit(part, self.add("cast", here, "f64") if mark == "*" and self.is_double_element(part) else here)

    @staticmethod
    def is_double_element(cursor):
        """Of a list of doubles: its type stands nowhere else in the tree."""
        element = stripped(cursor)
        lists = kind(element) == "ArraySubscriptExpr" or kind(element) == "UnaryOperator" or (
            kind(element) == "CallExpr" and spelling(element) in ("operator[]", "operator()", "operator*", "at"))
        return lists and number_type(type_text(cursor)) == number_type(type_text(element)) == "f64"

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
        if re.match(r"[^()]*&&\s*[>)]", self.source[slice(*extent(cursor)[1:])]):  # static_cast<T &&>(x)
            self.moved(inner[-1], parent)
        else:
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
        head = re.match(r"\[[^{]*", self.source[slice(*extent(cursor)[1:])])
        for name in re.findall(r"\b(?:move|forward\s*<[^()]*>|exchange)\s*\(\s*(\w+)\s*[,)]", head.group() if head else ""):
            self.add("name", self.add("opaque", parent, "moved"), name)  # [v = std::move(x)]
            mark(len(nodes) - 1, MOVED)

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
            self.method(word, cursor, callee, given, parent)
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
            size = re.match(r"(?:const )?Eigen::Matrix<[\w ]+, (\d+), (\d+)[,>]", kind_of)  # newer ones leave out defaults
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

    @staticmethod
    def is_own_operator(mark, cursor):
        """Whether the program defines it, so that it may do anything; operator[] that returns list[i] is what it looks like."""
        found = lib.clang_getCursorDefinition(lib.clang_getCursorReferenced(cursor))
        if kind(found).startswith("Invalid") or not file_name(place(lib.clang_getCursorLocation(found))[0]).startswith(ROOT):
            return False
        if place(lib.clang_getCursorLocation(found)) == place(lib.clang_getCursorLocation(lib.clang_getCursorSemanticParent(found))):
            return False  # the compiler's
        body = [c for c in children(found) if kind(c) == "CompoundStmt"]
        inner = children(body[0]) if body else []
        answer = stripped(children(inner[0])[0]) if len(inner) == 1 and kind(inner[0]) == "ReturnStmt" and children(inner[0]) else None
        plain = mark == "[]" and answer is not None and (kind(answer) == "ArraySubscriptExpr" or spelling(answer) == "operator[]")
        at = stripped(children(answer)[-1]) if plain and children(answer) else None
        return bool(body) and not (plain and kind(at) == "DeclRefExpr" and kind(lib.clang_getCursorReferenced(at)) == "ParmDecl")

    def overloaded(self, mark, cursor, given, parent):
        kinds = [type_text(g) for g in given]
        if mark != "()" and self.is_own_operator(mark, cursor):
            here = self.add("call", parent)
            self.add("name", here, "operator" + mark)
            for one in given:
                self.visit(one, here)
        elif mark == "[]" and len(given) == 2:
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
            for one, type_of in zip(given, kinds):
                self.visit(one, self.add("cast", here, "f64") if product and re.search(r"\bdouble\b", type_of) else here)
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

    def method(self, word, cursor, callee, given, parent):
        base = [c for c in children(callee) if not kind(c).endswith("Ref")]
        kind_of = type_text(base[0]) if base else ""
        if word == "run" and given and base and self.is_bench(base[0]):
            self.nanobench(cursor, base[0], given, parent)
            return
        if base and word in SETTINGS and self.is_bench(base[0]):
            for run in self.runs_of(cursor):
                self.visit(run, parent)
            self.add("pass", parent)
            return
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
        elif word in ("inner_product", "transform_reduce") and len(given) == 4:
            here = self.call("std." + word, parent)
            self.copied(given[:2], here)
            double = any(re.search(r"\bdouble\b", type_text(one)) for one in given)  # of what it adds up, or the sum
            self.visit(given[2], here)
            self.visit(given[3], self.add("cast", here, "f64") if double else here)
        elif word in ("move", "forward") and len(given) == 1:
            self.moved(given[0], parent)
        else:
            return False
        return True

    def moved(self, inner, parent):
        first = len(nodes)
        self.visit(inner, parent)
        if len(nodes) > first:
            mark(first, MOVED)

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
