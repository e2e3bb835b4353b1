/* Order-statistic intervals against scipy.stats.quantile_test, their coverage against the binomial summed in
 * mpmath. The ends are samples and must be equal; the coverage is 1 minus two tails, each to 1e-12. */
#include <math.h>
#include <stdlib.h>

#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

static void test_intervals(void **state)
{
    (void)state;
    size_t unbounded = 0, half_open = 0, closed = 0, normal_ranks_differ = 0;
    for (const cJSON *c = expected_section("quantile_intervals")->child; c; c = c->next) {
        size_t n;
        double *samples = expected_samples(c, "samples", &n);
        double q = expected_number(c, "q"), confidence = expected_number(c, "confidence");
        fl_interval interval = fl_quantile_interval(samples, n, q, confidence);
        check_close(c, "low", interval.low, expected_number(c, "low"), 0);
        check_close(c, "high", interval.high, expected_number(c, "high"), 0);
        check_near(c, "coverage", interval.coverage, expected_number(c, "coverage"), 1e-12);
        assert_true(interval.confidence == confidence);
        bool low = isfinite(interval.low), high = isfinite(interval.high);
        assert_true(low || high ? interval.coverage >= confidence : interval.coverage == 0);
        unbounded += !low && !high;
        half_open += low != high;
        closed += low && high;
        /* The usual shortcut n·q - 1.96·sqrt(n·q·(1-q)) gives
         * other ranks; samples from 1 to n name theirs. */
        double shortcut = ceil((double)n * q - 1.96 * sqrt((double)n * q * (1 - q)));
        normal_ranks_differ += low && confidence == 0.95 && interval.low != shortcut;
        free(samples);
    }
    assert_true(unbounded > 5 && half_open > 5 && closed > 20 && normal_ranks_differ > 5);
}

/* By hand: of 6 samples the median lies outside all with probability 2/64, of 5 with 2/32. */
static void test_smallest_counts(void **state)
{
    (void)state;
    const double samples[] = {6, 1, 5, 2, 4, 3};
    fl_interval six = fl_quantile_interval(samples, 6, 0.5, 0.95);
    assert_true(six.low == 1 && six.high == 6 && fabs(six.coverage - 31.0 / 32) < 1e-15);
    fl_interval five = fl_quantile_interval(samples, 5, 0.5, 0.95);
    assert_true(isinf(five.low) && five.low < 0 && isinf(five.high) && five.high > 0 && five.coverage == 0);
    fl_interval enough = fl_quantile_interval(samples, 5, 0.5, 0.9);
    assert_true(enough.low == 1 && enough.high == 6 && fabs(enough.coverage - 15.0 / 16) < 1e-15);
}

static void test_what_makes_no_sense(void **state)
{
    (void)state;
    const double samples[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, NAN};
    const double bad[] = {0, 1, -0.5, 2, NAN};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_true(isinf(fl_quantile_interval(samples, 9, bad[i], 0.95).low));
        assert_true(isinf(fl_quantile_interval(samples, 9, 0.5, bad[i]).high));
    }
    assert_true(fl_quantile_interval(samples, 9, 0.5, 0.95).coverage > 0.95);
    assert_true(fl_quantile_interval(samples, 10, 0.5, 0.95).coverage == 0);
    assert_true(fl_quantile_interval(samples, 0, 0.5, 0.95).coverage == 0);
}

/* What the coverage claims comes true: the median of 20 skewed samples lies inside its interval at the stated
 * rate. */
static void test_coverage_by_simulation(void **state)
{
    (void)state;
    enum { trials = 4000, n = 20 };
    uint64_t random = 1;
    size_t inside = 0;
    double coverage = 0;
    for (size_t trial = 0; trial < trials; trial++) {
        double samples[n];
        for (size_t i = 0; i < n; i++)
            samples[i] = exp(random_normal(&random)); /* median 1, mean 1.65 */
        fl_interval interval = fl_quantile_interval(samples, n, 0.5, 0.95);
        inside += interval.low <= 1 && 1 <= interval.high;
        coverage = interval.coverage;
    }
    fl_interval rate = fl_binomial_interval(inside, trials, 0.999);
    assert_true(rate.low <= coverage && coverage <= rate.high);
    assert_true(rate.high < 0.975 && coverage > 0.95); /* sharp enough to tell it from one rank more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_smallest_counts),
        cmocka_unit_test(test_what_makes_no_sense),
        cmocka_unit_test(test_coverage_by_simulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
