/* Paired ratios and spreads against mpmath and SciPy (binomtest, quantile_test, f_oneway).
 * Ratios are the exponential of a logarithm near 0, 1e-14; spreads are roots of sums of squares, 1e-12,
 * because small log-ratios carry the rounding of the ratio. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

static void test_paired(void **state)
{
    (void)state;
    size_t different = 0, held_back = 0;
    for (const cJSON *c = expected_section("paired")->child; c; c = c->next) {
        size_t n, n_b;
        double *a = expected_samples(c, "a", &n), *b = expected_samples(c, "b", &n_b);
        assert_int_equal(n, n_b);
        int *process = expected_processes(c, "process", n);
        double confidence = expected_number(c, "confidence");
        size_t comparisons = expected_count(c, "comparisons");
        fl_paired_ratio r;
        assert_int_equal(fl_compare_paired(a, b, process, n, confidence, comparisons, &r, NULL), FL_OK);
        assert_int_equal(r.rounds, n);
        assert_int_equal(r.processes, expected_count(c, "processes"));
        /* A ratio of e^700 has 700 times the relative error of its logarithm. */
        check_close(c, "ratio", r.ratio, expected_number(c, "ratio"), r.ratio > 1e100 ? 1e-12 : 1e-14);
        double tolerance = r.ratio > 1e100 ? 1e-12 : 1e-14, low = expected_number(c, "low"),
               high = expected_number(c, "high"), factor = exp(expected_number(c, "spread"));
        check_close(c, "low of the rounds", r.rounds_interval.low, low, tolerance);
        check_close(c, "high of the rounds", r.rounds_interval.high, high, tolerance);
        check_near(c, "coverage", r.rounds_interval.coverage, expected_number(c, "coverage"), 1e-12);
        /* The one that decides holds that one, and the ratio times and over the spread. */
        bool alone = isnan(factor);
        check_close(c, "low", r.interval.low, alone ? 0 : fmin(low, r.ratio / factor), 1e-12);
        check_close(c, "high", r.interval.high, alone ? INFINITY : fmax(high, r.ratio * factor), 1e-12);
        assert_int_equal(r.different, r.interval.low > 1 || r.interval.high < 1);
        check_close(c, "confidence", r.interval.confidence, 1 - (1 - confidence) / (double)comparisons, 0);
        check_close(c, "p", r.p_two_sided, expected_number(c, "p"), 1e-12);
        check_close(c, "within", r.within_process_sd, expected_number(c, "within"), 1e-12);
        check_close(c, "between", r.between_process_sd, expected_number(c, "between"), 1e-12);
        check_close(c, "spread", r.between_process_spread, expected_number(c, "spread"), 1e-12);
        if (r.different != (expected_number(c, "different") != 0))
            fail_msg("case '%s': different is %d", expected_name(c), r.different);
        different += r.different;
        held_back += !r.different && (r.rounds_interval.low > 1 || r.rounds_interval.high < 1);
        free(a);
        free(b);
        free(process);
    }
    assert_true(different >= 3 && held_back >= 3);
}

/* 4 rounds above, 1 below, 5 tied: of the five that count, P(at most 1 below) doubled is 2·6/32. */
static void test_ties_count_in_the_interval_only(void **state)
{
    (void)state;
    const double a[] = {6, 7, 8, 9, 4, 5, 5, 5, 5, 5}, b[] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 5};
    fl_paired_ratio r;
    assert_int_equal(fl_compare_paired(a, b, NULL, 10, 0.95, 1, &r, NULL), FL_OK);
    assert_true(is_close(r.p_two_sided, 12.0 / 32, 1e-15));
    assert_false(
        is_close(r.p_two_sided, 2 * 56.0 / 1024, 1e-3)); /* ties as if on the larger side's opposite */
    /* Ranks 2 and 9 of all ten: 1 and 8/5. Of the five alone there would be no interval. */
    assert_true(is_close(r.rounds_interval.low, 1, 0) && is_close(r.rounds_interval.high, 8.0 / 5, 1e-15));
    assert_int_equal(r.rounds, 10);
}

/* However clear the rounds of one process are, they are one observation of its layout. */
static void test_one_process_shows_no_difference(void **state)
{
    (void)state;
    double a[40], b[40];
    int process[40];
    for (int i = 0; i < 40; i++) {
        a[i] = 2 + i * 1e-3;
        b[i] = 1;
        process[i] = i / 8;
    }
    fl_paired_ratio one, five;
    assert_int_equal(fl_compare_paired(a, b, NULL, 40, 0.95, 1, &one, NULL), FL_OK);
    assert_int_equal(fl_compare_paired(a, b, process, 40, 0.95, 1, &five, NULL), FL_OK);
    assert_true(one.rounds_interval.low > 1.9 && one.p_two_sided < 1e-10);
    assert_true(one.interval.low == 0 && isinf(one.interval.high) && one.interval.coverage == 0);
    assert_true(isnan(one.between_process_sd) && isnan(one.between_process_spread) && !one.different);
    assert_true(five.different && five.processes == 5);
}

/* A ratio that a double cannot hold has a logarithm all the same: 600 powers of ten here, none in the other
 * rounds. */
static void test_ratio_beyond_double(void **state)
{
    (void)state;
    const double a[] = {1e300, 1, 2, 3, 4, 1e300}, b[] = {1e-300, 1, 2, 3, 4, 1e-300};
    const int process[] = {1, 2, 2, 2, 2, 1};
    fl_paired_ratio r, swapped;
    assert_int_equal(fl_compare_paired(a, b, process, 6, 0.95, 1, &r, NULL), FL_OK);
    assert_int_equal(fl_compare_paired(b, a, process, 6, 0.95, 1, &swapped, NULL), FL_OK);
    assert_true(r.ratio == 1 && r.rounds_interval.low == 1 && isinf(r.rounds_interval.high) &&
                swapped.rounds_interval.low == 0);
    assert_true(is_close(r.between_process_sd, 600 * log(10) / sqrt(2), 1e-14) && r.within_process_sd == 0);
    assert_true(is_close(swapped.between_process_sd, r.between_process_sd, 0));
}

static void test_paired_refuses(void **state)
{
    (void)state;
    const double bad[] = {0, -1, NAN, INFINITY, -INFINITY};
    fl_paired_ratio r = {.rounds = 77};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double good[] = {1, 2, 3}, spoilt[] = {1, 2, bad[i]};
        fl_error error = {""};
        assert_int_equal(fl_compare_paired(spoilt, good, NULL, 3, 0.95, 1, &r, &error), FL_USAGE);
        assert_non_null(strstr(error.text, "sample 3 of side a"));
        assert_int_equal(fl_compare_paired(good, spoilt, NULL, 3, 0.95, 1, &r, &error), FL_USAGE);
        assert_non_null(strstr(error.text, "sample 3 of side b"));
        assert_int_equal(fl_compare_paired(good, good, NULL, 3, bad[i], 1, &r, &error), FL_USAGE);
    }
    double good[] = {1, 2, 3};
    assert_int_equal(fl_compare_paired(good, good, NULL, 0, 0.95, 1, &r, NULL), FL_USAGE);
    assert_int_equal(fl_compare_paired(good, good, NULL, 3, 1, 1, &r, NULL), FL_USAGE);
    assert_int_equal(fl_compare_paired(good, good, NULL, 3, 0.95, 0, &r, NULL), FL_USAGE);
    assert_int_equal(fl_compare_paired(good, good, NULL, 3, 0.95, SIZE_MAX, &r, NULL), FL_USAGE);
    assert_int_equal(r.rounds, 77);
}

static void test_spreads(void **state)
{
    (void)state;
    for (const cJSON *c = expected_section("spreads")->child; c; c = c->next) {
        size_t n, groups;
        double *samples = expected_samples(c, "samples", &n),
               *medians = expected_samples(c, "medians", &groups);
        int *process = expected_processes(c, "process", n);
        fl_spread spread = fl_process_spread(samples, process, n);
        assert_int_equal(spread.processes, groups);
        check_close(c, "between", spread.between_sd, expected_number(c, "between"), 1e-14);
        check_close(c, "within", spread.within_sd, expected_number(c, "within"), 1e-14);
        double found[16] = {0};
        assert_true(groups < 16);
        assert_int_equal(fl_process_medians(samples, process, n, found, groups), groups);
        for (size_t i = 0; i < groups; i++)
            check_close(c, "median", found[i], medians[i], 0);
        double untouched = 77;
        assert_int_equal(fl_process_medians(samples, process, n, &untouched, groups - 1), 0);
        assert_true(untouched == 77);
        free(samples);
        free(medians);
        free(process);
    }
}

static void test_spreads_of_nothing(void **state)
{
    (void)state;
    const double samples[] = {1, NAN, 3};
    double medians[3];
    assert_int_equal(fl_process_medians(samples, NULL, 3, medians, 3), 0);
    assert_int_equal(fl_process_medians(samples, NULL, 0, medians, 3), 0);
    fl_spread bad = fl_process_spread(samples, NULL, 3), none = fl_process_spread(samples, NULL, 0);
    assert_true(bad.processes == 0 && isnan(bad.between_sd) && isnan(bad.within_sd));
    assert_true(none.processes == 0 && isnan(none.between_sd) && isnan(none.within_sd));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paired),
        cmocka_unit_test(test_ties_count_in_the_interval_only),
        cmocka_unit_test(test_one_process_shows_no_difference),
        cmocka_unit_test(test_ratio_beyond_double),
        cmocka_unit_test(test_paired_refuses),
        cmocka_unit_test(test_spreads),
        cmocka_unit_test(test_spreads_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
