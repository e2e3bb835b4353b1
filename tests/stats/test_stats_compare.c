/* Welch, Student and Cohen's d against mpmath and SciPy; effect words; overlap; the unpaired ratio.
 * t and d are a handful of roundings, 1e-14; p and the interval inherit t's error, see
 * test_stats_distributions.c. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

static void check_test(const cJSON *c, const char *kind, fl_t_test test, double confidence)
{
    const cJSON *expected = cJSON_GetObjectItemCaseSensitive(c, kind);
    if (cJSON_IsNull(expected)) {
        assert_true(isnan(test.t) && isnan(test.p_two_sided) && isnan(test.degrees_of_freedom));
        assert_true(isinf(test.interval.low) && isinf(test.interval.high) && test.interval.coverage == 0);
        return;
    }
    double low = expected_number(expected, "low"), high = expected_number(expected, "high");
    check_close(c, "t", test.t, expected_number(expected, "t"), 1e-14);
    check_close(c, "degrees of freedom", test.degrees_of_freedom, expected_number(expected, "df"), 1e-14);
    check_close(c, "p", test.p_two_sided, expected_number(expected, "p"), 1e-12);
    check_close(c, "difference", test.difference, expected_number(expected, "difference"), 1e-15);
    check_near(c, "low", test.interval.low, low, 1e-13 * (high - low));
    check_near(c, "high", test.interval.high, high, 1e-13 * (high - low));
    assert_true(test.interval.confidence == confidence && test.interval.coverage == confidence);
}

static void test_comparisons(void **state)
{
    (void)state;
    for (const cJSON *c = expected_section("comparisons")->child; c; c = c->next) {
        double mean_a = expected_number(c, "mean_a"), sd_a = expected_number(c, "sd_a");
        double mean_b = expected_number(c, "mean_b"), sd_b = expected_number(c, "sd_b");
        size_t n_a = expected_count(c, "n_a"), n_b = expected_count(c, "n_b");
        double level = expected_number(c, "confidence");
        check_test(c, "welch", fl_welch(mean_a, sd_a, n_a, mean_b, sd_b, n_b, level), level);
        check_test(c, "student", fl_student(mean_a, sd_a, n_a, mean_b, sd_b, n_b, level), level);
        check_close(c, "d", fl_cohens_d(mean_a, sd_a, n_a, mean_b, sd_b, n_b), expected_number(c, "d"),
                    1e-14);
    }
}

static const cJSON *case_named(const char *name)
{
    for (const cJSON *c = expected_section("comparisons")->child; c; c = c->next)
        if (strcmp(expected_name(c), name) == 0)
            return c;
    fail_msg("no case '%s'", name);
    return NULL;
}

static void test_wrong_formulas_are_told_apart(void **state)
{
    (void)state;
    const cJSON *c = case_named("unlike sizes and spreads");
    const cJSON *welch = cJSON_GetObjectItemCaseSensitive(c, "welch");
    const cJSON *student = cJSON_GetObjectItemCaseSensitive(c, "student");
    double difference = 10.5 - 9.25, d = expected_number(c, "d");
    double error = sqrt(8.0 * 8.0 / 6 + 0.5 * 0.5 / 280), t = expected_number(welch, "t");
    /* Cohen's d with the mean of the variances, with either side's sd, with n in the pooling. */
    assert_false(is_close(difference / sqrt((8.0 * 8.0 + 0.5 * 0.5) / 2), d, 1e-3));
    assert_false(is_close(difference / 8.0, d, 1e-3) || is_close(difference / 0.5, d, 1e-3));
    assert_false(is_close(difference / sqrt((6 * 64.0 + 280 * 0.25) / 286), d, 1e-3));
    /* The normal instead of t; the one test for the other; the degrees of freedom of the other. */
    assert_false(is_close(erfc(t / sqrt(2)), expected_number(welch, "p"), 1e-2));
    assert_false(is_close(difference - 2.575829 * error, expected_number(welch, "low"), 1e-2));
    assert_false(is_close(t, expected_number(student, "t"), 1e-2));
    assert_false(is_close(284, expected_number(welch, "df"), 1e-2));
    /* In the far tail, p has digits where 1 - cdf has none. */
    double p = expected_number(cJSON_GetObjectItemCaseSensitive(case_named("farther"), "student"), "p");
    assert_true(p > 0 && p < 1e-200);
}

static void check_nothing(fl_t_test test, double difference)
{
    assert_true(isnan(test.t) && isnan(test.p_two_sided) && isnan(test.degrees_of_freedom));
    assert_true(isinf(test.interval.low) && isinf(test.interval.high) && test.interval.coverage == 0);
    assert_true(is_close(test.difference, difference, 0));
}

static void test_where_no_test_exists(void **state)
{
    (void)state;
    /* Constant samples: a clock too coarse, no certainty. */
    check_nothing(fl_welch(20, 0, 100, 21, 0, 100, 0.95), -1);
    check_nothing(fl_student(20, 0, 100, 21, 0, 100, 0.95), -1);
    check_nothing(fl_welch(1, 1, 1, 2, 1, 9, 0.95), -1);
    check_nothing(fl_student(1, 1, 1, 2, 1, 1, 0.95), -1);
    check_nothing(fl_welch(1, 1, 0, 2, 1, 9, 0.95), -1);
    check_nothing(fl_student(1, 1, 9, 2, 1, 0, 0.95), -1);
    check_nothing(fl_welch(1, -1, 9, 2, 1, 9, 0.95), -1);
    check_nothing(fl_student(1, NAN, 9, 2, 1, 9, 0.95), -1);
    check_nothing(fl_welch(NAN, 1, 9, 2, 1, 9, 0.95), NAN);
    check_nothing(fl_student(INFINITY, 1, 9, 2, 1, 9, 0.95), INFINITY);
    assert_true(isnan(fl_cohens_d(1, 0, 9, 2, 0, 9)) && isnan(fl_cohens_d(1, 1, 1, 2, 1, 1)));
    assert_true(isnan(fl_cohens_d(1, NAN, 9, 2, 1, 9)) && isnan(fl_cohens_d(NAN, 1, 9, 2, 1, 9)));
    assert_true(isnan(fl_cohens_d(1, 1, 0, 2, 1, 9)) && isnan(fl_cohens_d(1, 1, 9, 2, INFINITY, 9)));
    /* A confidence that is none leaves the test and takes the interval. */
    fl_t_test test = fl_welch(1, 1, 9, 2, 1, 9, 1);
    assert_true(isfinite(test.t) && isinf(test.interval.low) && test.interval.coverage == 0);
}

static void test_words(void **state)
{
    (void)state;
    assert_string_equal(fl_effect_word(0), "negligible");
    assert_string_equal(fl_effect_word(-0.1999), "negligible");
    assert_string_equal(fl_effect_word(0.2), "small");
    assert_string_equal(fl_effect_word(-0.4999), "small");
    assert_string_equal(fl_effect_word(0.5), "medium");
    assert_string_equal(fl_effect_word(-0.7999), "medium");
    assert_string_equal(fl_effect_word(0.8), "large");
    assert_string_equal(fl_effect_word(-INFINITY), "large");
    assert_string_equal(fl_effect_word(NAN), "undefined");
}

static void test_overlap(void **state)
{
    (void)state;
    assert_true(fl_intervals_overlap(1, 2, 1.5, 3) && fl_intervals_overlap(1.5, 3, 1, 2));
    assert_true(fl_intervals_overlap(1, 4, 2, 3) && fl_intervals_overlap(2, 3, 1, 4));
    assert_true(fl_intervals_overlap(1, 2, 2, 3)); /* they share the point 2 */
    assert_false(fl_intervals_overlap(1, 2, 2.0001, 3) || fl_intervals_overlap(2.0001, 3, 1, 2));
    assert_true(fl_intervals_overlap(-INFINITY, INFINITY, 2, 3));
    /* What is not known does not set them apart; what is known can. */
    assert_true(fl_intervals_overlap(1, NAN, 2, 3) && fl_intervals_overlap(2, 3, 1, NAN));
    assert_true(fl_intervals_overlap(NAN, 2, 2, 3) && fl_intervals_overlap(NAN, NAN, 2, 3));
    assert_false(fl_intervals_overlap(NAN, 1, 2, 3) || fl_intervals_overlap(2, 3, NAN, 1));
}

static void test_unpaired(void **state)
{
    (void)state;
    size_t different = 0, only_the_interval = 0;
    for (const cJSON *c = expected_section("unpaired")->child; c; c = c->next) {
        size_t n_a, n_b;
        double *a = expected_samples(c, "a", &n_a), *b = expected_samples(c, "b", &n_b);
        int *process_a = expected_processes(c, "process_a", n_a),
            *process_b = expected_processes(c, "process_b", n_b);
        fl_unpaired_ratio result;
        assert_int_equal(fl_compare_unpaired(a, process_a, n_a, b, process_b, n_b,
                                             expected_number(c, "confidence"), &result, NULL),
                         FL_OK);
        assert_int_equal(result.processes_a, expected_count(c, "processes_a"));
        assert_int_equal(result.processes_b, expected_count(c, "processes_b"));
        check_close(c, "ratio", result.ratio, expected_number(c, "ratio"), 1e-14);
        double low = expected_number(c, "low"), high = expected_number(c, "high"),
               factor = exp(expected_number(c, "between"));
        bool alone = isnan(factor);
        check_close(c, "low", result.interval.low, alone ? 0 : fmin(low, result.ratio / factor), 1e-13);
        check_close(c, "high", result.interval.high, alone ? INFINITY : fmax(high, result.ratio * factor),
                    1e-13);
        assert_int_equal(result.different, result.interval.low > 1 || result.interval.high < 1);
        check_close(c, "between", result.between_process_sd, expected_number(c, "between"), 1e-12);
        assert_int_equal(result.different, expected_number(c, "different") != 0);
        different += result.different;
        only_the_interval += !result.different && (low > 1 || high < 1);
        free(a);
        free(b);
        free(process_a);
        free(process_b);
    }
    assert_true(different >= 1 && only_the_interval >= 1);
}

static void test_unpaired_refuses(void **state)
{
    (void)state;
    const double good[] = {1, 2, 3}, bad[] = {1, -2, 3};
    fl_unpaired_ratio result;
    fl_error error = {""};
    assert_int_equal(fl_compare_unpaired(good, NULL, 3, bad, NULL, 3, 0.95, &result, &error), FL_USAGE);
    assert_non_null(strstr(error.text, "sample 2 of side b is -2"));
    assert_int_equal(fl_compare_unpaired(bad, NULL, 3, good, NULL, 3, 0.95, &result, NULL), FL_USAGE);
    assert_int_equal(fl_compare_unpaired(good, NULL, 0, good, NULL, 3, 0.95, &result, NULL), FL_USAGE);
    assert_int_equal(fl_compare_unpaired(good, NULL, 3, good, NULL, 3, NAN, &result, NULL), FL_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_wrong_formulas_are_told_apart),
        cmocka_unit_test(test_where_no_test_exists),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_overlap),
        cmocka_unit_test(test_unpaired),
        cmocka_unit_test(test_unpaired_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
