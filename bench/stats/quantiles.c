#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"
#include "bench/stats/distributions.h"

double fl_median(const double *samples, size_t n)
{
    double *sorted = fl_all_finite(samples, n) ? fl_sorted_copy(samples, n) : NULL;
    if (sorted == NULL)
        return NAN;
    double median = fl_sorted_median(sorted, n);
    free(sorted);
    return median;
}

/* The largest rank r (1 ... n) with P(Y < r) <= tail, Y binomial(n, q): below the r-th smallest sample the
 * quantile lies with at most that probability. 0 when there is none. */
static size_t lower_rank(size_t n, double q, double tail)
{
    size_t good = 0, bad = n + 1;
    while (bad - good > 1) {
        size_t middle = good + (bad - good) / 2;
        if (fl_binomial_at_most(middle - 1, n, q) <= tail)
            good = middle;
        else
            bad = middle;
    }
    return good;
}

/* The smallest rank s (1 ... n) with P(Y >= s) <= tail; n + 1 when there is none. */
static size_t upper_rank(size_t n, double q, double tail)
{
    size_t bad = 0, good = n + 1;
    while (good - bad > 1) {
        size_t middle = bad + (good - bad) / 2;
        if (fl_binomial_more_than(middle - 1, n, q) <= tail)
            good = middle;
        else
            bad = middle;
    }
    return good;
}

fl_interval fl_sorted_quantile_interval(const double *sorted, size_t n, double q, double confidence)
{
    fl_interval interval = fl_unbounded(confidence);
    double tail = (1 - confidence) / 2, missed = 0;
    size_t low = lower_rank(n, q, tail), high = upper_rank(n, q, tail);
    if (low >= 1) {
        interval.low = sorted[low - 1];
        missed += fl_binomial_at_most(low - 1, n, q);
    }
    if (high <= n) {
        interval.high = sorted[high - 1];
        missed += fl_binomial_more_than(high - 1, n, q);
    }
    if (low >= 1 || high <= n)
        interval.coverage = 1 - missed;
    return interval;
}

fl_interval fl_quantile_interval(const double *samples, size_t n, double q, double confidence)
{
    bool valid = q > 0 && q < 1 && fl_is_confidence(confidence) && fl_all_finite(samples, n);
    double *sorted = valid ? fl_sorted_copy(samples, n) : NULL;
    if (sorted == NULL)
        return fl_unbounded(confidence);
    fl_interval interval = fl_sorted_quantile_interval(sorted, n, q, confidence);
    free(sorted);
    return interval;
}

fl_interval fl_median_interval(const double *samples, size_t n, double confidence, double *median)
{
    bool valid = fl_is_confidence(confidence) && fl_all_finite(samples, n);
    double *sorted = valid ? fl_sorted_copy(samples, n) : NULL;
    *median = NAN;
    if (sorted == NULL)
        return fl_unbounded(confidence);
    *median = fl_sorted_median(sorted, n);
    fl_interval interval = fl_sorted_quantile_interval(sorted, n, 0.5, confidence);
    free(sorted);
    return interval;
}

fl_interval fl_binomial_interval(size_t successes, size_t trials, double confidence)
{
    fl_interval interval = {.low = NAN, .high = NAN, .confidence = confidence, .coverage = 0};
    if (successes > trials || !fl_is_confidence(confidence))
        return interval;
    double hits = (double)successes, misses = (double)(trials - successes), tail = (1 - confidence) / 2;
    interval.low = successes == 0 ? 0 : fl_beta_lower(tail, hits, misses + 1);
    interval.high = successes == trials ? 1 : fl_beta_upper(tail, hits + 1, misses);
    interval.coverage = trials == 0 ? 1 : confidence;
    return interval;
}
