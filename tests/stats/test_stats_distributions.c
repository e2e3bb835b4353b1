/* Tails and quantiles against mpmath (60 digits) and SciPy, also where the answer is 1e-200.
 *
 * Tolerances: a relative error e in t becomes about |ln p|·e to (degrees of freedom)·e in p, so the figures
 * far in the tail are held to 1e-12 and not to the last bit. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "bench/stats/distributions.h"
#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

static void test_student(void **state)
{
    (void)state;
    bool far_tail = false;
    for (const cJSON *c = expected_section("student_two_sided")->child; c; c = c->next) {
        double t = expected_number(c, "t"), freedom = expected_number(c, "df"), p = expected_number(c, "p");
        check_close(c, "p", fl_student_two_sided(t, freedom), p, 1e-12);
        check_close(c, "p of -t", fl_student_two_sided(-t, freedom), p, 1e-12);
        far_tail = far_tail || (p > 0 && p < 1e-190);
        /* The normal distribution and 1 - cdf are not close: at few degrees of freedom, and in the tail. */
        if (fabs(t) > 1e-6 && p > 0 && freedom < 1e5)
            assert_false(is_close(erfc(fabs(t) / sqrt(2)), p, 1e-3));
        if (p > 0 && p < 1e-18)
            assert_false(is_close(1 - (1 - p), p, 1e-3));
    }
    assert_true(far_tail);
    for (const cJSON *c = expected_section("student_critical")->child; c; c = c->next) {
        double tail = expected_number(c, "tail"), freedom = expected_number(c, "df");
        check_close(c, "t", fl_student_critical(tail, freedom), expected_number(c, "t"), 1e-13);
    }
}

static void test_binomial(void **state)
{
    (void)state;
    for (const cJSON *c = expected_section("binomial")->child; c; c = c->next) {
        size_t k = expected_count(c, "k"), n = expected_count(c, "trials");
        double p = expected_number(c, "p");
        check_close(c, "at most", fl_binomial_at_most(k, n, p), expected_number(c, "at_most"), 1e-12);
        check_close(c, "more than", fl_binomial_more_than(k, n, p), expected_number(c, "more_than"), 1e-12);
    }
}

static void test_rates(void **state)
{
    (void)state;
    for (const cJSON *c = expected_section("rates")->child; c; c = c->next) {
        size_t hits = expected_count(c, "successes"), n = expected_count(c, "trials");
        double confidence = expected_number(c, "confidence"), low = expected_number(c, "low");
        fl_interval interval = fl_binomial_interval(hits, n, confidence);
        check_close(c, "low", interval.low, low, 1e-12);
        check_close(c, "high", interval.high, expected_number(c, "high"), 1e-12);
        assert_true(interval.confidence == confidence && interval.coverage == confidence);
        double rate = (double)hits / (double)n;
        assert_true(interval.low <= rate && rate <= interval.high);
        /* Wald's interval, which many print instead. */
        assert_false(is_close(rate - 1.96 * sqrt(rate * (1 - rate) / (double)n), low, 1e-6) && hits > 0);
    }
    fl_interval none = fl_binomial_interval(0, 0, 0.95);
    assert_true(none.low == 0 && none.high == 1 && none.coverage == 1);
    assert_true(isnan(fl_binomial_interval(3, 2, 0.95).low) && isnan(fl_binomial_interval(3, 2, 0.95).high));
    assert_true(isnan(fl_binomial_interval(1, 2, 1).low) && isnan(fl_binomial_interval(1, 2, NAN).high));
    assert_true(isnan(fl_binomial_interval(1, 2, 0).low) && fl_binomial_interval(1, 2, -1).coverage == 0);
}

/* No exception, no trap: a number or NaN. */
static void test_what_makes_no_sense(void **state)
{
    (void)state;
    const double bad[] = {NAN, -1, 0, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(isnan(fl_student_two_sided(1, bad[i])));
        assert_true(isnan(fl_student_critical(0.1, bad[i])));
        assert_true(isnan(fl_student_critical(bad[i], 3)));
        assert_true(isnan(fl_binomial_at_most(1, 2, bad[i])) && isnan(fl_binomial_at_most(2, 2, bad[i])));
        assert_true(isnan(fl_binomial_more_than(1, 2, bad[i])) && isnan(fl_binomial_more_than(2, 2, bad[i])));
        assert_true(isnan(fl_beta_lower(bad[i], 1, 1)) && isnan(fl_beta_upper(bad[i], 1, 1)));
        assert_true(isnan(fl_beta_lower(0.5, bad[i], 1)) && isnan(fl_beta_upper(0.5, 1, bad[i])));
    }
    assert_true(isnan(fl_student_critical(1, 3)) && isnan(fl_student_two_sided(NAN, 3)));
    assert_true(fl_student_two_sided(INFINITY, 3) == 0 && fl_student_two_sided(-INFINITY, 3) == 0);
    assert_true(fl_student_two_sided(1e300, 1e6) == 0 && fl_student_two_sided(DBL_TRUE_MIN, 3) == 1);
    assert_true(fl_binomial_at_most(0, SIZE_MAX, 0.5) == 0 && fl_binomial_more_than(0, 0, 0.5) == 0);
    assert_true(fl_beta_lower(DBL_MIN, 1, 1) >= 0 && fl_beta_upper(DBL_MIN, 1e6, 1e-6) <= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_student),
        cmocka_unit_test(test_binomial),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_what_makes_no_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
