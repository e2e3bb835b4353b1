"""nanobench's loops (https://nanobench.ankerl.com, and nanobench.h), as the statements that they stand for. A part of the script
of clang_library.py.

Bench::run(name, op) calls op warmup() times without storing anything; unless epochIterations() tells how many calls an epoch
has, it then finds that by epochs that it throws away; and then, epochs() times, reads a steady clock, calls op as often as
an epoch has calls, and reads it again. Its own result file tells how many; here one call stands for them.
"""
from clang_library import *

UNTOLD = "(as many as the tool chooses)"
SETTINGS = set(
    "title name unit batch timeUnit output clockResolutionMultiple epochs maxEpochTime minEpochTime minEpochIterations "
    "epochIterations warmup relative performanceCounters context complexityN".split()
)
KNOWN = "/fairlane-known/"  # where the declarations below stand for libclang
NANOBENCH = """#pragma once
#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>
namespace ankerl { namespace nanobench {
struct Config; struct Result; struct Rng { explicit Rng(uint64_t seed); Rng(); uint64_t operator()(); uint32_t bounded(uint32_t);
  double uniform01(); template <typename C> void shuffle(C &) {} };
struct Bench {
  Bench();
  template <typename Op> Bench &run(const char *, Op &&op) { op(); return *this; }
  template <typename Op> Bench &run(const std::string &, Op &&op) { op(); return *this; }
  template <typename Op> Bench &run(Op &&op) { op(); return *this; }
  Bench &title(const char *); Bench &title(const std::string &); Bench &name(const char *); Bench &name(const std::string &);
  Bench &unit(const char *); Bench &unit(const std::string &); template <typename T> Bench &batch(T) { return *this; }
  Bench &timeUnit(std::chrono::duration<double>, const std::string &); Bench &output(std::ostream *);
  Bench &clockResolutionMultiple(size_t); Bench &epochs(size_t); Bench &maxEpochTime(std::chrono::nanoseconds);
  Bench &minEpochTime(std::chrono::nanoseconds); Bench &minEpochIterations(uint64_t); Bench &epochIterations(uint64_t);
  Bench &warmup(uint64_t); Bench &relative(bool); Bench &performanceCounters(bool);
  template <typename T> Bench &context(const std::string &, const T &) { return *this; } template <typename T> Bench &complexityN(T) { return *this; }
  template <typename T> Bench &doNotOptimizeAway(T &&) { return *this; }
  Bench &render(const char *, std::ostream &); Bench &render(const std::string &, std::ostream &);
  const std::vector<Result> &results() const; };
template <typename T> void doNotOptimizeAway(T &&) {}
void render(const char *, const Bench &, std::ostream &); void render(const std::string &, const Bench &, std::ostream &);
namespace templates { const char *csv(); const char *json(); const char *pyperf(); const char *htmlBoxplot(); }
} }
"""


def known_headers():
    """What an installed header would declare; a header that is given is read as a source, for it may do something else."""
    return {KNOWN + name: NANOBENCH for name in ("nanobench.h", "nanobench/nanobench.h")}


class Nanobench:
    """Of one file."""

    @staticmethod
    def is_bench(cursor):
        what = lib.clang_getTypeDeclaration(lib.clang_getCanonicalType(lib.clang_getCursorType(cursor)))
        where = file_name(place(lib.clang_getCursorLocation(what))[0])
        return bare(type_text(cursor)).replace("*", "").strip() == "ankerl::nanobench::Bench" and not where.startswith(ROOT)

    @staticmethod
    def link(cursor):
        """Of bench.epochs(5): its name, what it is called of, its arguments; None of others."""
        callee = stripped(children(cursor)[0]) if kind(cursor) == "CallExpr" and children(cursor) else None
        if callee is None or kind(callee) != "MemberRefExpr":
            return None
        base = [c for c in children(callee) if not kind(c).endswith("Ref")]
        count = lib.clang_Cursor_getNumArguments(cursor)
        return (spelling(callee), stripped(base[0]), [lib.clang_Cursor_getArgument(cursor, i) for i in range(count)]) if base else None

    def settings(self, cursor, told, runs):
        """What a chain sets, the last first; what it begins with."""
        step = self.link(cursor)
        while step:
            word, base, given = step
            if word == "run":
                runs.append(cursor)
            elif given:
                told.setdefault(word, given[0])
            cursor, step = base, self.link(base)
        return cursor

    def runs_of(self, cursor):
        """Calls of run() in a chain, the first first."""
        runs = []
        self.settings(cursor, {}, runs)
        return runs[::-1]

    def settings_before(self, root, variable, until, told):
        """What other statements set of a variable; False where it is handed to something."""
        step = self.link(root)
        inner = children(root)
        if step:
            own, runs = {}, []
            first = self.settings(root, own, runs)
            if kind(first) == "DeclRefExpr" and lib.clang_equalCursors(lib.clang_getCursorReferenced(first), variable):
                if extent(root)[1] < until:
                    told.update(own)
                inner = [a for _, _, given in [step] for a in given]
        elif kind(root) == "DeclRefExpr" and lib.clang_equalCursors(lib.clang_getCursorReferenced(root), variable):
            return False
        return all([self.settings_before(one, variable, until, told) for one in inner])

    def bench_of(self, base, until):
        """Settings of what run() is called of, and calls of run() before it in the same chain; None: not told."""
        told, runs = {}, []
        first = self.settings(base, told, runs)
        if kind(first) != "DeclRefExpr":
            return (told if kind(first) in ("CallExpr", "CXXTemporaryObjectExpr", "UnexposedExpr") else None), runs
        variable = lib.clang_getCursorReferenced(first)
        up = lib.clang_getCursorSemanticParent(variable)
        if kind(variable) != "VarDecl" or kind(up) not in ("FunctionDecl", "CXXMethod"):
            return None, runs
        before = {}
        begin = lib.clang_Cursor_getVarDeclInitializer(variable)
        if not kind(begin).startswith("Invalid"):
            self.settings(stripped(begin), before, [])
        handed = not self.settings_before(up, variable, until, before)
        return (None if handed else {**before, **told}), runs

    def nanobench(self, cursor, base, given, parent):
        """bench.run("name", [&] { ... });"""
        told, runs = self.bench_of(stripped(base), extent(cursor)[1])
        for run in reversed(runs):
            self.visit(run, parent)
        name = literal(stripped(given[0])) if len(given) == 2 and kind(stripped(given[0])) == "StringLiteral" else ""
        here = self.add("block", parent, "nanobench:" + name)
        exact = told is not None and "epochIterations" in told and "warmup" not in told
        if not exact:
            self.rounds(None, given[-1], here)
        times = self.add("assign", here, "=")
        self.name("nanobench's times", times)
        self.add("list", times)
        epochs = told.get("epochs", 11) if told is not None else None
        block = self.rounds(epochs, None, here)
        for when in ("start", "stop"):
            assign = self.add("assign", block, "=")
            self.add("name", assign, "nanobench's " + when)
            self.call("std.chrono.steady_clock.now", assign)
            if when == "start":
                self.handed(given[-1], block)
        push = self.add("call", block)
        self.name("nanobench's times", self.add("field", push, "push"))
        difference = self.add("binary", push, "-")
        self.add("name", difference, "nanobench's stop")
        self.add("name", difference, "nanobench's start")

    def rounds(self, count, op, parent):
        """for _ in 0..count; a cursor, a number, or None where it is not told."""
        loop = self.add("for", parent)
        self.add("name", loop, "_")
        over = self.add("range", loop, "..")
        self.number(0, over)
        if count is None:
            self.add("name", over, UNTOLD)
        elif isinstance(count, int):
            self.number(count, over)
        else:
            self.visit(count, over)
        block = self.add("block", loop)
        if op is not None:
            self.handed(op, block)
        return block

    def handed(self, op, parent):
        inner = stripped(op)
        body = [c for c in children(inner) if kind(c) == "CompoundStmt"] if kind(inner) == "LambdaExpr" else []
        if body:
            self.statements(body[0], parent)
        else:
            self.visit(op, self.add("call", parent))
