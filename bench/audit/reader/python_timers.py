"""Timers of Python that are handed what they time, written out as the statements that they stand for, so that whoever judges
programs reads them like a loop by hand. The first part of one script: CMake puts python_tree.py behind it.

timeit (its documentation and source): timeit() runs the setup, reads the timer, executes the statement `number` times, and
reads the timer again; repeat() does so `repeat` times; autorange() tries 1, 2, 5, 10 ... executions until one trial takes
0.2 s. Each trial runs with the garbage collector switched off unless the setup enables it, which the name of the variable
of the first reading tells. IPython's %timeit: the statement is executed 1, 10, 100 ... times until that takes 0.2 s unless -n tells how often, and
then repeat() of seven, or -r. torch.utils.benchmark.Timer sets the number of threads, one unless told; its timeit() executes
the statement max(number // 100, 2) times and then reads the clock around `number` executions; its *_autorange() find by
trials how many executions a block has, and then time blocks; times are those of a block divided by its executions.

What is not understood, as a statement that is put together at run time, is left as it stands: a call that executes text.
"""
import ast
import builtins
import re

UNTOLD = "(as many as the tool chooses)"
MAGIC = "timeit_magic_of_ipython"
CLOCK = "time.perf_counter"  # timeit.default_timer
TORCH = "torch.utils.benchmark"
LEAVE = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.DictComp, ast.SetComp, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
MODULES = ("timeit", "torch.utils.benchmark", "torch.utils", "torch", "functools")


class Counted(ast.expr):
    """The rounds of a loop: 0 .. number."""

    _fields = ("number",)


class Written(ast.stmt):
    """What a tool does whose own result file tells of it; text names it for timing_torch.c."""

    _fields = ("body",)


def name_of(text):
    return ast.Name(id=text, ctx=ast.Load())


def call_of(function, *arguments):
    return ast.Call(func=function, args=list(arguments), keywords=[])


def assign(name, value):
    return ast.Assign(targets=[name_of(name)], value=value)


def append(name, value):
    return ast.Expr(value=call_of(ast.Attribute(value=name_of(name), attr="append", ctx=ast.Load()), value))


def loop(number, body):
    if isinstance(number, ast.Constant) and number.value == 1:
        return body
    return [ast.For(target=name_of("_"), iter=Counted(number=number), body=body, orelse=[])]


def constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def names_in(nodes):
    """What is read, and what is assigned or imported, in statements."""
    read, bound = set(), set()
    for node in nodes:
        for n in ast.walk(node):
            if isinstance(n, ast.Name):
                (read if isinstance(n.ctx, ast.Load) else bound).add(n.id)
            elif isinstance(n, (ast.Import, ast.ImportFrom)):
                bound |= {a.asname or a.name.split(".")[0] for a in n.names}
            elif isinstance(n, ast.arg):
                bound.add(n.arg)
            elif isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.add(n.name)
    return read, bound


class Task:
    """What is timed: its setup and statement, by which clock, under which names."""

    def __init__(self):
        self.setup, self.body, self.clock, self.names, self.threads = [], [ast.Pass()], None, [], None


class Timers:
    """Of one module."""

    def __init__(self, module):
        self.module, self.known, self.tasks, self.count, self.results = module, {}, {}, 0, {}
        self.function_names, self.makers, self.stored, self.silent = None, {}, {}, False
        for n in ast.walk(module):
            if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load):
                self.stored[n.id] = self.stored.get(n.id, 0) + 1
            elif isinstance(n, ast.arg):
                self.stored[n.arg] = self.stored.get(n.arg, 0) + 2
            elif isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.stored[n.name] = self.stored.get(n.name, 0) + 2
        for n in ast.walk(module):
            if isinstance(n, ast.Import):
                for a in n.names:
                    self.learn(a.asname or a.name.split(".")[0], a.name if a.asname else a.name.split(".")[0])
            elif isinstance(n, ast.ImportFrom) and not n.level:
                for a in n.names:
                    self.learn(a.asname or a.name, "%s.%s" % (n.module, a.name))

    def learn(self, name, path):
        if path.startswith(MODULES) and name not in self.stored:
            self.known[name] = path if self.known.get(name, path) == path else ""

    def path(self, node):
        """The dotted name of what an expression means; "" of others."""
        if isinstance(node, ast.Name):
            return MAGIC if node.id == MAGIC else self.known.get(node.id, "")
        if isinstance(node, ast.Attribute):
            before = self.path(node.value)
            return before and "%s.%s" % (before, node.attr)
        return ""

    # ---- what is timed ----

    def text(self, node):
        """Of a text, or of a name that is assigned once, one; None of others."""
        if isinstance(node, ast.Name) and self.stored.get(node.id) == 1:
            for n in self.module.body:
                if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name) and n.targets[0].id == node.id:
                    node = n.value
        return constant(node) if isinstance(constant(node), str) else None

    def code(self, node):
        """Statements of a text or of what can be called; None where it is not told."""
        text = self.text(node)
        if text is not None:
            lines = text.strip("\n").splitlines()
            indent = min([len(line) - len(line.lstrip()) for line in lines if line.strip()] or [0])
            parsed = ast.parse("\n".join(line[indent:] for line in lines))
            for n in ast.walk(parsed):
                if hasattr(n, "lineno"):
                    n.lineno = node.lineno
            return parsed.body or [ast.Pass()]
        if isinstance(node, ast.Lambda):
            arguments = node.args
            given = arguments.args or arguments.vararg or arguments.kwarg or arguments.kwonlyargs
            return None if given else [ast.Expr(value=node.body)]
        if isinstance(node, (ast.Name, ast.Attribute)):
            return [ast.Expr(value=call_of(node))]
        if isinstance(node, ast.Call) and self.path(node.func) == "functools.partial" and node.args:
            return [ast.Expr(value=ast.Call(func=node.args[0], args=node.args[1:], keywords=node.keywords))]
        return None

    def bind(self, task, given, as_text, torch):
        """Whether the names of a text mean what they mean where the call stands."""
        if not as_text:
            return True
        body = task.setup + task.body
        task.setup = [s for s in task.setup if not (isinstance(s, ast.ImportFrom) and s.module == "__main__")]
        read, bound = names_in(body)
        main = {a.asname or a.name for s in body if isinstance(s, ast.ImportFrom) and s.module == "__main__" for a in s.names
                if not a.asname}
        if any(isinstance(s, ast.ImportFrom) and s.module == "__main__" and (s.level or any(a.asname for a in s.names))
               for s in body):
            return False
        here = self.function_names or set()
        free = read - (bound - main) - set(dir(builtins))
        if (bound - main) & (here | set(self.stored)):
            return False  # assigned in a namespace of its own
        whole = isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and not given.args and given.func.id
        if isinstance(given, ast.Dict) and len(given.keys) == 2 and None in given.keys and given.keys == [None, None]:
            inner = [v.func.id for v in given.values
                     if isinstance(v, ast.Call) and isinstance(v.func, ast.Name) and not v.args and not v.keywords]
            return inner == ["globals", "locals"]
        if whole == "globals" and not given.keywords:
            return not free & here
        if whole == "locals" and not given.keywords:
            return self.function_names is None or free <= here
        pairs = self.pairs(given)
        if pairs is None:
            return False
        for name, value in pairs.items():
            if name in free and not (isinstance(value, ast.Name) and value.id == name):
                task.body = [Renamed({name: value}).visit(s) for s in task.body]
                task.setup = [Renamed({name: value}).visit(s) for s in task.setup]
        left = free - set(pairs) - ({"torch"} if torch else set())
        return left <= main and not left & here

    @staticmethod
    def pairs(given):
        """{"model": model} or dict(model=model)."""
        if given is None:
            return {}
        if isinstance(given, ast.Dict):
            keys = [constant(k) for k in given.keys]
            return dict(zip(keys, given.values)) if all(isinstance(k, str) for k in keys) else None
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and given.func.id == "dict" and not given.args:
            return {k.arg: k.value for k in given.keywords} if all(k.arg for k in given.keywords) else None
        return None

    @staticmethod
    def arguments(node, order):
        """By their names; None where one is not known."""
        found = {}
        for name, value in list(zip(order, node.args)) + [(k.arg, k.value) for k in node.keywords]:
            if name not in order or name in found or isinstance(value, ast.Starred):
                return None
            found[name] = value
        return found if len(node.args) <= len(order) else None

    def task(self, given, torch):
        task = Task()
        for part in ("setup", "stmt"):
            if part in given:
                code = self.code(given[part])
                if code is None:
                    return None
                if part == "setup":
                    task.setup = [] if len(code) == 1 and isinstance(code[0], ast.Pass) else code
                else:
                    task.body = code
        as_text = any(self.text(given[p]) is not None for p in ("setup", "stmt") if p in given)
        if any(isinstance(n, (ast.Return, ast.Global, ast.Nonlocal, ast.Yield, ast.Await, ast.FunctionDef, ast.ClassDef))
               for s in task.setup + task.body for n in ast.walk(s)):
            return None
        task.clock = given.get("timer")
        if not self.bind(task, given.get("globals"), as_text, torch):
            return None
        if torch:
            task.threads = given.get("num_threads", ast.Constant(value=1))
            task.names = [given.get(n) for n in ("label", "sub_label", "description")]
            task.text = constant(given.get("stmt"))
        return task

    def timer(self, node):
        """The task of timeit.Timer(...) or torch.utils.benchmark.Timer(...), whether it is torch's; None of others."""
        if isinstance(node, ast.Name):
            return self.tasks.get(node.id)
        path = self.path(node.func) if isinstance(node, ast.Call) else ""
        torch = path == TORCH + ".Timer"
        if path != "timeit.Timer" and not torch:
            return None
        order = ("stmt", "setup", "global_setup", "timer", "globals", "label", "sub_label", "description", "env",
                 "num_threads") if torch else ("stmt", "setup", "timer", "globals")
        given = self.arguments(node, order)
        task = self.task(given, torch) if given is not None and "global_setup" not in given else None
        return (task, torch) if task else None

    # ---- written out ----

    def fresh(self, word):
        self.count += 1
        return "(%s %d)" % (word, self.count)

    def reading(self, task, number, stored=None):
        """Statements of one trial, and the expression of its time."""
        if self.silent:
            return task.setup + loop(number, list(task.body)), ast.Constant(value=None)
        enabled = any(isinstance(n, ast.Attribute) and n.attr == "enable" for s in task.setup for n in ast.walk(s))
        start, stop = self.fresh("start" if enabled else "start, collector off"), self.fresh("stop")
        clock = call_of(task.clock or name_of(CLOCK))
        lines = task.setup + [assign(start, clock)] + loop(number, list(task.body)) + [assign(stop, clock)]
        time = ast.BinOp(left=name_of(stop), op=ast.Sub(), right=name_of(start))
        return lines + ([append(stored, time)] if stored else []), time

    def repeated(self, task, number, repeat, before=()):
        times = self.fresh("times")
        lines, value = self.reading(task, number, times)
        if self.silent:
            return list(before) + loop(repeat, lines), value
        rounds = ast.For(target=name_of("_"), iter=Counted(number=repeat), body=lines, orelse=[])
        return list(before) + [assign(times, ast.List(elts=[], ctx=ast.Load())), rounds], name_of(times)

    def tried(self, task):
        return loop(name_of(UNTOLD), list(task.body))

    def measured(self, task, method, given):
        """Of torch's Timer: what it counts as one execution stands once between the readings."""
        words = [constant(n) if n is not None else "" for n in task.names]
        told = all(isinstance(w, str) for w in words)
        name = "/".join(w[:60] for w in words if w) if told else ""
        before = [ast.Expr(value=call_of(name_of("torch.set_num_threads"), task.threads))]
        one = ast.Constant(value=1)
        number = given.get("number", ast.Constant(value=1000000))
        if method == "timeit":
            count = constant(number)
            warm = ast.Constant(value=max(count // 100, 2)) if isinstance(count, int) else name_of(UNTOLD)
            lines, value = self.repeated(task, one, one, before + task.setup + loop(warm, list(task.body)))
        else:
            lines, value = self.repeated(task, one, name_of(UNTOLD), before + task.setup + self.tried(task))
        block = Written(body=lines)
        block.text = "%s:%s" % (TORCH, name if name or not told else (task.text or "")[:60])
        return [block], value

    def write_out(self, node, thrown_away=False):
        """Statements and value that a call stands for; None of others. thrown_away: nobody looks at its times."""
        self.silent = thrown_away
        path = self.path(node.func)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        million = ast.Constant(value=1000000)
        if path == MAGIC:
            number, repeat, text = node.args
            task = self.task({"stmt": text, "globals": call_of(name_of("globals"))}, False)
            if task is None:
                return None
            told = constant(number) is not None
            return self.repeated(task, number if told else name_of(UNTOLD), repeat, [] if told else self.tried(task))
        if path in ("timeit.timeit", "timeit.repeat"):
            order = ("stmt", "setup", "timer") + (("repeat",) if path == "timeit.repeat" else ()) + ("number", "globals")
            given = self.arguments(node, order)
            task = self.task(given, False) if given is not None else None
            if task is None:
                return None
            number = given.get("number", million)
            return self.reading(task, number) if path == "timeit.timeit" else self.repeated(
                task, number, given.get("repeat", ast.Constant(value=5)))
        found = self.timer(node.func.value) if method in ("timeit", "repeat", "autorange", "blocked_autorange",
                                                          "adaptive_autorange") else None
        if found is None:
            return None
        task, torch = found
        if torch:
            given = self.arguments(node, ("number",) if method == "timeit" else (
                "callback", "min_run_time", "threshold", "max_run_time"))
            known = given is not None and "callback" not in given and method in ("timeit", "blocked_autorange",
                                                                                 "adaptive_autorange")
            return self.measured(task, method, given) if known else None
        given = self.arguments(node, {"timeit": ("number",), "repeat": ("repeat", "number")}.get(method, ()))
        if given is None:
            return None
        if method == "timeit":
            return self.reading(task, given.get("number", million))
        if method == "repeat":
            return self.repeated(task, given.get("number", million), given.get("repeat", ast.Constant(value=5)))
        if method != "autorange":
            return None
        lines, time = self.reading(task, name_of(UNTOLD))
        return self.tried(task) + lines, ast.Tuple(elts=[name_of(UNTOLD), time], ctx=ast.Load())

    # ---- where calls stand ----

    def expression(self, node, lines, thrown_away=False):
        """The expression with its timers' calls replaced; what they stand for goes to lines, to be executed before it."""
        if isinstance(node, LEAVE):
            return node
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return self.comprehension(node, lines)
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                setattr(node, field, self.expression(value, lines))
            elif isinstance(value, list):
                setattr(node, field, [self.expression(v, lines) if isinstance(v, (ast.expr, ast.keyword)) else v
                                      for v in value])
        written = self.write_out(node, thrown_away) if isinstance(node, ast.Call) else None
        if written is None:
            return node
        for line in written[0]:
            place(line, node.lineno)
        lines += written[0]
        return place(written[1], node.lineno)

    def comprehension(self, node, lines):
        """[timeit.timeit(f, number=1) for _ in range(n)]: the loop that it is."""
        one, inner = node.generators[0], []
        one.iter = self.expression(one.iter, lines)
        if len(node.generators) > 1 or one.ifs:
            return node
        element = self.expression(node.elt, inner)
        node.elt = element
        if not inner:
            return node
        name = self.fresh("times")
        made = assign(name, ast.List(elts=[], ctx=ast.Load()))
        rounds = ast.For(target=one.target, iter=one.iter, body=inner + [append(name, element)], orelse=[])
        lines += [place(made, node.lineno), place(rounds, node.lineno)]
        return place(name_of(name), node.lineno)

    def statement(self, node):
        lines = []
        for field, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], (ast.stmt, ast.ExceptHandler)) or field in (
                    "cases", "decorator_list", "args", "bases"):
                continue
            if isinstance(value, ast.expr) and not isinstance(node, ast.While):
                setattr(node, field, self.expression(value, lines, isinstance(node, ast.Expr)))
            elif isinstance(value, list) and field == "items":
                for item in value:
                    item.context_expr = self.expression(item.context_expr, lines)
        if not lines:
            return [node]
        value = getattr(node, "value", None)
        name = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        if isinstance(node, ast.Expr) and isinstance(value, (ast.Constant, ast.Name, ast.Tuple)):
            return lines
        if isinstance(name, ast.Name) and isinstance(value, ast.Name) and value.id.startswith("(times"):
            new = Renamed({value.id: name})
            self.results[name.id] = self.results.get(name.id, 0) + 1
            return [new.visit(line) for line in lines]
        return lines + [node]

    def body(self, statements):
        done = []
        for node in statements:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                found = self.timer(node.value) if self.stored.get(name) == 1 else None
                if found:
                    self.tasks[name] = found
                    self.makers[name] = node
            function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            outer = self.function_names
            if function:
                self.function_names = (outer or set()) | names_in([node.args] + node.body)[1]
            for field in ("body", "orelse", "finalbody"):
                if isinstance(getattr(node, field, None), list):
                    setattr(node, field, self.body(getattr(node, field)))
            for part in getattr(node, "handlers", []) + getattr(node, "cases", []):
                part.body = self.body(part.body)
            self.function_names = outer
            done += self.statement(node)
        return done


class Renamed(ast.NodeTransformer):
    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        return self.names.get(node.id, node)


class Removed(ast.NodeTransformer):
    """Timers whose calls were all written out."""

    def __init__(self, nodes):
        self.nodes = nodes

    def visit_Assign(self, node):
        return ast.copy_location(ast.Pass(), node) if any(node is n for n in self.nodes) else node


class Results(ast.NodeTransformer):
    """What %timeit -o gives: .all_runs are the times of the trials."""

    def __init__(self, names):
        self.names = names

    def visit_Attribute(self, node):
        self.generic_visit(node)
        plain = isinstance(node.value, ast.Name) and node.value.id in self.names
        return node.value if plain and node.attr in ("all_runs", "times", "raw_times") else node


def place(node, line):
    """All of it stands on the line of the call; parts that were written elsewhere keep theirs."""
    for n in ast.walk(node):
        if not hasattr(n, "lineno") and isinstance(n, (ast.expr, ast.stmt)):
            n.lineno, n.col_offset = line, 0
    return node


def write_out_timers(module):
    timers = Timers(module)
    if not any(timers.known.values()) and not any(isinstance(n, ast.Name) and n.id == MAGIC for n in ast.walk(module)):
        return module
    module.body = timers.body(module.body)
    left = {n.id for n in ast.walk(module) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    module = Removed([node for name, node in timers.makers.items() if name not in left]).visit(module)
    names = {name for name, count in timers.results.items() if count == 1 and timers.stored.get(name) == 1}
    return Results(names).visit(module)


def timeit_magic(line):
    """result = %timeit -n 1 -r 7 -o statement, as a call that timers know; None of other lines."""
    match = re.match(r"(\s*)((?:\w+\s*=\s*)?)%timeit\s+(.*)$", line)
    if not match:
        return None
    number, repeat, rest = None, 7, match.group(3)
    while True:
        option = re.match(r"-(?:([nr])\s*(\d+)|p\s*\d+|[oq]+)\s+", rest)
        if not option:
            break
        if option.group(1) == "n":
            number = int(option.group(2)) or None
        elif option.group(1) == "r":
            repeat = int(option.group(2))
        rest = rest[option.end():]
    if rest.startswith("-") or not rest.strip():
        return None
    return "%s%s%s(%r, %r, %r)" % (match.group(1), match.group(2), MAGIC, number, repeat, rest)
