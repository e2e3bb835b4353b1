/* What the report of a run says in words: no more than its figures hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "tests/record/record_fixture.h"
#include "tests/report/run_text.h"

enum { SCALAR, OTHER };

static fl_document document;

static int set_up(void **state)
{
    (void)state;
    fl_fixture(&document, 50, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fl_document_free(&document);
    return 0;
}

/* The report as text. */
static const char *report(void)
{
    return run_text(&document);
}

/* The other contestant takes factor times the time of the baseline, in every round of every process. */
static void plant(double factor)
{
    fl_series *series[] = {&document.results[OTHER].independent, &document.results[OTHER].chained};
    const fl_series *base[] = {&document.results[SCALAR].independent, &document.results[SCALAR].chained};
    for (int mode = 0; mode < 2; mode++) {
        for (size_t i = 0; i < series[mode]->rounds; i++)
            series[mode]->ns[i] = base[mode]->ns[i] * factor;
        series[mode]->median_ns = fl_median(series[mode]->ns, series[mode]->rounds);
        assert_int_equal(fl_compare_paired(base[mode]->ns, series[mode]->ns, series[mode]->process,
                                           series[mode]->rounds, 0.95, 1, &series[mode]->versus_baseline,
                                           NULL),
                         FL_OK);
    }
    /* other work, and a probe: neither has a ratio in a run */
    document.results[2].independent.versus_baseline.rounds = 0;
    document.results[3].independent.versus_baseline.rounds = 0;
}

static void tells_a_gain(void **state)
{
    (void)state;
    plant(0.1);
    assert_non_null(
        strstr(report(), "The fastest kernel here, avx2, does the work of scalar 10.0 times as fast"));
    assert_null(strstr(report(), "SIMD alone"));
}

static void does_not_call_a_slower_kernel_a_gain(void **state)
{
    (void)state;
    plant(2.0);
    assert_non_null(
        strstr(report(), "No kernel here is faster than scalar; the next, avx2, takes 2.0 times as long"));
    assert_null(strstr(report(), "can gain"));
}

static void does_not_credit_vectors_with_what_one_lane_gains(void **state)
{
    (void)state;
    plant(0.5);
    document.results[OTHER].lanes = 1;
    assert_non_null(strstr(report(), "No vectors are in this: avx2 works on one lane"));
}

static void shares_the_gain_with_the_best_of_one_lane(void **state)
{
    (void)state;
    /* the third becomes the fastest: 8 times, of which the second gets 2 on one lane */
    plant(0.125);
    fl_series *third = &document.results[2].independent;
    const fl_series *base = &document.results[SCALAR].independent;
    document.results[OTHER].lanes = 8;
    document.results[2].lanes = 1;
    for (size_t i = 0; i < third->rounds; i++)
        third->ns[i] = base->ns[i] / 2;
    third->median_ns = base->median_ns / 2;
    assert_int_equal(fl_compare_paired(base->ns, third->ns, third->process, third->rounds, 0.95, 1,
                                       &third->versus_baseline, NULL),
                     FL_OK);
    assert_non_null(strstr(report(), "is already 2.0 times as fast as scalar; against it avx2 gains 4.0"));
}

static void claims_nothing_of_one_process(void **state)
{
    (void)state;
    fl_series *series = &document.results[OTHER].independent;
    for (size_t i = 0; i < series->rounds; i++)
        series->process[i] = 1;
    plant(0.1);
    const char *text = report();
    assert_non_null(strstr(text, "no difference is claimed"));
    assert_null(strstr(text, "does not differ"));
    assert_non_null(strstr(text, "10.00 one process"));
    assert_null(strstr(text, "] one process"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tells_a_gain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_call_a_slower_kernel_a_gain, set_up, tear_down),
        cmocka_unit_test_setup_teardown(does_not_credit_vectors_with_what_one_lane_gains, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shares_the_gain_with_the_best_of_one_lane, set_up, tear_down),
        cmocka_unit_test_setup_teardown(claims_nothing_of_one_process, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("run_report", tests, NULL, NULL);
}
