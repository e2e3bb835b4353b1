"""Parses Python source from standard input and prints its tree; nothing of it is executed.

Output: {"nodes": [[kind, line, parent, text], ...]}, parents before children, children in order; or {"error": "..."}.
The kinds are those of program.h. An import of Python's own library has a fifth element, true. With the argument
"notebook" the source is a Jupyter notebook; with "command" it is a command line, and the output {"words": "..."}: its
words as a shell takes it apart, see command_words(). Written for Python 3.8 and later, standard library only.
"""
import ast
import importlib.machinery
import json
import re
import resource
import shlex
import sys

from python_timers import *

MOST_NODES = 38000  # what the reader of the answer takes
nodes = []

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "BitAnd": "&", "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>", "USub": "-", "UAdd": "+",
    "Not": "not", "Invert": "~", "And": "and", "Or": "or", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=",
    "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}


# Of Python's library in other versions than the one that reads: 3.8 to 3.14.
OTHER_VERSIONS = set(
    """aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils graphlib imghdr imp
    lib2to3 mailcap msilib msvcrt nis nntplib nt nturl2path ossaudiodev pipes smtpd sndhdr spwd sre_compile sre_constants
    sre_parse sunau telnetlib tomllib uu winreg winsound xdrlib zoneinfo""".split()
)


def is_standard(path):
    """Whether an import leads into Python's own library, whose private modules (_ctypes) may be ways out of it."""
    root = path.split(".")[0]
    if not root or (root.startswith("_") and root != "__future__"):
        return False
    if root in OTHER_VERSIONS or root in sys.builtin_module_names:
        return True
    names = getattr(sys, "stdlib_module_names", None)
    if names is not None:
        return root in names
    return importlib.machinery.PathFinder.find_spec(root) is not None  # without "site" nothing else stands in sys.path


def operator(node):
    return OPERATORS[type(node).__name__]


def add(kind, line, parent, text=""):
    if len(nodes) >= MOST_NODES:
        raise ValueError("the source is too long")
    text = str(text).encode("utf-8", "replace").decode("utf-8")
    nodes.append([kind, line, parent, "".join(c if c.isprintable() else "?" for c in text)[:4000]])
    return len(nodes) - 1


def dotted(node):
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return dotted(node.value) + "." + node.attr
    if isinstance(node, ast.Call):
        return dotted(node.func)
    return ""


class Tree:
    """One method per class of `ast`; each adds its nodes below a parent."""

    def __init__(self):
        self.line = 1

    def visit(self, node, parent):
        self.line = getattr(node, "lineno", self.line)
        method = getattr(self, type(node).__name__, None)
        if method is None:
            here = add("opaque", self.line, parent, type(node).__name__)
            for child in ast.iter_child_nodes(node):
                if isinstance(child, (ast.expr, ast.stmt)):
                    self.visit(child, here)
            return
        method(node, parent)

    def add(self, kind, parent, text=""):
        return add(kind, self.line, parent, text)

    def all(self, list_of_nodes, parent):
        for node in list_of_nodes:
            self.visit(node, parent)

    def block(self, statements, parent, text=""):
        self.all(statements, self.add("block", parent, text))

    def optional(self, node, parent):
        if node is None:
            self.add("none", parent)
        else:
            self.visit(node, parent)

    # Statements

    def decorators(self, node, parent):
        for decorator in node.decorator_list:
            self.line = decorator.lineno
            self.visit(decorator, self.add("attribute", parent, dotted(decorator)))

    def FunctionDef(self, node, parent):
        here = self.add("function", parent, node.name)
        self.parameters(node.args, here)
        self.block(node.body, here, "async" if isinstance(node, ast.AsyncFunctionDef) else "")
        self.decorators(node, here)

    AsyncFunctionDef = FunctionDef

    def parameters(self, arguments, parent):
        here = self.add("parameters", parent)
        plain = getattr(arguments, "posonlyargs", []) + arguments.args
        defaults = [None] * (len(plain) - len(arguments.defaults)) + arguments.defaults
        pairs = list(zip(plain, defaults))
        if arguments.vararg:
            pairs.append((arguments.vararg, None))
        pairs += zip(arguments.kwonlyargs, arguments.kw_defaults)
        if arguments.kwarg:
            pairs.append((arguments.kwarg, None))
        for argument, default in pairs:
            parameter = self.add("parameter", here, argument.arg)
            if default is not None:
                self.visit(default, parameter)

    def ClassDef(self, node, parent):
        here = self.add("class", parent, node.name)
        bases = self.add("bases", here)
        self.all(node.bases, bases)
        for keyword in node.keywords:
            self.visit(keyword.value, self.add("keyword", bases, keyword.arg or "**"))
        self.block(node.body, here)
        self.decorators(node, here)

    def Return(self, node, parent):
        here = self.add("return", parent)
        if node.value is not None:
            self.visit(node.value, here)

    def Assign(self, node, parent):
        for target in node.targets:
            here = self.add("assign", parent, "=")
            self.visit(target, here)
            self.visit(node.value, here)

    def AnnAssign(self, node, parent):
        if node.value is not None:
            here = self.add("assign", parent, "=")
            self.visit(node.target, here)
            self.visit(node.value, here)
        else:
            self.add("pass", parent)

    def AugAssign(self, node, parent):
        here = self.add("assign", parent, operator(node.op) + "=")
        self.visit(node.target, here)
        self.visit(node.value, here)

    def NamedExpr(self, node, parent):
        here = self.add("assign", parent, "=")
        self.visit(node.target, here)
        self.visit(node.value, here)

    def For(self, node, parent):
        here = self.add("for", parent)
        self.visit(node.target, here)
        self.visit(node.iter, here)
        self.block(node.body, here)
        if node.orelse:
            self.block(node.orelse, parent)

    AsyncFor = For

    def Counted(self, node, parent):
        here = self.add("range", parent, "..")
        self.add("number", here, "0")
        self.visit(node.number, here)

    def Written(self, node, parent):
        self.all(node.body, self.add("block", parent, node.text))

    def While(self, node, parent):
        here = self.add("while", parent)
        self.visit(node.test, here)
        self.block(node.body, here)
        if node.orelse:
            self.block(node.orelse, parent)

    def If(self, node, parent):
        here = self.add("if", parent)
        self.visit(node.test, here)
        self.block(node.body, here)
        if node.orelse:
            self.block(node.orelse, here)

    def With(self, node, parent):
        here = self.add("with", parent)
        for item in node.items:
            self.visit(item.context_expr, here)
        self.block(node.body, here)

    AsyncWith = With

    def Raise(self, node, parent):
        here = self.add("raise", parent)
        if node.exc is not None:
            self.visit(node.exc, here)

    def Try(self, node, parent):
        here = self.add("try", parent)
        self.block(node.body, here)
        for handler in node.handlers:
            self.block(handler.body, here)
        for more in (node.orelse, node.finalbody):
            if more:
                self.block(more, here)

    TryStar = Try

    def Assert(self, node, parent):
        here = self.add("call", parent)
        self.add("name", here, "assert")
        self.visit(node.test, here)

    def imported(self, path, name, parent):
        here = self.add("import", parent, path)
        if is_standard(path):
            nodes[here].append(True)
        self.add("name", here, name)

    def Import(self, node, parent):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            path = alias.name if alias.asname else name
            self.imported(path, name, parent)

    def ImportFrom(self, node, parent):
        for alias in node.names:
            path = "." * (node.level or 0) + (node.module + "." if node.module else "") + alias.name
            self.imported(path, alias.asname or alias.name, parent)

    def Pass(self, node, parent):
        self.add("pass", parent)

    def Break(self, node, parent):
        self.add("break", parent)

    def Continue(self, node, parent):
        self.add("continue", parent)

    def Expr(self, node, parent):
        self.visit(node.value, parent)

    def Delete(self, node, parent):
        """`del x[i]` changes x: a call of its method."""
        self.add("pass", parent)
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                self.visit(target.value, self.add("field", self.add("call", parent), "__delitem__"))

    def Global(self, node, parent):
        for name in node.names:
            self.add("opaque", parent, "global " + name)

    Nonlocal = Global

    def Match(self, node, parent):
        here = self.add("match", parent)
        self.visit(node.subject, here)
        for case in node.cases:
            self.block(case.body, here)

    # Expressions

    def Name(self, node, parent):
        self.add("name", parent, node.id)

    def Constant(self, node, parent):
        value = node.value
        if value is None or value is Ellipsis:
            self.add("none", parent)
        elif isinstance(value, bool):
            self.add("truth", parent, "true" if value else "false")
        elif isinstance(value, (int, float)):
            self.add("number", parent, repr(value))
        elif isinstance(value, str):
            self.add("string", parent, value)
        else:
            self.add("opaque", parent, type(value).__name__)

    def Attribute(self, node, parent):
        self.visit(node.value, self.add("field", parent, node.attr))

    def Subscript(self, node, parent):
        here = self.add("index", parent)
        self.visit(node.value, here)
        index = node.slice
        if type(index).__name__ == "Index":  # Python 3.8
            index = index.value
        self.visit(index, here)

    def Slice(self, node, parent):
        if node.step is not None:
            self.add("opaque", parent, "slice with a step")
            return
        here = self.add("slice", parent)
        self.optional(node.lower, here)
        self.optional(node.upper, here)

    def Starred(self, node, parent):
        self.visit(node.value, self.add("opaque", parent, "star"))

    def Call(self, node, parent):
        plain = [a for a in node.args[1:] if isinstance(a, ast.Constant)]
        if (
            isinstance(node.func, ast.Name)
            and node.func.id == "getattr"
            and len(node.args) in (2, 3)
            and len(plain) == len(node.args) - 1
            and not node.keywords
            and isinstance(plain[0].value, str)
            and plain[0].value.isidentifier()
        ):
            self.visit(node.args[0], self.add("field", parent, plain[0].value))  # the member it names
            return
        here = self.add("call", parent)
        self.visit(node.func, here)
        self.all(node.args, here)
        for keyword in node.keywords:
            self.visit(keyword.value, self.add("keyword", here, keyword.arg or "**"))

    def UnaryOp(self, node, parent):
        if isinstance(node.op, ast.UAdd):
            self.visit(node.operand, parent)
        else:
            self.visit(node.operand, self.add("unary", parent, operator(node.op)))

    def BinOp(self, node, parent):
        here = self.add("binary", parent, operator(node.op))
        self.visit(node.left, here)
        self.visit(node.right, here)

    def BoolOp(self, node, parent):
        for value in node.values[:-1]:
            parent = self.add("binary", parent, operator(node.op))
            self.visit(value, parent)
        self.visit(node.values[-1], parent)

    def Compare(self, node, parent):
        left = node.left
        rest = list(zip(node.ops, node.comparators))
        for position, (op, right) in enumerate(rest):
            if position < len(rest) - 1:
                parent = self.add("binary", parent, "and")
            here = self.add("binary", parent, operator(op))
            self.visit(left, here)
            self.visit(right, here)
            left = right

    def IfExp(self, node, parent):
        here = self.add("if", parent)
        self.all((node.test, node.body, node.orelse), here)

    def Lambda(self, node, parent):
        here = self.add("lambda", parent)
        self.parameters(node.args, here)
        self.visit(node.body, here)

    def List(self, node, parent):
        self.all(node.elts, self.add("list", parent))

    Tuple = List
    Set = List

    def Dict(self, node, parent):
        here = self.add("dict", parent)
        for key, value in zip(node.keys, node.values):
            entry = self.add("entry", here)
            self.optional(key, entry)
            self.visit(value, entry)

    def comprehension_of(self, elements, generators, parent, text=""):
        here = self.add("comprehension", parent, text)
        if len(elements) == 1:
            self.visit(elements[0], here)
        else:
            self.all(elements, self.add("list", here))
        for generator in generators:
            inner = self.add("generator", here)
            self.visit(generator.target, inner)
            self.visit(generator.iter, inner)
            self.all(generator.ifs, inner)

    def ListComp(self, node, parent):
        self.comprehension_of([node.elt], node.generators, parent)

    SetComp = ListComp

    def GeneratorExp(self, node, parent):
        self.comprehension_of([node.elt], node.generators, parent, "lazy")

    def DictComp(self, node, parent):
        self.comprehension_of([node.key, node.value], node.generators, parent)

    def JoinedStr(self, node, parent):
        self.all(node.values, self.add("joined", parent))

    def FormattedValue(self, node, parent):
        self.visit(node.value, parent)

    def Await(self, node, parent):
        self.visit(node.value, self.add("opaque", parent, "await"))


SHELLS = ("sh", "bash", "dash", "zsh")
WITHIN_A_WORD = str.maketrans({" ": "\x1f", "\t": "\x1f", "\n": "\x1f", "&": "\x1e", ";": "\x1e", "|": "\x1e"})


def command_words(command, deep=0):
    """The words of a command line, quotes and escapes resolved, operators by themselves, parted by blanks; what a word
    itself holds of blanks and operators is replaced. What `sh -c` is given stands in the place of the two."""
    reader = shlex.shlex(command, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    reader.commenters = ""
    words = []
    for word in reader:
        shell = len(words) > 1 and words[-1] == "-c" and words[-2].rsplit("/", 1)[-1] in SHELLS
        if word.startswith("#"):
            break
        if shell and deep < 3:
            words[-2:] = command_words(word, deep + 1)
        elif word and all(c in reader.punctuation_chars for c in word):
            words.append(word)
        else:
            words.append(word.translate(WITHIN_A_WORD))
    return words


def magic(line):
    """What IPython itself makes of its own lines: calls that no reader of Python's can look into."""
    timed = timeit_magic(line)
    if timed is not None:
        return timed
    text = line.strip()
    indent = line[: len(line) - len(line.lstrip())]
    if text.split()[:1] == ["%matplotlib"]:
        return indent + "pass"
    method = "system" if text.startswith("!") else "run_line_magic"
    return "%sget_ipython().%s(%r)" % (indent, method, text[1:])


def cells_of(notebook):
    """The code of a Jupyter notebook, one cell behind the other (nbformat 3 and 4)."""
    document = json.loads(notebook.decode("utf-8"))
    cells = document.get("cells")
    if cells is None:
        cells = [cell for sheet in document.get("worksheets", []) for cell in sheet.get("cells", [])]
    lines = []
    for cell in cells:
        if cell.get("cell_type") != "code":
            continue
        text = cell.get("source", cell.get("input", ""))
        code = (text if isinstance(text, str) else "".join(text)).splitlines()
        if any(MAGIC in line for line in code):
            raise ValueError("it uses a name that is reserved for %timeit")
        if code and re.match(r"%%timeit(\s+-\w+(\s*\d+)?)*\s*$", code[0]) and len(code) > 1:
            options = code[0][2:] + " "
            body = "\n".join(code[1:])
            one = timeit_magic("%" + options + "x")
            if one is not None:
                lines += [one.replace("'x')", "%r)" % body)] + ["" for _ in code[1:]]
                continue
        if code and code[0].startswith("%%"):
            lines += ["get_ipython().run_cell_magic(%r)" % code[0][2:]] + ["" for _ in code[1:]]
        else:
            lines += [magic(line) if line.lstrip()[:1] in ("%", "!") or timeit_magic(line) else line for line in code]
    if not lines:
        raise ValueError("the notebook holds no code")
    return "\n".join(lines) + "\n"


def main():
    # The source may have been written to exhaust a parser.
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source = sys.stdin.buffer.read()
    try:
        if sys.argv[1:] == ["command"]:
            print(json.dumps({"words": " ".join(command_words(source.decode("utf-8")))}))
            return
        module = ast.parse(cells_of(source) if sys.argv[1:] == ["notebook"] else source)
        module = write_out_timers(module)
        root = add("module", 1, -1)
        tree = Tree()
        tree.all(module.body, root)
        answer = {"nodes": nodes}
    except SyntaxError as error:
        answer = {"error": "line %d: %s" % (error.lineno or 0, error.msg), "limit": "too many nested" in (error.msg or "")}
    except (MemoryError, RecursionError) as error:
        answer = {"error": str(error) or "not enough memory", "limit": True}
    except (ValueError, AttributeError, TypeError) as error:
        answer = {"error": str(error) or type(error).__name__}
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))


main()
