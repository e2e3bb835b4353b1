#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"

static double at_fraction(const double *sorted, size_t n, double fraction)
{
    size_t index = (size_t)(fraction * (double)n);
    return sorted[index < n ? index : n - 1];
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
    fl_moments moments = fl_scaled_moments(samples, n, exponent);
    double mean = ldexp(moments.mean, exponent);
    double sd = n > 1 ? ldexp(sqrt(moments.squares / (double)(n - 1)), exponent) : NAN;
    double margin = 1.96 * sd / sqrt((double)n);
    *summary = (fl_summary){.n = n,
                            .mean = mean,
                            .sd = sd,
                            .ci_95_lower = mean - margin,
                            .ci_95_upper = mean + margin,
                            .p50 = sorted[n / 2],
                            .p95 = at_fraction(sorted, n, 0.95),
                            .p99 = at_fraction(sorted, n, 0.99),
                            .min = sorted[0],
                            .max = sorted[n - 1]};
    free(sorted);
    return FL_OK;
}

double fl_throughput_per_second(double mean_us)
{
    return mean_us > 0 && isfinite(mean_us) ? 1e6 / mean_us : NAN;
}
