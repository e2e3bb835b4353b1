#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"

/* From 0, among n in their order. */
static size_t rank_of(size_t n, double fraction)
{
    size_t index = (size_t)(fraction * (double)n);
    return index < n ? index : n - 1;
}

static fl_summary mean_and_spread(fl_moments moments, size_t n, int exponent)
{
    double mean = ldexp(moments.mean, exponent);
    double sd = n > 1 ? ldexp(sqrt(moments.squares / (double)(n - 1)), exponent) : NAN;
    double margin = 1.96 * sd / sqrt((double)n);
    return (fl_summary){
        .n = n, .mean = mean, .sd = sd, .ci_95_lower = mean - margin, .ci_95_upper = mean + margin};
}

fl_status fl_summarise(const double *samples, size_t n, fl_summary *summary, fl_error *error)
{
    if (n == 0)
        return fl_fail(error, FL_USAGE, "cannot summarise: there is no sample; at least one is needed");
    for (size_t i = 0; i < n; i++)
        if (!isfinite(samples[i]))
            return fl_fail(error, FL_USAGE, "cannot summarise: sample %zu of %zu is %g; it must be finite",
                           i + 1, n, samples[i]);
    double *sorted = fl_sorted_copy(samples, n);
    if (sorted == NULL)
        return fl_fail(error, FL_UNABLE, "cannot summarise: no memory to sort %zu samples; take fewer", n);
    int exponent = fl_largest_exponent(samples, n);
    *summary = mean_and_spread(fl_scaled_moments(samples, n, exponent), n, exponent);
    summary->p50 = sorted[n / 2];
    summary->p95 = sorted[rank_of(n, 0.95)];
    summary->p99 = sorted[rank_of(n, 0.99)];
    summary->min = sorted[0];
    summary->max = sorted[n - 1];
    free(sorted);
    return FL_OK;
}

/* How many samples they are; 0 when they are none that can be summed up. */
static size_t count_samples(const double *values, const double *times, size_t distinct)
{
    static const double most = 9007199254740992.0; /* 2^53: sums of whole numbers are exact to there */
    double count = 0;
    for (size_t i = 0; i < distinct; i++) {
        if (!isfinite(values[i]) || (i > 0 && !(values[i] > values[i - 1])) || !(times[i] >= 1) ||
            times[i] != floor(times[i]) || !(count + times[i] <= most))
            return 0;
        count += times[i];
    }
    return (size_t)count;
}

static double counted_at(const double *values, const double *times, size_t rank)
{
    size_t i = 0;
    double before = times[0];
    while (before <= (double)rank)
        before += times[++i];
    return values[i];
}

fl_status fl_summarise_counted(const double *values, const double *times, size_t distinct,
                               fl_summary *summary, fl_error *error)
{
    const size_t n = count_samples(values, times, distinct);
    if (n == 0)
        return fl_fail(error, FL_USAGE,
                       "cannot summarise: values must be finite and ascend, and each stand for a whole "
                       "number of samples");
    int exponent = fl_largest_exponent(values, distinct);
    *summary = mean_and_spread(fl_scaled_counted_moments(values, times, distinct, exponent), n, exponent);
    summary->p50 = counted_at(values, times, n / 2);
    summary->p95 = counted_at(values, times, rank_of(n, 0.95));
    summary->p99 = counted_at(values, times, rank_of(n, 0.99));
    summary->min = values[0];
    summary->max = values[distinct - 1];
    return FL_OK;
}

double fl_throughput_per_second(double mean_us)
{
    return mean_us > 0 && isfinite(mean_us) ? 1e6 / mean_us : NAN;
}
