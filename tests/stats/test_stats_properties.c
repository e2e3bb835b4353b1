/* What must hold for any samples: random ones of many sizes, with ties, over twenty orders of magnitude. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

enum { trials = 300, largest = 60 };

typedef struct sample_set {
    size_t n;
    double a[largest], b[largest];
    int process[largest];
} sample_set;

/* Heavy-tailed positive times, every third set rounded so that ties occur. */
static sample_set random_set(uint64_t *random)
{
    sample_set set = {.n = 1 + (size_t)(random_uniform(random) * largest)};
    double scale = pow(10, 20 * random_uniform(random) - 10);
    bool rounded = random_uniform(random) < 0.33;
    for (size_t i = 0; i < set.n; i++) {
        double a = exp(random_normal(random)), b = exp(random_normal(random));
        set.a[i] = scale * (rounded ? ceil(4 * a) : a);
        set.b[i] = scale * (rounded ? ceil(4 * b) : b);
        set.process[i] = (int)(random_uniform(random) * 5) - 2;
    }
    return set;
}

/* The same rounds in another order: pairs and labels stay together. */
static sample_set reordered(const sample_set *set, uint64_t *random)
{
    sample_set other = *set;
    for (size_t i = set->n; i > 1; i--) {
        size_t j = (size_t)(random_uniform(random) * (double)i);
        double a = other.a[i - 1], b = other.b[i - 1];
        int process = other.process[i - 1];
        other.a[i - 1] = other.a[j];
        other.b[i - 1] = other.b[j];
        other.process[i - 1] = other.process[j];
        other.a[j] = a;
        other.b[j] = b;
        other.process[j] = process;
    }
    return other;
}

static fl_paired_ratio paired_of(const sample_set *set, bool swapped)
{
    fl_paired_ratio result;
    memset(&result, 0, sizeof result);
    assert_int_equal(fl_compare_paired(swapped ? set->b : set->a, swapped ? set->a : set->b, set->process,
                                       set->n, 0.9, 3, &result, NULL),
                     FL_OK);
    return result;
}

static fl_unpaired_ratio unpaired_of(const sample_set *set, bool swapped)
{
    fl_unpaired_ratio result;
    memset(&result, 0, sizeof result);
    assert_int_equal(fl_compare_unpaired(swapped ? set->b : set->a, set->process, set->n,
                                         swapped ? set->a : set->b, set->process, set->n, 0.9, &result, NULL),
                     FL_OK);
    return result;
}

static fl_summary summary_of(const double *samples, size_t n)
{
    fl_summary summary;
    assert_int_equal(fl_summarise(samples, n, &summary, NULL), FL_OK);
    return summary;
}

/* Order statistics to the bit; sums to the last digits. */
static void test_order_is_irrelevant(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int trial = 0; trial < trials; trial++) {
        sample_set set = random_set(&random), other = reordered(&set, &random);
        size_t n = set.n;
        fl_summary s = summary_of(set.a, n), t = summary_of(other.a, n);
        assert_true(is_close(s.mean, t.mean, 4e-16) && is_close(s.sd, t.sd, 4e-16));
        assert_true(s.p50 == t.p50 && s.p95 == t.p95 && s.p99 == t.p99 && s.min == t.min && s.max == t.max);
        assert_true(fl_median(set.a, n) == fl_median(other.a, n));
        fl_interval i = fl_quantile_interval(set.a, n, 0.7, 0.9),
                    j = fl_quantile_interval(other.a, n, 0.7, 0.9);
        assert_true(i.low == j.low && i.high == j.high && i.coverage == j.coverage);
        fl_paired_ratio p = paired_of(&set, false), q = paired_of(&other, false);
        assert_true(p.ratio == q.ratio && p.interval.low == q.interval.low &&
                    p.interval.high == q.interval.high);
        assert_true(p.p_two_sided == q.p_two_sided && p.different == q.different);
        assert_true(is_close(p.between_process_sd, q.between_process_sd, 1e-14));
        assert_true(is_close(p.within_process_sd, q.within_process_sd, 1e-14));
        fl_spread k = fl_process_spread(set.a, set.process, n),
                  l = fl_process_spread(other.a, other.process, n);
        assert_true(k.processes == l.processes && is_close(k.between_sd, l.between_sd, 1e-14));
        assert_true(is_close(k.within_sd, l.within_sd, 1e-14));
    }
}

/* Where the order is the question it must matter. */
static void test_order_matters_to_correlation_and_pairs(void **state)
{
    (void)state;
    const double rising[] = {1, 2, 3, 4, 5, 6}, mixed[] = {1, 6, 2, 5, 3, 4}, b[] = {1, 2, 3, 4, 5, 6};
    assert_true(fl_lag1_autocorrelation(rising, 6) > 0.4 && fl_lag1_autocorrelation(mixed, 6) < -0.4);
    fl_paired_ratio p, q;
    assert_int_equal(fl_compare_paired(rising, b, NULL, 6, 0.9, 1, &p, NULL), FL_OK);
    assert_int_equal(fl_compare_paired(mixed, b, NULL, 6, 0.9, 1, &q, NULL), FL_OK);
    assert_true(p.within_process_sd == 0 && q.within_process_sd > 0.5);
}

/* a against b and b against a say the same. */
static void test_swapping_sides(void **state)
{
    (void)state;
    uint64_t random = 12;
    for (int trial = 0; trial < trials; trial++) {
        sample_set set = random_set(&random);
        fl_paired_ratio p = paired_of(&set, false), q = paired_of(&set, true);
        assert_true(fabs(p.ratio * q.ratio - 1) < 1e-15);
        assert_true(is_close(p.interval.low, 1 / q.interval.high, 1e-15));
        assert_true(is_close(p.interval.high, 1 / q.interval.low, 1e-15));
        assert_true(p.p_two_sided == q.p_two_sided && p.different == q.different);
        assert_true(is_close(p.between_process_spread, q.between_process_spread, 1e-15));
        fl_unpaired_ratio u = unpaired_of(&set, false), v = unpaired_of(&set, true);
        assert_true(fabs(u.ratio * v.ratio - 1) < 1e-15 && u.different == v.different);
        assert_true(is_close(u.interval.low, 1 / v.interval.high, 1e-14));
        fl_summary s = summary_of(set.a, set.n), t = summary_of(set.b, set.n);
        size_t n = set.n;
        fl_t_test w = fl_welch(s.mean, s.sd, n, t.mean, t.sd, n, 0.95);
        fl_t_test x = fl_welch(t.mean, t.sd, n, s.mean, s.sd, n, 0.95);
        assert_true(is_close(w.t, -x.t, 0) && is_close(w.p_two_sided, x.p_two_sided, 0));
        assert_true(is_close(w.interval.low, -x.interval.high, 0));
        assert_true(is_close(fl_cohens_d(s.mean, s.sd, n, t.mean, t.sd, n),
                             -fl_cohens_d(t.mean, t.sd, n, s.mean, s.sd, n), 0));
    }
}

static void test_intervals_contain_their_estimates(void **state)
{
    (void)state;
    uint64_t random = 13;
    for (int trial = 0; trial < trials; trial++) {
        sample_set set = random_set(&random);
        size_t n = set.n;
        fl_summary s = summary_of(set.a, n), t = summary_of(set.b, n);
        assert_true(s.min <= s.p50 && s.p50 <= s.p95 && s.p95 <= s.p99 && s.p99 <= s.max);
        assert_true(s.min <= s.mean && s.mean <= s.max);
        assert_true(n == 1 || (s.ci_95_lower <= s.mean && s.mean <= s.ci_95_upper));
        for (int percent = 1; percent < 100; percent += 7) {
            fl_interval i = fl_quantile_interval(set.a, n, 0.5, percent / 100.0);
            double median = fl_median(set.a, n);
            assert_true(i.low <= median && median <= i.high);
        }
        fl_paired_ratio p = paired_of(&set, false);
        assert_true(p.interval.low <= p.ratio && p.ratio <= p.interval.high);
        assert_true(p.p_two_sided > 0 && p.p_two_sided <= 1);
        fl_unpaired_ratio u = unpaired_of(&set, false);
        assert_true(u.interval.low <= u.ratio && u.ratio <= u.interval.high);
        fl_t_test w = fl_student(s.mean, s.sd, n, t.mean, t.sd, n, 0.95);
        assert_true(w.interval.low <= w.difference && w.difference <= w.interval.high);
    }
}

/* Another unit, by a power of two, changes figures by exactly it and ratios not at all. */
static void test_units_are_irrelevant(void **state)
{
    (void)state;
    uint64_t random = 14;
    for (int trial = 0; trial < trials; trial++) {
        sample_set set = random_set(&random), scaled = set;
        for (size_t i = 0; i < set.n; i++) {
            scaled.a[i] = ldexp(set.a[i], -700);
            scaled.b[i] = ldexp(set.b[i], -700);
        }
        fl_summary s = summary_of(set.a, set.n), t = summary_of(scaled.a, set.n);
        assert_true(t.mean == ldexp(s.mean, -700) && (set.n == 1 || t.sd == ldexp(s.sd, -700)));
        fl_paired_ratio p = paired_of(&set, false), q = paired_of(&scaled, false);
        assert_true(p.ratio == q.ratio && p.interval.low == q.interval.low && p.different == q.different);
        double before = fl_lag1_autocorrelation(set.a, set.n),
               after = fl_lag1_autocorrelation(scaled.a, set.n);
        assert_true(is_close(before, after, 0));
        assert_true(isnan(before) || fabs(before) <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_irrelevant),
        cmocka_unit_test(test_order_matters_to_correlation_and_pairs),
        cmocka_unit_test(test_swapping_sides),
        cmocka_unit_test(test_intervals_contain_their_estimates),
        cmocka_unit_test(test_units_are_irrelevant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
