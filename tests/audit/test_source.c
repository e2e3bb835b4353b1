/* Sources, manifests and lock files as the audit reads them: what counts as code, what expressions come to,
 * where a program measures, and that nothing hostile gets through. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/audit/reader/flow.h"
#include "bench/audit/reader/settings.h"
#include "bench/audit/reader/tree_answer.h"
#include "tests/audit/subject.h"

static void expressions_of_rust(void **state)
{
    (void)state;
    static const expression cases[] = {
        {"a.rs", "const x: u32 = 1 + 2 * 3 - 4 / 3;", 6},
        {"a.rs", "const x: u32 = (7 - 2) % 3 << 2 | 1;", 9},
        {"a.rs", "const x: usize = 10_000usize;", 10000},
        {"a.rs", "const x: f64 = 1.5e-3_f64;", 1.5e-3},
        {"a.rs", "const x: u8 = 0xff;", 255},
        {"a.rs", "const x: f32 = 300 as u8 as f32 / 4.0;", 11},
        {"a.rs", "const A: usize = 3; const x: usize = { let b = A * 2; b + 1 };", 7},
        {"a.rs", "fn f(a: u32) -> u32 { if a > 2 { return 5; } a * 2 } fn g() { let x = f(2); }", 4},
        {"a.rs", "fn f(a: u32) -> u32 { if a > 2 { return 5; } a * 2 } fn g() { let x = f(3); }", 5},
        {"a.rs", "fn g() { let x: f64 = (1..=4).map(|i| i * i).sum::<u32>() as f64; }", 30},
        {"a.rs", "fn g() { let v = vec![3, 1, 2]; let mut w = v.clone(); w.sort(); let x = w[1]; }", 2},
        {"a.rs",
         "fn g() { let v = vec![3, 1]; let mut w = v.clone(); w.sort_by(|a, b| b.cmp(a)); let x = w[0]; }",
         3},
        {"a.rs", "fn g() { let a = 1; let a = a + 1; let x = a; }", 2},
        {"a.rs", "fn g() { for i in 0..3 { } *p = 2; let x = 4; }", 4},
        {"a.rs", "fn g() { let x = 'a'; let l = f::<'static>(); } fn h<'a>(v: &'a str) { let x = 6; }", 6},
        {"a.rs", "/* const x: u32 = 1; */ const x: u32 = 2; // const x: u32 = 3;", 2},
        {"a.rs", "const NOTE: &str = r#\"const x: u32 = 9; \"#; const x: u32 = 8;", 8},
        {"a.rs", "#[cfg(test)] mod tests { const x: u32 = 1; } const x: u32 = 2;", 2},
        {"a.rs", "fn g() { let mut a = 1; if b() { a = 2; } let x = a; }", NAN},
        {"a.rs", "fn g() { let x = unknown(); }", NAN},
    };
    check_values(cases, sizeof cases / sizeof *cases, 0);
}

static void expressions_of_python(void **state)
{
    (void)state;
    static const expression cases[] = {
        {"a.py", "x = 7 // 2 + -7 % 4", 4},
        {"a.py", "x = 2 ** 10 & 0xff0", 1024},
        {"a.py", "A = 5\nx = A if A > 4 else 0", 5},
        {"a.py", "def f(a, b=2):\n    return a * b\nx = f(4)", 8},
        {"a.py", "x = sum(i for i in range(10) if i % 2)", 25},
        {"a.py", "import statistics\nx = statistics.pvariance([1, 2, 3, 4])", 1.25},
        {"a.py", "import numpy as np\nx = np.std([1, 2, 3, 4], ddof=1) ** 2 * 3", 5},
        {"a.py", "x = sorted([3, 1, 2])[-1]", 3},
        {"a.py", "t = 0\nfor k in [1, 2, 3]:\n    t += k * k\nx = t", 14},
        {"a.py", "# x = 1\nx = 2", 2},
        {"a.py", "y = 'x = 1'\nx = 3", 3},
        {"a.py", "x = 4\ndef f():\n    global x\n    x = 5\n", 5},
        {"a.py", "a = 4\ndef f():\n    global a\n    a = 5\nx = a", NAN},
        {"a.py", "x = float('nan')", NAN},
    };
    check_values(cases, sizeof cases / sizeof *cases, 1e-12);
}

static void a_measured_loop_is_found(void **state)
{
    (void)state;
    fl_measuring *m = malloc(sizeof *m);
    subject *s = read_sources("a.rs",
                              "use std::time::Instant as Watch;\n"
                              "fn go(model: &M) { let mut all = Vec::new();\n"
                              "for _ in 0..7 { model.predict(&q); }\n"
                              "for _ in 0..90 { let t = Watch::now(); let y = model.predict(&q);\n"
                              "let d = t.elapsed(); all.push(d.as_nanos()); } }\n",
                              NULL);
    assert_non_null(m);
    fl_find_measuring(&s->evaluator, m, NULL);
    assert_non_null(m->main);
    assert_true(m->main->times == 90 && m->main->kept == 90 && m->warm_ups == 7);
    assert_true(m->timed.predictions == 1);
    assert_string_equal(m->main->start_clock, "std.time.Instant.now");
    assert_null(m->counted_warm_up);
    assert_null(m->leaves_early);
    forget(s);
    free(m);
}

/* Where the first call of probe() ends up. */
static fl_end end_of(const char *path, const char *source)
{
    subject *s = read_sources(path, source, NULL);
    fl_node *module = s->program.files[0].module, *place = NULL;
    int end = -1;
    assert_non_null(module);
    for (fl_node *n = module; n && end < 0; n = fl_node_following(n, module))
        if (n->kind == FL_NODE_CALL && fl_node_is(n->first, FL_NODE_NAME, "probe"))
            end = (int)fl_follow(&s->evaluator, n, &place);
    assert_int_not_equal(end, -1);
    assert_true((end == FL_END_TOLD) || place);
    forget(s);
    return (fl_end)end;
}

static void values_are_followed_to_where_they_decide(void **state)
{
    (void)state;
    static const struct {
        const char *path, *source;
        fl_end end;
    } cases[] = {
        {"a.py", "print(probe())", FL_END_TOLD},
        {"a.py", "x = probe()\nprint(f'{x}')", FL_END_TOLD},
        {"a.py", "def f():\n    return {'a': probe()}\nprint('b' if f() else 'c')", FL_END_TOLD},
        {"a.py", "def f():\n    return probe()\ntable = {'f': f}\nif 'f' in table:\n    print(table['f']())",
         FL_END_TOLD},
        {"a.py", "def f():\n    return probe()\ntable = {'f': f}\nif table['f']():\n    go()",
         FL_END_DECIDES},
        {"a.py",
         "class C:\n    def __init__(self):\n        self.x = probe()\n    def g(self):\n"
         "        while self.x:\n            pass",
         FL_END_DECIDES},
        {"a.py", "if probe():\n    go()", FL_END_DECIDES},
        {"a.py", "run = fast if probe() else slow\nrun(1)", FL_END_DECIDES},
        {"a.py", "def f(where):\n    model.to(where)\nf(probe())", FL_END_DECIDES},
        {"a.py", "def f(a, where=probe()):\n    model.to(where)\nf(1)", FL_END_DECIDES},
        {"a.py", "places = []\nplaces.append(probe())\nmodel.to(places[0])", FL_END_DECIDES},
        {"a.py", "f = lambda: probe()\nmodel.to(f())", FL_END_DECIDES},
        {"a.py", "x = torch.zeros(3, device=probe())", FL_END_DECIDES},
        {"a.py", "with probe():\n    go()", FL_END_DECIDES},
        {"a.py", "elsewhere.configure(probe())", FL_END_UNKNOWN},
        {"a.py", "def f(a):\n    print(a)\nf(*probe())", FL_END_UNKNOWN},
        {"a.rs", "fn f() { println!(\"{}\", probe()); }", FL_END_TOLD},
        {"a.rs", "fn f() -> u32 { probe() } fn g() { println!(\"{}\", f()); }", FL_END_TOLD},
        {"a.rs", "fn f() -> u32 { probe() } fn g() { if f() > 1 { go(); } }", FL_END_DECIDES},
        {"a.rs", "fn f() { match probe() { Some(n) => model.predict(n), None => stop() } }", FL_END_DECIDES},
        {"a.rs", "fn f() { let c = || probe(); if c() { go(); } }", FL_END_DECIDES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fl_end end = end_of(cases[i].path, cases[i].source);
        if (end != cases[i].end)
            fail_msg("%s: %d, not %d", cases[i].source, (int)end, (int)cases[i].end);
    }
}

/* Methods of one name are told apart by the number of their arguments. */
static void a_call_finds_a_method_that_takes_as_many(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        bool found;
    } cases[] = {
        {"impl P { fn go(&self) {} } fn f(m: &M) { m.go(1); }", false},
        {"impl P { fn go(&self, x: u32) {} } fn f(m: &M) { m.go(1); }", true},
        {"impl P { fn go(&self, x: u32) {} } fn f(m: &M) { P::go(m, 1); }", true},
        {"impl P { fn go(x: u32) {} } fn f(m: &M) { P::go(1); }", true},
        {"impl P { fn go(x: u32) {} } fn f(m: &M) { P::go(m, 1); }", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        subject *s = read_sources("a.rs", cases[i].source, NULL);
        fl_node *module = s->program.files[0].module, *call = NULL;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            call = n->kind == FL_NODE_CALL ? n : call;
        assert_non_null(call);
        if ((fl_called_function(&s->program, call->first) != NULL) != cases[i].found)
            fail_msg("%s: %s", cases[i].source, cases[i].found ? "not found" : "found");
        forget(s);
    }
}

static void forced_inlining_is_seen_wherever_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        int line;
    } cases[] = {
        {"#[inline]\nfn f() {}\n// #[inline(always)]\nconst N: &str = \"inline(always)\";", 0},
        {"\n#[inline(always)] fn f() {}", 2},
        {"macro_rules! m { () => { #[inline(always)] fn f() {} } }", 1},
        {"fn g() {\n let = ;; #[cfg_attr(a, inline(always))] fn h() {} }", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        subject *s = read_sources("a.rs", cases[i].source, NULL);
        assert_int_equal(s->program.files[0].forced_inline, cases[i].line);
        forget(s);
    }
    subject *s =
        read_sources("a.rs", "fn f() { let r = unsafe { get(&raw mut a, &raw const b, &raw) }; }", NULL);
    assert_non_null(s->program.files[0].module);
    for (fl_node *n = s->program.files[0].module; n; n = fl_node_following(n, s->program.files[0].module))
        assert_int_not_equal(n->kind, FL_NODE_OPAQUE);
    forget(s);
}

static void what_is_not_the_language_says_so(void **state)
{
    (void)state;
    static const char *const sources[][2] = {{"a.py", "def f(:\n"},    {"a.py", "x = (((\n"},
                                             {"a.rs", "fn f() { /* "}, {"a.rs", "fn f() { \"abc"},
                                             {"a.c", "int x = ;"},     {"a.cc", "#include \"not_given.h\"\n"},
                                             {"a.go", "package main"}};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        subject *s = read_sources(sources[i][0], sources[i][1], NULL);
        assert_false(s->program.complete);
        assert_string_not_equal(s->program.missing, "");
        forget(s);
    }
    subject *s = read_sources("a.rs", "fn f() { let x = 1 }} fn g( {{{ ]", NULL);
    assert_true(has_opaque_statement(s)); /* what does not fit is marked, not guessed at */
    forget(s);
}

static void deep_and_long_sources_are_refused(void **state)
{
    (void)state;
    static const char *const openings[] = {"fn f() { let x = ", "x = "};
    static const char *const pieces[] = {"(", "-", "[", "1+", "if a {", "a.b(", "&", "|a| ", "!"};
    for (int language = 0; language < 2; language++)
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
            char *source = repeated(openings[language], pieces[k], 200000);
            subject *s = read_sources(language == 0 ? "a.rs" : "a.py", source, NULL);
            if (language == 1)
                assert_false(s->program.complete);
            forget(s);
            free(source);
        }
}

static void texts_are_fit_to_be_shown(void **state)
{
    (void)state;
    subject *s = read_sources("a.py", "x = '\\u202e\\x1b[2J'\n", NULL);
    fl_node *module = s->program.files[0].module;
    for (fl_node *n = module; n; n = fl_node_following(n, module))
        for (const char *c = n->text; *c; c++)
            assert_true((unsigned char)*c >= ' ');
    forget(s);
}

static void versions(void **state)
{
    (void)state;
    assert_int_equal(fl_cargo_satisfies("0.11.0", "=0.11.0"), 1);
    assert_int_equal(fl_cargo_satisfies("0.11.5", "0.11"), 1);
    assert_int_equal(fl_cargo_satisfies("0.12.0", "0.11"), 0);
    assert_int_equal(fl_cargo_satisfies("1.9.3", "1.2"), 1);
    assert_int_equal(fl_cargo_satisfies("2.0.0", "^1.2"), 0);
    assert_int_equal(fl_cargo_satisfies("1.2.9", "~1.2.3"), 1);
    assert_int_equal(fl_cargo_satisfies("1.3.0", "~1.2.3"), 0);
    assert_int_equal(fl_cargo_satisfies("1.4.0", ">=1.2, <1.5"), 1);
    assert_int_equal(fl_cargo_satisfies("1.5.0", ">=1.2, <1.5"), 0);
    assert_int_equal(fl_cargo_satisfies("3.1.4", "*"), 1);
    assert_int_equal(fl_cargo_satisfies("1.0.0-beta.1", "1.0"), -1);
    assert_int_equal(fl_python_satisfies("2.5.1", ">=2.5,<3"), 1);
    assert_int_equal(fl_python_satisfies("2.5.1+cpu", "==2.5.1"), 1);
    assert_int_equal(fl_python_satisfies("2.5.1", "==2.*"), 1);
    assert_int_equal(fl_python_satisfies("3.0", "~=2.5"), 0);
    assert_int_equal(fl_python_satisfies("2.9", "~=2.5"), 1);
    assert_int_equal(fl_python_satisfies("2.5.1", "!=2.5.1"), 0);
    assert_int_equal(fl_python_satisfies("2.5.1", "@ file:///x"), -1);
}

static void settings(void **state)
{
    (void)state;
    fl_settings s;
    const char *text = "# lto = true\n[profile.release]\nnote = 'lto = "
                       "\"fat\"'\n[profile.release.package.\"*\"]\nopt-level = 3\n"
                       "[[package]]\nname = 'a'\n[[package]]\nname = 'b'\n";
    assert_true(fl_settings_read("a.toml", text, strlen(text), &s));
    assert_null(fl_settings_find(&s, "profile.release.lto"));
    assert_int_equal(fl_settings_find(&s, "profile.release.package.\"*\".opt-level")->line, 5);
    assert_string_equal(fl_settings_find(&s, "package[1].name")->text, "b");
    fl_settings_free(&s);
    static const char *const wrong[] = {"a = ", "a = 1\na = 2\n", "[a]\n[a]\n", "a = \"\\x\"", "\xff = 1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(fl_settings_read("a.toml", wrong[i], strlen(wrong[i]), &s));
        assert_string_not_equal(s.reason, "");
        fl_settings_free(&s);
    }
    char deep[100001];
    memset(deep, '[', 100000);
    memcpy(deep, "a=", 2);
    deep[100000] = '\0';
    assert_false(fl_settings_read("a.toml", deep, 100000, &s));
    fl_settings_free(&s);
}

static void assert_settings(const char *text, const char *reason)
{
    fl_settings s;
    bool read = fl_settings_read("a.toml", text, strlen(text), &s);
    assert_string_equal(s.reason, reason);
    assert_int_equal(read, reason[0] == '\0');
    assert_true(read || s.count == 0);
    fl_settings_free(&s);
}

/* What the parser does not bound, or gets wrong, does not reach it. */
static void settings_are_bounded_before_the_parser(void **state)
{
    (void)state;
    enum { PARTS = 30000 };
    static char dotted[2 * PARTS + 8];
    for (int i = 0; i < PARTS; i++)
        /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): more follows */
        memcpy(dotted + 2 * i, "a.", 2);
    memcpy(dotted + 2 * PARTS, "a=1\n", 5);
    assert_settings(dotted, "line 1: a key of more than 32 parts");
    assert_settings("b = 1\n[a . 'b'.\"c\".d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z]\n", "");
    assert_settings("a = \"1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6\"\n", "");
    assert_settings("a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0,"
                    "1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]\n",
                    "");
    assert_settings("# \xef\xb8\x8f ...................................\na = '\xef\xb8\x8f'\n", "");
    assert_settings("\xef\xbb\xbf"
                    "a = 1\n",
                    "");
    assert_settings("a = 1\n\xef\xb8\x8f\n",
                    "line 2: a character beyond ASCII outside of quotes and comments");
    assert_settings("a = \"\"\"x\\  \n  \xef\xb8\x8f\"\"\"\n",
                    "line 2: a character beyond ASCII behind a backslash");
    assert_settings("a = \"\"\"x\\  \n  \xc3\xa4\"\"\"\n",
                    "line 2: a character beyond ASCII behind a backslash");
    assert_settings("a = \"\"\"x\\\xe2\x80\x80\"\"\"\n",
                    "line 1: a character beyond ASCII behind a backslash");
    assert_settings("a = \"\"\"x\\  \n  y\xc3\xa4 \xef\xb8\x8f\"\"\"\n", "");
    assert_settings("a = '''\\\n\xef\xb8\x8f'''\n", "");
    assert_settings("a = \"\xef\xb8\"\n", "line 1: it is not UTF-8");
}

/* Many sources that are each slow are read until the time of the case is over, and no longer. */
static void the_time_for_sources_is_one(void **state)
{
    (void)state;
    fl_tree_begin(1);
    subject *s = read_further("a.py", "x = 1\n"); /* what is begun is read */
    assert_true(s->program.complete);
    forget(s);
    s = read_further("b.py", "x = 1\n");
    assert_false(s->program.complete);
    assert_non_null(strstr(s->program.missing, "see the head"));
    assert_true(s->program.files[0].limited);
    assert_non_null(
        strstr(s->program.files[0].reason, "time for reading the sources of a case, 1e-09 s, is used up"));
    forget(s);
    static const char *const others[] = {"a.c", "a.rs"}; /* it is one for all languages */
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        s = read_further(others[i], "fn f() {}\n");
        assert_false(s->program.complete);
        assert_true(s->program.files[0].limited);
        forget(s);
    }
    fl_tree_begin(0);
    s = read_further("b.py", "x = 1\n");
    assert_true(s->program.complete);
    forget(s);
}

/* What no parser may take is told at the head, and not as a fault of the source. */
static void what_exhausts_a_parser_is_limited(void **state)
{
    (void)state;
    char deep[4096] = "x = ";
    memset(deep + 4, '(', 2000);
    subject *s = read_sources("a.py", deep, NULL);
    assert_true(s->program.files[0].limited);
    assert_non_null(strstr(s->program.files[0].reason, "python3 could not parse it within its limits: "));
    assert_non_null(strstr(s->program.missing, "see the head"));
    forget(s);
}

/* A C source of a side in Rust is C. */
static void a_language_is_of_its_file(void **state)
{
    (void)state;
    fl_case_text text = {.path = "a.c", .bytes = "int f(void) { return 3; }\n"};
    fl_program program;
    text.size = strlen(text.bytes);
    fl_tree_begin(0);
    fl_program_read(&text, 1, "rust", NULL, NULL, &program);
    assert_true(program.files[0].c);
    assert_false(program.files[0].rust);
    if (!strstr(program.files[0].reason, "there is no libclang")) {
        assert_true(program.complete);
        assert_true(fl_node_is(program.files[0].module->first, FL_NODE_FUNCTION, "f"));
    }
    fl_program_free(&program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_exhausts_a_parser_is_limited),
        cmocka_unit_test(a_language_is_of_its_file),
        cmocka_unit_test(expressions_of_rust),
        cmocka_unit_test(expressions_of_python),
        cmocka_unit_test(a_measured_loop_is_found),
        cmocka_unit_test(values_are_followed_to_where_they_decide),
        cmocka_unit_test(a_call_finds_a_method_that_takes_as_many),
        cmocka_unit_test(forced_inlining_is_seen_wherever_it_stands),
        cmocka_unit_test(what_is_not_the_language_says_so),
        cmocka_unit_test(deep_and_long_sources_are_refused),
        cmocka_unit_test(texts_are_fit_to_be_shown),
        cmocka_unit_test(versions),
        cmocka_unit_test(settings),
        cmocka_unit_test(the_time_for_sources_is_one),
        cmocka_unit_test(settings_are_bounded_before_the_parser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
