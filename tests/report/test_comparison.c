/* What a comparison says in words, and of what it warns. The figures are held to a second computation by
 * check_compare.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/comparison_print.h"
#include "bench/report/printer.h"
#include "tests/record/record_fixture.h"

static fl_document document;
static fl_side a, b;
static fl_comparison comparison;

static int set_up(void **state)
{
    (void)state;
    fl_fixture(&document, 50, 0);
    a = (fl_side){.path = "x.json", .document = &document, .result = &document.results[0]};
    b = (fl_side){.path = "x.json", .document = &document, .result = &document.results[1]};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fl_document_free(&document);
    return 0;
}

static void compare(void)
{
    fl_comparison_options options = {0};
    fl_error error = {""};
    if (fl_compare_results(&a, &b, &options, &comparison, &error) != FL_OK)
        fail_msg("%s", error.text);
}

static bool is_warned_of(const char *part)
{
    for (size_t i = 0; i < comparison.warning_count; i++)
        if (strstr(comparison.warnings[i], part))
            return true;
    return false;
}

/* B's rounds become A's, divided by ratio[process - 1]. */
static void plant_ratios(const double ratio[5])
{
    const fl_series *x = &document.results[0].independent;
    fl_series *y = &document.results[1].independent;
    for (size_t i = 0; i < x->rounds; i++)
        y->ns[i] = x->ns[i] / ratio[x->process[i] - 1];
}

static void spread_between_processes_hides_a_difference(void **state)
{
    (void)state;
    plant_ratios((const double[]){1.01, 1.02, 1.03, 1.002, 1.04});
    compare();
    assert_true(comparison.independent.ratio > 1.01);     /* all rounds of these processes agree, … */
    assert_true(comparison.independent.interval.low < 1); /* … but the processes do not */
    assert_false(comparison.independent.different);
    assert_string_equal(comparison.independent.words, "no difference: the interval includes 1");
    plant_ratios((const double[]){1.02, 1.0201, 1.0199, 1.02, 1.02005});
    compare();
    assert_true(comparison.independent.different);
    assert_string_equal(comparison.independent.words, "B (avx2) is 1.02 times as fast as A (scalar)");
}

static void equal_rounds_are_no_difference(void **state)
{
    (void)state;
    plant_ratios((const double[]){1, 1, 1, 1, 1});
    compare();
    assert_string_equal(comparison.independent.words, "no difference: the interval includes 1");
    assert_true(comparison.independent.ratio == 1);
}

/* Rounds of other processes cannot be paired, even in one file. */
static void unequal_rounds_are_not_paired(void **state)
{
    (void)state;
    compare();
    assert_non_null(strstr(comparison.independent.method, "paired by 38 rounds in 5 processes"));
    document.results[1].independent.process[39] = 6;
    document.results[1].independent.state[38] = document.results[1].independent.state[39] = FL_ROUND_QUIET;
    document.results[1].chained.rounds = 39;
    compare();
    assert_non_null(strstr(comparison.independent.method, "medians of 5 and 6 processes, unpaired"));
    assert_non_null(strstr(comparison.chained.method, "medians of 5 and 5 processes, unpaired"));
}

static void one_process_claims_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < 40; i++)
        document.results[1].independent.process[i] = 1;
    compare();
    assert_false(comparison.independent.different);
    assert_string_equal(comparison.independent.words, "no difference can be claimed: there is no interval");
    free(document.results[1].chained.process); /* all one */
    document.results[1].chained.process = NULL;
    compare();
    assert_false(comparison.chained.different);
}

static void what_was_not_measured_is_not_known(void **state)
{
    (void)state;
    document.results[1].chained.rounds = 0;
    free(document.results[1].chained.ns);
    document.results[1].chained.ns = NULL;
    compare();
    assert_true(comparison.independent.known);
    assert_false(comparison.chained.known);
    document.results[0].per_call_us.mean = document.results[0].per_call_us.p50 = NAN;
    compare();
    assert_false(comparison.call_mean.known);
    assert_false(comparison.call_median.known);
}

static void constant_calls_have_no_test(void **state)
{
    (void)state;
    document.results[0].per_call_us.sd = document.results[1].per_call_us.sd = 0;
    compare();
    assert_true(isnan(comparison.welch.t) && isnan(comparison.cohens_d));
    assert_string_equal(comparison.effect, "undefined");
    assert_false(comparison.call_mean.different);
    assert_string_equal(comparison.call_mean.words, "no difference can be claimed: there is no interval");
}

static void doubtful_measurements_are_warned_of(void **state)
{
    (void)state;
    compare();
    assert_int_equal(comparison.warning_count, 1);
    assert_true(is_warned_of("single calls of B take fewer than 10 ticks"));
    document.results[0].chained_floor.impossible = true;
    document.results[1].steady = false;
    strcpy(document.results[1].stability, "wide interval");
    document.results[1].is_probe = true;
    document.results[1].work[0] = '\0';
    compare();
    assert_true(is_warned_of("A stands below its floor"));
    assert_true(is_warned_of("B was not measured steadily: wide interval"));
    assert_true(is_warned_of("B is a floor probe"));
    assert_true(is_warned_of("the file of B does not say what work was timed"));
}

static void text_and_json_are_written(void **state)
{
    (void)state;
    char *text = NULL, *json = NULL;
    size_t size = 0;
    document.results[0].per_call_us.mean = NAN; /* null in JSON, left out of the text */
    compare();
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    a.path = "a\033[2J.json";
    fl_report report = {.title = NULL};
    fl_comparison_report(&report, &a, &b, &comparison);
    assert_int_equal(fl_report_print(&report, NULL, out, NULL), FL_OK);
    fclose(out);
    assert_int_equal(fl_comparison_json(&a, &b, &comparison, &json, NULL), FL_OK);
    assert_null(strchr(text, '\033'));
    assert_null(strchr(json, '\033'));
    assert_non_null(strstr(text, "not measured on both sides"));
    assert_non_null(strstr(json, "\"call_mean\": null"));
    assert_null(strstr(json, "nan"));
    assert_null(strstr(text, "nan"));
    free(json);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(spread_between_processes_hides_a_difference, set_up, tear_down),
        cmocka_unit_test_setup_teardown(equal_rounds_are_no_difference, set_up, tear_down),
        cmocka_unit_test_setup_teardown(unequal_rounds_are_not_paired, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_process_claims_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_not_measured_is_not_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(constant_calls_have_no_test, set_up, tear_down),
        cmocka_unit_test_setup_teardown(doubtful_measurements_are_warned_of, set_up, tear_down),
        cmocka_unit_test_setup_teardown(text_and_json_are_written, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
