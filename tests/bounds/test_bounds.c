/* Bounds and claims on a stored measurement with known answers.
 * usage: test_bounds [--write FILE]: write that measurement instead. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/bounds/bounds.h"
#include "bench/bounds/floor.h"
#include "bench/report/bound_report.h"
#include "tests/bounds/bounds_fixture.h"

typedef struct stored {
    fl_document document;
    fl_bounds bounds;
} stored;

static int set_up(void **state)
{
    stored *s = calloc(1, sizeof *s);
    fl_error error = {""};
    assert_non_null(s);
    bounds_fixture(&s->document);
    assert_int_equal(fl_bounds_derive(&s->document, &s->bounds, &error), FL_OK);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    stored *s = *state;
    fl_document_free(&s->document);
    free(s);
    return 0;
}

static const fl_class_bounds *class_of(const stored *s, const char *name)
{
    const fl_class_bounds *simd_class = fl_bounds_find(&s->bounds, name);
    if (!simd_class)
        fail_msg("there is no class '%s'", name);
    return simd_class;
}

static void assert_figure(const fl_bound_figure *figure, const char *name, double ns)
{
    assert_string_equal(figure->name, name);
    assert_true(figure->ns == ns);
    assert_true(figure->interval.low == ns && figure->interval.high == ns);
}

/* ---- what is derived ---- */

static void floors_are_the_slowest_part(void **state)
{
    const stored *s = *state;
    assert_int_equal(s->bounds.class_count, 4); /* no kernel of other classes */
    const fl_class_bounds *strict = class_of(s, "strict-scalar"), *scalar = class_of(s, "scalar");
    const fl_class_bounds *avx = class_of(s, "avx"), *avx2 = class_of(s, "avx2");
    assert_true(strict->floor_ns == 784 && strict->set_by == FL_FLOOR_CHAIN && strict->strict);
    assert_true(strict->arithmetic.ns == 200); /* fused products would not be strict */
    assert_true(scalar->floor_ns == 400 && scalar->set_by == FL_FLOOR_LOADS && scalar->arithmetic.ns == 150);
    assert_true(isnan(scalar->chain.ns));
    assert_true(avx->floor_ns == 60 && avx->set_by == FL_FLOOR_ARITHMETIC);
    assert_string_equal(avx->reason, "arithmetic-avx");
    assert_true(avx2->floor_ns == 50 && avx2->set_by == FL_FLOOR_LOADS);
    assert_string_equal(avx2->reason, "loads-avx");
    assert_true(s->bounds.empty_call.ns == 30 && s->bounds.clock_cost_ns == 25);
    assert_null(fl_bounds_find(&s->bounds, "sse"));
    assert_true(fl_bounds_names_class("sve") && !fl_bounds_names_class("SVE"));
}

/* A floor that other work has raised would call possible claims impossible. */
static void disturbed_rounds_do_not_raise_floors(void **state)
{
    stored *s = *state;
    fl_error error = {""};
    for (size_t i = 0; i < s->document.result_count; i++) {
        fl_series *series = &s->document.results[i].independent;
        if (!s->document.results[i].is_probe)
            continue;
        for (size_t r = 1; r < series->rounds; r++)
            series->ns[r] *= 1.5;
        series->median_ns *= 1.5;
        series->unsteady = 1;
    }
    s->document.machine[1].value = s->document.machine[1].high = 1.5;
    assert_int_equal(fl_bounds_derive(&s->document, &s->bounds, &error), FL_OK);
    assert_true(class_of(s, "strict-scalar")->floor_ns == 784);
    assert_true(class_of(s, "avx")->floor_ns == 60 && class_of(s, "avx2")->floor_ns == 50);
    assert_true(fabs(s->bounds.unsteady_share - 6.0 / 220) <
                1e-15); /* 8 kernels twice and 6 probes, 10 rounds each */
    assert_int_equal(fl_bounds_judge(class_of(s, "avx2"), 55).claim, FL_CLAIM_POSSIBLE);
}

static void hot_is_the_best_and_cold_the_slowest_kernel(void **state)
{
    const stored *s = *state;
    const fl_class_bounds *strict = class_of(s, "strict-scalar"), *scalar = class_of(s, "scalar");
    const fl_class_bounds *avx2 = class_of(s, "avx2");
    assert_figure(&strict->independent, "scalar", 770); /* scalar-unrolled reorders */
    assert_figure(&strict->chained, "scalar", 800);
    assert_figure(&strict->cold, "scalar-two-pass", 5000);
    assert_figure(&scalar->independent, "scalar-unrolled", 420);
    assert_figure(&avx2->independent, "avx2", 55); /* blas-sdot is of no class */
    assert_figure(&avx2->cold, "autovec-avx2", 1300);
}

/* The clock of the rounds was higher than that of the processes' starts: so the chain is shorter. */
static void chains_follow_the_highest_clock(void **state)
{
    stored *s = *state;
    const fl_floor_chain additions = {784, 0}, fused = {0, 10};
    fl_named_value values[] = {{"float add latency", "ns", 1.5, 1.4, 1.6},
                               {"float add latency", "cycles", 4.4, 4.1, 4.5},
                               {"core clock", "GHz", 2.7, 2.6, 2.8},
                               {"core clock during the rounds", "GHz", 3.6, 3.2, 4.0}};
    fl_named_value *before = s->document.machine;
    size_t count = s->document.machine_count;
    s->document.machine = values;
    s->document.machine_count = 4;
    double at_rounds = fl_floor_chain_ns(&s->document, additions);
    double cycles = fl_floor_chain_cycles(&s->document, additions);
    values[3].high = 2.5; /* a neighbour held the rounds' witness up */
    double beside_neighbours = fl_floor_chain_ns(&s->document, additions);
    s->document.machine_count = 1; /* no clock, no cycles */
    double in_ns = fl_floor_chain_ns(&s->document, additions);
    s->document.machine = before;
    s->document.machine_count = count;
    assert_true(cycles == 784 * 4);
    assert_true(at_rounds == 784); /* 4 cycles at the highest, 4 GHz */
    assert_true(beside_neighbours == 784 * 4 / 2.8);
    assert_true(in_ns == 784 * 1.4);
    assert_true(isnan(fl_floor_chain_ns(&s->document, fused))); /* no latency of a multiply-add */
}

static void impossible_times_are_named(void **state)
{
    stored *s = *state;
    fl_error error = {""};
    assert_int_equal(fl_bounds_reject_impossible(&s->document, &error), FL_OK);
    fl_floor independent = {50,   "loads-avx",          0.96, {0.95, 0.965, 0.95, 10},
                            true, "the clock is wrong", NAN,  "impossible"};
    fl_floor chained = {800,  "chain of 784 additions", 0.9, {0.89, 0.91, 0.95, 10},
                        true, "it is too quick",        NAN, "impossible"};
    s->document.results[3].independent_floor = independent;
    s->document.results[0].chained_floor = chained;
    s->document.results[0].chained.median_ns = 720;
    s->document.impossible = true;
    assert_int_equal(fl_bounds_reject_impossible(&s->document, &error), FL_NEGATIVE);
    assert_string_equal(error.text,
                        "scalar, chained calls: 720 ns is 0.9 x its floor of 800 ns (chain of 784 "
                        "additions): it is too quick");
    s->document.results[0].chained_floor.impossible = false;
    assert_int_equal(fl_bounds_reject_impossible(&s->document, &error), FL_NEGATIVE);
    assert_non_null(strstr(error.text, "avx, independent calls: 61 ns is 0.96 x its floor of 50 ns"));
    assert_int_equal(fl_result_make_peer(&s->document.results[3], &error), FL_OK);
    s->document.impossible = false; /* of a peer it is no error of the measurement, and yet not right */
    assert_int_equal(fl_bounds_reject_impossible(&s->document, &error), FL_NEGATIVE);
    assert_non_null(strstr(error.text, "(loads-avx): no single thread does this work so fast"));
}

static void what_is_not_there_stays_unknown(void **state)
{
    stored *s = *state;
    fl_error error = {""};
    s->document.machine_count = 0;
    for (size_t i = 0; i < s->document.result_count; i++)
        if (s->document.results[i].is_probe)
            s->document.results[i].independent.rounds = 0;
    assert_int_equal(fl_bounds_derive(&s->document, &s->bounds, &error), FL_OK);
    for (size_t i = 0; i < s->bounds.class_count; i++) {
        assert_true(isnan(s->bounds.classes[i].floor_ns));
        assert_int_equal(fl_bounds_judge(&s->bounds.classes[i], 1.0).claim, FL_CLAIM_UNKNOWN);
    }
    assert_false(fl_bound_refutes(&s->bounds, NULL, 1.0));
    for (size_t i = 0; i < s->document.result_count; i++)
        snprintf(s->document.results[i].work, sizeof s->document.results[i].work, "softmax-2");
    assert_int_equal(fl_bounds_derive(&s->document, &s->bounds, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "no kernel"));
}

static void files_keep_the_bounds(void **state)
{
    const stored *s = *state;
    char *text = NULL;
    fl_error error = {""};
    fl_document read;
    fl_bounds again;
    assert_int_equal(fl_document_text(&s->document, true, &text, &error), FL_OK);
    if (fl_document_parse(text, strlen(text), "stored", &read, &error) != FL_OK)
        fail_msg("%s", error.text);
    assert_int_equal(fl_bounds_derive(&read, &again, &error), FL_OK);
    assert_int_equal(again.class_count, s->bounds.class_count);
    for (size_t i = 0; i < again.class_count; i++) {
        assert_true(again.classes[i].floor_ns == s->bounds.classes[i].floor_ns);
        assert_figure(&again.classes[i].cold, s->bounds.classes[i].cold.name, s->bounds.classes[i].cold.ns);
        assert_int_equal(again.classes[i].cold.samples, s->bounds.classes[i].cold.samples);
    }
    fl_document_free(&read);
    /* a cold figure that its calls do not give */
    char *planted = strstr(text, "\"median_ns\": 5000");
    assert_non_null(planted);
    planted[strlen("\"median_ns\": ")] = '4';
    assert_int_equal(fl_document_parse(text, strlen(text), "stored", &read, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "the file was changed"));
    free(text);
}

static void savings_are_differences_round_by_round(void **state)
{
    stored *s = *state;
    fl_error error = {""};
    fl_saving saving;
    assert_int_equal(fl_bounds_saving(&s->document, "scalar", "avx2", true, &saving, &error), FL_OK);
    assert_true(saving.ns == 740 && saving.interval_ns.low == 740 && saving.interval_ns.high == 740);
    assert_true(fabs(saving.ratio.ratio - 800.0 / 60) < 1e-12);
    assert_int_equal(fl_bounds_saving(&s->document, "avx2", "scalar", false, &saving, &error), FL_OK);
    assert_true(saving.ns == -715);
    assert_int_equal(fl_bounds_saving(&s->document, "scalar", "AVX2", true, &saving, &error), FL_USAGE);
    assert_int_equal(fl_bounds_saving(&s->document, "scalar", "loads-avx", true, &saving, &error), FL_USAGE);
    s->document.results[4].chained.rounds--;
    assert_int_equal(fl_bounds_saving(&s->document, "scalar", "avx2", true, &saving, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "same rounds"));
    s->document.results[4].chained.rounds++;
}

/* ---- claims ---- */

static void claims_fall_where_they_must(void **state)
{
    const stored *s = *state;
    const double hot_limit = 60 / FL_LEAST_POSSIBLE;
    const struct {
        const char *simd_class;
        double ns;
        fl_claim claim;
    } cases[] = {
        {"avx2", 1, FL_CLAIM_IMPOSSIBLE},
        {"avx2", nextafter(FL_LEAST_POSSIBLE * 50, 0), FL_CLAIM_IMPOSSIBLE},
        {"avx2", FL_LEAST_POSSIBLE * 50, FL_CLAIM_POSSIBLE},
        {"avx2", 50, FL_CLAIM_POSSIBLE},
        {"avx2", hot_limit, FL_CLAIM_POSSIBLE},
        {"avx2", nextafter(hot_limit, 100), FL_CLAIM_NEEDS_OVERHEAD},
        {"avx2", 1300, FL_CLAIM_NEEDS_OVERHEAD},
        {"avx2", nextafter(1300, 2000), FL_CLAIM_ABOVE_CEILING},
        {"avx2", 3.6e12, FL_CLAIM_ABOVE_CEILING},
        /* the chain bounds calls one after the other; independent ones were seen at 770 */
        {"strict-scalar", nextafter(FL_LEAST_POSSIBLE * 770, 0), FL_CLAIM_IMPOSSIBLE},
        {"strict-scalar", FL_LEAST_POSSIBLE * 770, FL_CLAIM_POSSIBLE},
        {"strict-scalar", 520, FL_CLAIM_IMPOSSIBLE},
        {"scalar", 520, FL_CLAIM_NEEDS_OVERHEAD},
        {"scalar", 100, FL_CLAIM_IMPOSSIBLE},
        {"avx2", NAN, FL_CLAIM_UNKNOWN},
        {"avx2", 0, FL_CLAIM_UNKNOWN},
        {"avx2", -60, FL_CLAIM_UNKNOWN},
        {"avx2", INFINITY, FL_CLAIM_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_claim claim = fl_bounds_judge(class_of(s, cases[i].simd_class), cases[i].ns).claim;
        if (claim != cases[i].claim)
            fail_msg("%.17g ns in %s is called %s", cases[i].ns, cases[i].simd_class, fl_claim_name(claim));
    }
    fl_judgement j = fl_bounds_judge(class_of(s, "avx2"), 500);
    assert_true(j.times_floor == 10 && fabs(j.outside_share - 0.9) < 1e-15);
    assert_true(fl_bounds_judge(class_of(s, "avx2"), 49).outside_share == 0);
}

static void missing_figures_weaken_a_judgement(void **state)
{
    const stored *s = *state;
    fl_class_bounds simd_class = *class_of(s, "avx2");
    simd_class.cold.ns = simd_class.cold.interval.high = NAN;
    assert_int_equal(fl_bounds_judge(&simd_class, 1e9).claim, FL_CLAIM_NEEDS_OVERHEAD);
    simd_class.chained.ns = NAN;
    assert_int_equal(fl_bounds_judge(&simd_class, 58).claim, FL_CLAIM_NEEDS_OVERHEAD); /* above 55 / 0.97 */
    simd_class.independent.ns = NAN;
    assert_int_equal(fl_bounds_judge(&simd_class, 1e9).claim, FL_CLAIM_POSSIBLE);
    assert_int_equal(fl_bounds_judge(&simd_class, 1).claim, FL_CLAIM_IMPOSSIBLE);
}

static void one_sentence_says_it(void **state)
{
    stored *s = *state;
    static const struct {
        double ns;
        const char *isa, *sentence;
    } cases[] = {
        {500, NULL,
         "500 ns: impossible here for strict-scalar; 0.638 x the strict scalar chain of 784 additions at "
         "3.00 GHz; 10 x "
         "the avx2 floor, so a contestant of that class must spend 90 % outside the arithmetic."},
        {2000, NULL,
         "2 us: possible here in every class; 2.55 x the strict scalar chain of 784 additions at 3.00 GHz; "
         "40 x the avx2 floor, so a contestant of that class must spend 98 % outside the arithmetic; more "
         "than "
         "a call with everything "
         "flushed takes for avx, avx2."},
        {55, "avx2", "55 ns: possible here in every class; 1.1 x the avx2 floor."},
        {2, "avx2", "2 ns: impossible here for every class; 0.04 x the avx2 floor."},
        {800, "strict-scalar",
         "800 ns: possible here in every class; 1.02 x the strict scalar chain of 784 additions at 3.00 "
         "GHz."},
    };
    char text[640];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_bound_sentence(&s->bounds, cases[i].isa, cases[i].ns, text, sizeof text);
        assert_string_equal(text, cases[i].sentence);
    }
    fl_bound_sentence(&s->bounds, NULL, 2000, text, 10); /* cut, not overrun */
    assert_string_equal(text, "2 us: pos");
    s->bounds.add_latency_ns = 2.0; /* the floor's chain is of additions of one */
    fl_bound_sentence(&s->bounds, "strict-scalar", 800, text, sizeof text);
    assert_string_equal(text,
                        "800 ns: possible here in every class; at most 1.02 x the strict scalar chain of 784 "
                        "additions at 3.00 GHz, as other work hid how many cycles one takes.");
    s->bounds.emulated = true;
    fl_bound_sentence(&s->bounds, "avx2", 55, text, sizeof text);
    assert_non_null(strstr(text, "comparable with nothing"));
    assert_true(fl_bound_refutes(&s->bounds, NULL, 48) && !fl_bound_refutes(&s->bounds, NULL, 49));
    assert_false(fl_bound_refutes(&s->bounds, NULL, NAN));
}

static int write_measurement(const char *path)
{
    fl_document document;
    fl_error error = {""};
    bounds_fixture(&document);
    fl_status status = fl_document_write(path, &document, &error);
    if (status != FL_OK)
        fprintf(stderr, "%s\n", error.text);
    fl_document_free(&document);
    return (int)status;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return write_measurement(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(floors_are_the_slowest_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(disturbed_rounds_do_not_raise_floors, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hot_is_the_best_and_cold_the_slowest_kernel, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_there_stays_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chains_follow_the_highest_clock, set_up, tear_down),
        cmocka_unit_test_setup_teardown(impossible_times_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_keep_the_bounds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(savings_are_differences_round_by_round, set_up, tear_down),
        cmocka_unit_test_setup_teardown(claims_fall_where_they_must, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_figures_weaken_a_judgement, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_sentence_says_it, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
