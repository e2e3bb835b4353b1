/* Times as people write them, and points 81 to 84 judged on a stored measurement with known answers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/time_text.h"
#include "bench/bounds/bounds.h"
#include "bench/verdict/latency_points.h"
#include "tests/bounds/bounds_fixture.h"

static fl_bounds derived(void)
{
    fl_document document;
    fl_bounds bounds;
    fl_error error = {""};
    bounds_fixture(&document);
    assert_int_equal(fl_bounds_derive(&document, &bounds, &error), FL_OK);
    fl_document_free(&document);
    return bounds;
}

/* ---- times with units ---- */

/* NOLINTNEXTLINE(readability-function-size): a table */
static void times_are_read_with_their_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double ns;
    } good[] = {
        {"0.52us", 520},
        {"520ns", 520},
        {"0.52 us", 520},
        {"0.52\xc2\xb5s", 520},
        {"0.52\xce\xbcs", 520},
        {"5ms", 5e6},
        {"2s", 2e9},
        {".5us", 500},
        {"5.us", 5000},
        {"0.001ns", 1e-3},
        {"3600s", 3600e9},
        {"000000000000000000001ns", 1},
        {"100ps", 0.1},
        {"0.52 usec", 520},
        {"0.52 microseconds", 520},
        {"1 second", 1e9},
        {"120NS", 120},
        {"5.03US", 5030},
        {"5.03 \xc2\xb5s/op", 5030},
        {"1234 ns/iter", 1234},
        {"3ms/inference", 3e6},
        {"1_234ns", 1234},
        {"1,234,567 ns", 1234567},
        {"1,234.5 ns", 1234.5},
        {"0,52us", 520},
        {"0,521us", 521},
        {"1,5us", 1500},
        {"12,34us", 12340},
        {"1e-6s", 1000},
        {"1E3 ns", 1000},
        {"1.5e+2ns", 150},
        {" 120ns", 120},
        {"120ns ", 120},
        {"5.03\xc2\xa0\xc2\xb5s", 5030},
        {"5.03\xe2\x80\xafms\t", 5.03e6},
    };
    static const char *const bad[] = {
        "",
        " ",
        "us",
        "1",
        "0.52",
        "1e-6",
        "-1us",
        "+1us",
        "nan",
        "nanus",
        "inf",
        "infs",
        "0x10ns",
        "1.2.3s",
        "1,234 ns",
        "12,345us",
        "1,2,3us",
        "1,234,56us",
        "1 000ns",
        "1_ns",
        "_1ns",
        "1__0ns",
        "1us;ls",
        "1\nus",
        "0us",
        "0.0s",
        "0",
        "3601s",
        "1e400ns",
        "1e-400s",
        "1ens",
        "1e+ns",
        "e3ns",
        ".us",
        ".",
        ",",
        ",us",
        "1minutes",
        "1m",
        "1 min",
        "1us\n",
        "0.0001ns",
        "1\xc2s",
        "1\xb5s",
        "1\xc2\xb5",
        "1us500ns",
        "~120ns",
        "<100ns",
        ">1us",
        "5.03 \xc2\xb5s \xc2\xb1 11.8 ns",
        "5 us +- 1",
        "1us/",
        "1us/furlong",
        "1us / op x",
        "9999999999999999999999999999999999999999999999999999999999999999999999999999999999999999s",
    };
    fl_error error = {""};
    double ns;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (fl_parse_time("latency", good[i].text, &ns, &error) != FL_OK)
            fail_msg("'%s': %s", good[i].text, error.text);
        if (!(fabs(ns - good[i].ns) <= 1e-12 * good[i].ns))
            fail_msg("'%s' was read as %.17g ns", good[i].text, ns);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ns = -7;
        if (fl_parse_time("latency", bad[i], &ns, &error) != FL_USAGE || ns != -7)
            fail_msg("'%s' was taken for a time", bad[i]);
        assert_non_null(strstr(error.text, "--latency"));
        assert_true(strlen(error.text) < 160);
    }
}

/* What is refused is refused with what to write instead. */
static void refusals_name_the_cure(void **state)
{
    (void)state;
    static const struct {
        const char *text, *cure;
    } cases[] = {
        {"120", "needs a unit"},
        {"1e-6", "needs a unit"},
        {"1,234 ns", "thousands or a decimal one"},
        {"~120ns", "without '~'"},
        {"<100ns", "without '<'"},
        {"5.03 \xc2\xb5s \xc2\xb1 11.8 ns", "without its spread"},
        {"1m", "(ns, us, ms, s)"},
        {"soon", "not a time such as 0.52us"},
        {"0ns", "between a picosecond and an hour"},
    };
    fl_error error = {""};
    double ns;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(fl_parse_time("latency", cases[i].text, &ns, &error), FL_USAGE);
        if (!strstr(error.text, cases[i].cure))
            fail_msg("'%s' is refused with: %s", cases[i].text, error.text);
    }
}

/* ---- points ---- */

static void points_follow_the_bounds(void **state)
{
    (void)state;
    fl_bounds bounds = derived();
    enum { PASS = FL_POINT_PASS, FAIL = FL_POINT_FAIL, OPEN = FL_POINT_UNCHECKED };
    static const struct {
        double claimed[2];
        int verdicts[FL_LATENCY_POINTS];
    } cases[] = {
        {{NAN, NAN}, {OPEN, OPEN, OPEN, OPEN}},
        {{4000, 520}, {PASS, PASS, PASS, PASS}},
        {{4000, NAN}, {PASS, OPEN, OPEN, OPEN}},
        {{4000, 60}, {PASS, PASS, PASS, PASS}}, /* the fixed 100 ns would fail it */
        {{4000, 48}, {PASS, FAIL, FAIL, PASS}}, /* below 0.97 x 50 */
        {{48, NAN}, {FAIL, OPEN, FAIL, OPEN}},
        {{5001, 520}, {OPEN, PASS, PASS, OPEN}}, /* above every cold call: a trace must tell */
        {{9e5, 520}, {OPEN, PASS, PASS, OPEN}},  /* the fixed 1 ms would let it pass */
        {{2e6, 520}, {OPEN, PASS, PASS, FAIL}},
    };
    fl_point points[FL_LATENCY_POINTS];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_bounds_points(&bounds, cases[i].claimed, points);
        for (int p = 0; p < FL_LATENCY_POINTS; p++)
            if ((int)points[p].verdict != cases[i].verdicts[p] || points[p].number != 81 + p)
                fail_msg("case %zu, point %d: %s, %s", i, points[p].number,
                         fl_point_verdict_name(points[p].verdict), points[p].reason);
    }
    fl_bounds_points(&bounds, cases[0].claimed, points);
    assert_non_null(strstr(points[2].reason, "the fixed 100 ns is wrong here: 'avx2' takes 55 ns"));
    bounds.emulated = true;
    fl_bounds_points(&bounds, cases[4].claimed, points);
    for (int p = 0; p < FL_LATENCY_POINTS; p++)
        assert_int_equal(points[p].verdict, FL_POINT_UNCHECKED);
}

/* On a slower machine the fixed threshold lets impossible figures through. */
static void a_lax_threshold_is_named(void **state)
{
    (void)state;
    fl_bounds bounds = derived();
    static const double none[2] = {NAN, NAN};
    fl_point points[FL_LATENCY_POINTS];
    for (size_t i = 0; i < bounds.class_count; i++) {
        bounds.classes[i].floor_ns *= 10;
        bounds.classes[i].independent.ns *= 10;
        bounds.classes[i].cold.ns = bounds.classes[i].cold.interval.high = NAN;
    }
    fl_bounds_points(&bounds, none, points);
    assert_non_null(strstr(points[2].reason, "too lax"));
    fl_bounds_points(&bounds, (const double[2]){600, 800}, points);
    assert_int_equal(points[0].verdict, FL_POINT_UNCHECKED); /* no cold call: no ceiling */
    assert_int_equal(points[2].verdict, FL_POINT_PASS);
    assert_int_equal(points[3].verdict, FL_POINT_UNCHECKED);
    bounds.class_count = 0;
    fl_bounds_points(&bounds, (const double[2]){1, 1}, points);
    for (int p = 0; p < FL_LATENCY_POINTS; p++)
        assert_int_equal(points[p].verdict, FL_POINT_UNCHECKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read_with_their_units),
        cmocka_unit_test(refusals_name_the_cure),
        cmocka_unit_test(points_follow_the_bounds),
        cmocka_unit_test(a_lax_threshold_is_named),
    };
    return cmocka_run_group_tests_name("latency points", tests, NULL, NULL);
}
