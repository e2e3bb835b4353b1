/* C and C++ as the audit reads them through libclang: types, loops, clocks, products; what is not given, not taken in
 * or written to exhaust a parser passes for nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/audit/reader/products.h"
#include "tests/audit/subject.h"

static bool is_absent(void)
{
    subject *s = read_sources("a.c", "int x = 1;", NULL);
    bool absent = strstr(s->program.missing, "no libclang") || strstr(s->program.missing, "no python3");
    forget(s);
    return absent;
}

static void expressions_of_c(void **state)
{
    (void)state;
    static const expression cases[] = {
        {"a.c", "double x = 7 / 2;", 3},
        {"a.c", "double x = -7 / 2;", -3},
        {"a.c", "double x = 7 / 2.0;", 3.5},
        {"a.c", "float x = 0.1;", (double)0.1f},
        {"a.c", "double x = 0.1f;", (double)0.1f},
        {"a.c", "unsigned char x = 300;", 44},
        {"a.c", "int x = 0x10 + 010 + 'A';", 16 + 8 + 65},
        {"a.c", "#define N 10\n#define TWICE(a) ((a) * 2)\nint x = TWICE(N) + N;", 30},
        {"a.c", "enum { A = 3, B };\nint x = B;", 4},
        {"a.c", "int x = sizeof(double) > 4 && !0 ? 1 : 2;", 1},
        {"a.c",
         "static int f(int a, int b) { return a * 10 + b; }\nint main(void) { int x = f(1, 2); return x; }",
         12},
        {"a.c",
         "int main(void) { double s = 0; for (int i = 1; i <= 4; ++i) s += i * i;\ndouble x = s; return 0; }",
         30},
        {"a.c",
         "int main(void) { double s = 0; for (int i = 0; i < 10; i += 4) s += i;\ndouble x = s; return 0; }",
         12},
        /* what changes its own variable, or counts downwards, is not followed */
        {"a.c",
         "int main(void) { double s = 0; for (int i = 0; i < 4; i++) { s += i; i++; }\ndouble x = s; return "
         "0; }",
         NAN},
        {"a.c",
         "int main(void) { double s = 0; for (int i = 4; i > 0; i--) s += i;\ndouble x = s; return 0; }",
         NAN},
        /* another variable of the same name is another variable */
        {"a.c", "int main(void) { int n = 5; { int n = 7; n++; } int x = n; return x; }", 5},
    };
    check_values(cases, sizeof cases / sizeof *cases, 0);
}

static void expressions_of_cpp(void **state)
{
    (void)state;
    static const expression cases[] = {
        {"a.cc", "constexpr int N = 6; namespace a { constexpr int M = N + 1; }\nint x = a::M * 2;", 14},
        {"a.cc", "#include <vector>\nint main() { std::vector<float> v(7, 1.5f); auto x = v.size() * v[3]; }",
         10.5},
        {"a.cc",
         "#include <numeric>\n#include <vector>\nint main() { std::vector<double> v{1, 2, 4};\n"
         "double x = std::accumulate(v.begin(), v.end(), 0.5); }",
         7.5},
        {"a.cc",
         "#include <algorithm>\n#include <vector>\nint main() { std::vector<double> v{3, 1, 2};\n"
         "std::sort(v.begin(), v.end()); double x = v[0] * 100 + v[1] * 10 + v.back(); }",
         123},
        {"a.cc",
         "#include <algorithm>\n#include <functional>\n#include <vector>\nint main() { std::vector<double> "
         "v{3, 1, 2};\n"
         "std::sort(v.begin(), v.end(), std::greater<double>()); double x = v[0]; }",
         3},
        /* a part of it is sorted: not followed */
        {"a.cc",
         "#include <algorithm>\n#include <vector>\nint main() { std::vector<double> v{3, 1, 2};\n"
         "std::sort(v.begin() + 1, v.end()); double y = v[1]; }\nint x = 1;",
         1},
        {"a.cc", "auto f = [](int a) { return a + 1; };\nint x = f(41);", 42},
        /* units: newer versions of libclang leave out of their names what is the default */
        {"a.cc",
         "#include <chrono>\nstd::chrono::nanoseconds ns(180000000000);\n"
         "double x = std::chrono::duration<double, std::ratio<60>>(ns).count();",
         3},
        {"a.cc",
         "#include <chrono>\nstd::chrono::nanoseconds ns(180000000000);\n"
         "double x = std::chrono::duration_cast<std::chrono::minutes>(ns).count();",
         3},
        {"a.cc",
         "#include <chrono>\ndouble x = std::chrono::duration<double>(std::chrono::milliseconds(7)).count();",
         0.007},
    };
    check_values(cases, sizeof cases / sizeof *cases, 0);
}

static void clocks_and_products(void **state)
{
    (void)state;
    static const char form[] =
        "#include <time.h>\n"
        "static float w[2 * 784], in[784], out[2];\n"
        "static void f(void) { %s }\n"
        "int main(void) { static double times[50]; for (int i = 0; i < 3; i++) f();\n"
        "for (int i = 0; i < 50; i++) { struct timespec a, b; clock_gettime(%s, &a); f();\n"
        "clock_gettime(CLOCK_MONOTONIC, &b); times[i] = (b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - "
        "a.tv_nsec); } }\n";
    static const struct {
        const char *body, *clock, *name;
        double inputs, outputs, inferences;
    } cases[] = {
        {"for (int r = 0; r < 2; r++) { float s = 0; for (int j = 0; j < 784; j++) s += w[r * 784 + j] * "
         "in[j]; out[r] = s; }",
         "CLOCK_MONOTONIC", "clock_gettime.CLOCK_MONOTONIC", 784, 2, 1},
        {"for (int r = 0; r < 2; r++) { const float *row = w + 784 * r; float s = 0; for (int j = 0; j < "
         "784; j++) s += row[j] * in[j]; out[r] = s; }",
         "1", "clock_gettime.CLOCK_MONOTONIC", 784, 2, 1},
        {"float s = 0; for (int j = 0; j < 784; j++) s = s + in[j] * w[j]; out[0] = s;", "CLOCK_REALTIME",
         "clock_gettime.CLOCK_REALTIME", 784, 1, 1},
        {"float s = 0, t = 0; for (int j = 0; j < 392; j += 2) { s += in[j] * w[j]; t += in[j + 1] * w[j + "
         "1]; } out[0] = s + t;",
         "CLOCK_MONOTONIC", "clock_gettime.CLOCK_MONOTONIC", 392, 1, 1},
        /* eight samples, one after the other, with one row of weights */
        {"for (int k = 0; k < 8; k++) { float s = 0; for (int j = 0; j < 90; j++) s += in[k * 90 + j] * "
         "w[j]; out[0] = s; }",
         "CLOCK_MONOTONIC", "clock_gettime.CLOCK_MONOTONIC", 90, 1, 8},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[2048];
        fl_measuring m;
        fl_product p;
        snprintf(source, sizeof source, form, cases[i].body, cases[i].clock);
        subject *s = read_sources("a.c", source, NULL);
        fl_find_measuring(&s->evaluator, &m, NULL);
        assert_non_null(m.main);
        assert_string_equal(m.main->start_clock, cases[i].name);
        assert_true(m.main->kept == 50);
        assert_true(m.warm_ups == 3 * cases[i].inferences);
        assert_non_null(m.main->container);
        assert_true(m.timed.predictions == cases[i].inferences);
        assert_true(fl_product_within(&s->evaluator, m.timed.place[FL_DOES_PREDICT], &p));
        if (p.inputs != cases[i].inputs || p.outputs != cases[i].outputs ||
            p.inferences != cases[i].inferences)
            fail_msg("%s: %g to %g, %g times", cases[i].body, p.inputs, p.outputs, p.inferences);
        forget(s);
    }
}

static void what_is_not_given_is_told(void **state)
{
    (void)state;
    static const char *const sources[][2] = {
        {"#include \"not_given.h\"\n", "not_given.h could not be found"},
        {"#include \"/etc/hostname\"\n", "outside of the folder"},
        {"#include </dev/zero>\n", "outside of the folder"},
        {"#include \"../up.h\"\n", "outside of the folder"},
        {"#incl\\\nude \"/etc/hostname\"\n", "outside of the folder"},
        {"#define H \"beside.h\"\n#include H\n", "what a macro names"},
        {"int main(void) { return 0 }\n", "line 1: "},
        {"int main(void) { return undeclared; }\n", "undeclared"},
    };
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        subject *s = read_sources("a.c", sources[i][0], "int beside;");
        assert_false(s->program.complete);
        if (!strstr(s->program.missing, sources[i][1]))
            fail_msg("%s: %s", sources[i][0], s->program.missing);
        forget(s);
    }
    subject *s = read_sources("a.c", "#include \"beside.h\"\nint main(void) { return beside(); }",
                              "int beside(void);");
    assert_true(s->program.complete);
    bool imported = false;
    for (fl_node *n = s->program.files[1].module; n; n = fl_node_following(n, s->program.files[1].module))
        imported = imported || fl_node_is(n, FL_NODE_IMPORT, "extern.beside");
    assert_true(imported);
    forget(s);
}

/* The build's own options decide what stands under a condition; the compiler's macros are another's here. */
static void options_of_the_build_decide(void **state)
{
    (void)state;
    static const struct {
        const char *source, *option, *name; /* a variable that is there */
        bool refused;
    } cases[] = {
        {"#ifdef FAST\nint fast = 1;\n#else\nint slow = 1;\n#endif\n", "-DFAST", "fast", false},
        {"#ifdef FAST\nint fast = 1;\n#else\nint slow = 1;\n#endif\n", "-DOTHER", "slow", false},
        {"#if CALLS == 5\nint fast = 1;\n#else\nint slow = 1;\n#endif\n", "-DCALLS=5", "fast", false},
        {"#define F __AVX512F__\n#if F\nint f;\n#endif\nint slow = 1;\n", "-DFAST", "slow", true},
        {"#ifdef __clang__\nint slow = 1;\n#else\nint fast = 1;\n#endif\n", "-DFAST", "slow", true},
        {"#ifdef FAST\nint fast = 1;\n#endif\nint slow = 1;\n", "-UFAST", "slow", false},
        {"#ifdef FAST\nint fast = 1;\n#endif\nint slow = 1;\n", "-Xclang -DFAST", "slow", false},
        {"int slow = 1;\n", "-include/etc/passwd", "slow", false},
        {"int slow = 1;\n", "-fplugin=./evil.so", "slow", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fl_c_options options = {.count = 1, .certain = true};
        snprintf(options.options[0], sizeof options.options[0], "%s", cases[i].option);
        subject *s = read_sources_with("a.c", cases[i].source, NULL, &options);
        bool found = false;
        assert_true(s->program.complete == !cases[i].refused);
        fl_node *module = s->program.files[0].module;
        for (fl_node *n = module; n; n = fl_node_following(n, module))
            found = found || fl_node_is(n, FL_NODE_NAME, cases[i].name);
        if (!found && !cases[i].refused)
            fail_msg("%s: %s", cases[i].option, s->program.missing);
        forget(s);
    }
}

static void what_no_compiler_saw_is_not_read(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        bool refused;
    } cases[] = {
        {"#ifdef FAST\nint f(void);\n#endif\nint x;", true},
        {"#if 0\nint f(void);\n#endif\nint x;", true},
        {"#ifdef FAST\n/* nothing */\n#endif\nint x;", false},
        {"#ifdef _WIN32\nint f(void);\n#endif\nint x;", false},
        {"#ifndef GUARD\n#define GUARD\nint x;\n#endif", false},
        {"#ifndef SLOW\nint x;\n#endif", true},
        {"#ifndef CALLS\n#define CALLS 10000\n#endif\nint x = CALLS;", true},
        {"#ifndef GUARD\n#define GUARD\nint x;\n#endif\nint y;", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        subject *s = read_sources("a.c", cases[i].source, NULL);
        assert_true((strstr(s->program.missing, "is not told") != NULL) == cases[i].refused);
        assert_true(s->program.complete == !cases[i].refused);
        forget(s);
    }
}

static void hostile_sources_end(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(", "-", "1+", "{", "[", "sizeof "};
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        char *source = repeated("int main(void) { int x = ", pieces[k], 60000);
        subject *s = read_sources("a.c", source, NULL);
        assert_false(s->program.complete);
        forget(s);
        free(source);
    }
    subject *s = read_sources("a.c", "#include \"a.c\"\nint main(void) { return 0; }", NULL);
    assert_false(s->program.complete);
    forget(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_of_c),
        cmocka_unit_test(expressions_of_cpp),
        cmocka_unit_test(clocks_and_products),
        cmocka_unit_test(what_is_not_given_is_told),
        cmocka_unit_test(options_of_the_build_decide),
        cmocka_unit_test(what_no_compiler_saw_is_not_read),
        cmocka_unit_test(hostile_sources_end),
    };
    if (is_absent()) {
        puts("skipped: there is no libclang, or no python3, to read C and C++ with");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
