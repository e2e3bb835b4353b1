"""Declarations and statements of C and C++, as nodes. The second part of the script of clang_library.py."""
import re

from clang_library import *


class Statements:
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
        method, first = getattr(self, kind(cursor), None), len(nodes)
        if method:
            method(cursor, parent)
        else:
            self.opaque(cursor, parent)
        if kind(cursor) in ("DeclRefExpr", "MemberRefExpr", "ArraySubscriptExpr", "UnaryOperator") and len(nodes) > first:
            mark(first, marks_of(cursor))
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
                one = self.add("parameter", parameters, self.declared(part) or "_")
                mark(one, 0 if re.search(r"[*&\]]$|\bspan<", type_text(part)) else COPIED)
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
        mark(self.add("name", assign, self.declared(cursor)), marks_of(cursor))
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
        if kind(value) == "CallExpr" and what == "span" and spelling(value) == "span":
            self.span(value, parent)
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
            self.copied(given, parent)
        elif whole[0] and len(given) <= 2:
            here = self.add("repeat", parent, "vec!")
            if len(given) == 2 and kind(stripped(given[1])) != "CXXDefaultArgExpr":
                self.visit(given[1], here)
            else:
                self.number(0, here)
            self.visit(given[0], here)
        elif kind(stripped(given[0])) in ("DeclRefExpr", "MemberRefExpr", "ArraySubscriptExpr") and what == "vector":
            self.visit(given[0], self.add("field", self.add("call", parent), "clone"))  # its elements are copied
        else:
            self.visit(given[0], parent)

    def copied(self, given, parent):
        """From one place to another: all of a list, its first elements, or what is not followed."""
        end = stripped(given[1])
        parts = children(end) if kind(end) == "BinaryOperator" else []
        if kind(end) == "CallExpr" and spelling(end) == "operator+" and lib.clang_Cursor_getNumArguments(end) == 2:
            parts = [lib.clang_Cursor_getArgument(end, i) for i in range(2)]
        first, before = (re.sub(r"\s", "", self.source[slice(*extent(c)[1:])]) for c in (given[0], parts[0] if parts else end))
        array = lib.clang_getCanonicalType(lib.clang_getCursorType(stripped(given[0])))
        added = parts and (kind(end) == "CallExpr" or self.operator(end) == "+") and first == before
        size = evaluated(parts[1]) if added else None
        if self.is_all_of(given) or size is not None and lib.clang_getArraySize(array) == size:
            self.visit(given[0], self.add("field", self.add("call", parent), "clone"))
        elif added:
            here = self.add("repeat", parent, "vec!")
            self.add("none", here)
            self.visit(parts[1], here)
        else:
            self.add("opaque", parent, "part of a list")

    def span(self, value, parent):
        """What a std::span looks at: a list, or a place and a number."""
        count = lib.clang_Cursor_getNumArguments(value)
        given = [lib.clang_Cursor_getArgument(value, i) for i in range(max(count, 0))]
        given = [g for g in given if not kind(g).startswith("Invalid") and kind(stripped(g)) != "CXXDefaultArgExpr"]
        if len(given) == 1:
            self.visit(given[0], parent)
        elif len(given) == 2 and number_type(type_text(given[1])):
            here = self.add("repeat", parent)
            self.add("none", here)
            self.visit(given[1], here)
        elif len(given) == 2:
            self.copied(given, parent)
        else:
            self.add("opaque", parent, "span")

    @staticmethod
    def uncovered(value):
        while kind(value) in ("UnexposedExpr", "ParenExpr") and len(children(value)) == 1:
            value = children(value)[0]
        return value

    # ---- statements ----

    def GCCAsmStmt(self, cursor, parent):
        """Of an empty one no instruction is left: the compiler has to have computed what it is given, and no more."""
        text = assembly(self.source[slice(*extent(cursor)[1:])])
        given, memory = barrier(text) if text else (None, False)
        parts = children(cursor)
        if given is None or len(given) != len(parts):
            self.opaque(cursor, parent)
            return
        here = self.call("empty_asm", parent)
        for constraint, part in zip(given, parts):
            if memory or "m" in constraint or not type_text(part).endswith(("*", "]")):
                self.visit(part, here)

    def CompoundStmt(self, cursor, parent):
        self.statements(cursor, parent)

    def NullStmt(self, cursor, parent):
        pass

    def ReturnStmt(self, cursor, parent):
        here = self.add("return", parent)
        for child in children(cursor):
            value = self.uncovered(child)
            moved = kind(value) == "CallExpr" and is_container(type_text(value)) and [
                c for c in children(value) if kind(stripped(c)) == "DeclRefExpr" and type_text(c) == type_text(value)]
            self.visit(moved[0] if moved and len(children(value)) == 1 else child, here)

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
