/* Summaries, medians and lag-1 correlation against exact fractions (Python) and NumPy.
 *
 * Tolerances: mean and correlation are sums rounded about once, a few units in the last place, 1e-15; the sd
 * takes a root of such a sum, the same; order statistics are samples and must be equal. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/stats/stats.h"
#include "tests/stats/stats_expected.h"

static const cJSON *case_named(const char *name)
{
    for (const cJSON *c = expected_section("summaries")->child; c; c = c->next)
        if (strcmp(expected_name(c), name) == 0)
            return c;
    fail_msg("no case '%s'", name);
    return NULL;
}

static fl_summary summary_of(const double *samples, size_t n)
{
    fl_summary summary;
    fl_error error = {""};
    assert_int_equal(fl_summarise(samples, n, &summary, &error), FL_OK);
    assert_string_equal(error.text, "");
    return summary;
}

static void test_summaries(void **state)
{
    (void)state;
    for (const cJSON *c = expected_section("summaries")->child; c; c = c->next) {
        size_t n;
        double *samples = expected_samples(c, "samples", &n), *kept = malloc(n * sizeof *kept);
        assert_non_null(kept);
        memcpy(kept, samples, n * sizeof *kept);
        fl_summary s = summary_of(samples, n);
        assert_int_equal(s.n, expected_count(c, "n"));
        check_close(c, "mean", s.mean, expected_number(c, "mean"), 4e-16);
        check_close(c, "sd", s.sd, expected_number(c, "sd"), 1e-15);
        double size = n > 1 ? 1e-15 * (fabs(s.mean) + s.sd) : 0; /* the ends can cancel to nearly 0 */
        check_near(c, "lower end", s.ci_95_lower, expected_number(c, "ci_95_lower"), size + DBL_TRUE_MIN);
        check_near(c, "upper end", s.ci_95_upper, expected_number(c, "ci_95_upper"), size + DBL_TRUE_MIN);
        check_close(c, "p50", s.p50, expected_number(c, "p50"), 0);
        check_close(c, "p95", s.p95, expected_number(c, "p95"), 0);
        check_close(c, "p99", s.p99, expected_number(c, "p99"), 0);
        check_close(c, "min", s.min, expected_number(c, "min"), 0);
        check_close(c, "max", s.max, expected_number(c, "max"), 0);
        check_close(c, "median", fl_median(samples, n), expected_number(c, "median"), 0);
        check_near(c, "lag 1", fl_lag1_autocorrelation(samples, n), expected_number(c, "lag1"), 1e-14);
        assert_memory_equal(samples, kept, n * sizeof *kept);
        free(kept);
        free(samples);
    }
}

/* What a hasty loop computes. */
typedef struct wrong {
    double mean, sd_with_n, sd_one_pass, pearson;
} wrong;

static wrong wrong_of(const double *x, size_t n)
{
    double sum = 0, squares = 0, count = (double)n;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        squares += x[i] * x[i];
    }
    double mean = sum / count, deviations = 0;
    for (size_t i = 0; i < n; i++)
        deviations += (x[i] - mean) * (x[i] - mean);
    double first = 0, second = 0, xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        first += x[i] / (count - 1);
        second += x[i + 1] / (count - 1);
    }
    for (size_t i = 0; i + 1 < n; i++) {
        xy += (x[i] - first) * (x[i + 1] - second);
        xx += (x[i] - first) * (x[i] - first);
        yy += (x[i + 1] - second) * (x[i + 1] - second);
    }
    return (wrong){mean, sqrt(deviations / count), sqrt((squares - sum * sum / count) / (count - 1)),
                   xy / sqrt(xx * yy)};
}

/* The expected values tell right from wrong at the tolerances above. */
static void test_wrong_formulas_are_told_apart(void **state)
{
    (void)state;
    size_t n;
    const cJSON *c = case_named("typical");
    double *x = expected_samples(c, "samples", &n);
    double mean = expected_number(c, "mean"), sd = expected_number(c, "sd");
    double upper = expected_number(c, "ci_95_upper");
    assert_false(is_close(wrong_of(x, n).sd_with_n, sd, 1e-3));
    assert_false(is_close(mean + 1.645 * sd / sqrt((double)n), upper, 1e-4));    /* the one-sided z */
    assert_false(is_close(mean + 2.0281 * sd / sqrt((double)n), upper, 1e-4));   /* the t of 36 degrees */
    assert_false(is_close(mean + 1.959964 * sd / sqrt((double)n), upper, 1e-9)); /* z unrounded */
    assert_false(is_close(wrong_of(x, n).pearson, expected_number(c, "lag1"), 1e-3));
    free(x);

    c = case_named("small spread on a large base");
    x = expected_samples(c, "samples", &n);
    assert_false(is_close(wrong_of(x, n).sd_one_pass, expected_number(c, "sd"), 1e-3));
    free(x);

    c = case_named("cancelling");
    x = expected_samples(c, "samples", &n);
    assert_false(is_close(wrong_of(x, n).mean, expected_number(c, "mean"), 1e-3));
    free(x);

    c = case_named("huge");
    x = expected_samples(c, "samples", &n);
    assert_true(wrong_of(x, n).sd_with_n > DBL_MAX);
    free(x);

    /* A plain sum divided by n is not the constant, and its sd not 0. */
    c = case_named("constant");
    x = expected_samples(c, "samples", &n);
    assert_false(is_close(wrong_of(x, n).mean, expected_number(c, "mean"), 0));
    assert_true(summary_of(x, n).sd == 0 && wrong_of(x, n).sd_with_n > 0);
    free(x);
}

/* "hundred" holds 1 ... 100 in disorder, so that a value names its rank. */
static void test_indices_off_by_one_are_told_apart(void **state)
{
    (void)state;
    const cJSON *hundred = case_named("hundred"), *twenty = case_named("twenty"), *two = case_named("two");
    assert_true(expected_number(hundred, "p50") == 51); /* not 50, nor 50.5 */
    assert_true(expected_number(hundred, "p95") == 96); /* the nearest rank would be 95 */
    assert_true(expected_number(hundred, "p99") == 100);
    assert_true(expected_number(hundred, "median") == 50.5);
    assert_true(expected_number(twenty, "p95") == 20); /* 0.95 · 20 is 19 in double */
    assert_true(expected_number(two, "p50") == 2 && expected_number(two, "median") == 1.5);
}

static void test_one_sample(void **state)
{
    (void)state;
    double sample = 12.5;
    fl_summary s = summary_of(&sample, 1);
    assert_true(s.mean == 12.5 && s.p50 == 12.5 && s.p99 == 12.5 && s.min == 12.5 && s.max == 12.5);
    assert_true(isnan(s.sd) && isnan(s.ci_95_lower) && isnan(s.ci_95_upper));
}

static void test_bad_samples_are_refused(void **state)
{
    (void)state;
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        double samples[] = {1, 2, bad[i], 4};
        fl_summary summary = {.n = 77};
        fl_error error = {""};
        assert_int_equal(fl_summarise(samples, 4, &summary, &error), FL_USAGE);
        assert_non_null(strstr(error.text, "sample 3 of 4"));
        assert_int_equal(summary.n, 77);
        assert_true(isnan(fl_median(samples, 4)));
        assert_true(isnan(fl_lag1_autocorrelation(samples, 4)));
    }
    fl_summary summary;
    assert_int_equal(fl_summarise(bad, 0, &summary, NULL), FL_USAGE);
    assert_true(isnan(fl_median(bad, 0)) && isnan(fl_lag1_autocorrelation(bad, 0)));
    double pair[] = {1, 2};
    assert_true(isnan(fl_lag1_autocorrelation(pair, 2)));
}

/* Counted as they stand, each value in its place: the same figures. */
static void check_counted(const cJSON *c, const double *sorted, size_t n)
{
    double *values = malloc(n * sizeof *values), *times = calloc(n, sizeof *times);
    size_t distinct = 0;
    fl_summary whole = summary_of(sorted, n), s;
    assert_true(values && times);
    for (size_t i = 0; i < n; i++) {
        distinct += i == 0 || sorted[i] != sorted[i - 1];
        values[distinct - 1] = sorted[i];
        times[distinct - 1]++;
    }
    assert_int_equal(fl_summarise_counted(values, times, distinct, &s, NULL), FL_OK);
    assert_int_equal(s.n, n);
    check_close(c, "counted mean", s.mean, expected_number(c, "mean"), 4e-16);
    check_close(c, "counted sd", s.sd, expected_number(c, "sd"), 1e-15);
    assert_true(s.p50 == whole.p50 && s.p95 == whole.p95 && s.p99 == whole.p99);
    assert_true(s.min == whole.min && s.max == whole.max);
    free(values);
    free(times);
}

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void test_counted_samples(void **state)
{
    (void)state;
    for (const cJSON *c = expected_section("summaries")->child; c; c = c->next) {
        size_t n;
        double *samples = expected_samples(c, "samples", &n), median, plain = fl_median(samples, n);
        fl_interval wanted = fl_quantile_interval(samples, n, 0.5, 0.95);
        fl_interval interval = fl_median_interval(samples, n, 0.95, &median);
        assert_true(median == plain && interval.low == wanted.low && interval.high == wanted.high);
        assert_true(interval.coverage == wanted.coverage);
        qsort(samples, n, sizeof *samples, by_value);
        check_counted(c, samples, n);
        free(samples);
    }
    static const struct {
        double values[2], times[2];
    } bad[] = {{{2, 1}, {1, 1}},   {{1, 1}, {1, 1}},   {{1, INFINITY}, {1, 1}}, {{1, 2}, {1, 0}},
               {{1, 2}, {0.5, 1}}, {{1, 2}, {NAN, 1}}, {{1, 2}, {1, 1e300}},    {{NAN, 2}, {1, 1}}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        fl_summary summary = {.n = 77};
        fl_error error = {""};
        assert_int_equal(fl_summarise_counted(bad[i].values, bad[i].times, 2, &summary, &error), FL_USAGE);
        assert_true(summary.n == 77 && error.text[0]);
    }
    assert_int_equal(fl_summarise_counted(NULL, NULL, 0, &(fl_summary){0}, NULL), FL_USAGE);
}

static void test_throughput(void **state)
{
    (void)state;
    assert_true(fl_throughput_per_second(0.5) == 2e6);
    assert_true(fl_throughput_per_second(3) == 1e6 / 3);
    assert_true(isnan(fl_throughput_per_second(0)) && isnan(fl_throughput_per_second(-1)));
    assert_true(isnan(fl_throughput_per_second(NAN)) && isnan(fl_throughput_per_second(INFINITY)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_summaries),
        cmocka_unit_test(test_wrong_formulas_are_told_apart),
        cmocka_unit_test(test_indices_off_by_one_are_told_apart),
        cmocka_unit_test(test_one_sample),
        cmocka_unit_test(test_bad_samples_are_refused),
        cmocka_unit_test(test_counted_samples),
        cmocka_unit_test(test_throughput),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
