#include "bench/stats/ratios.h"

#include <math.h>

fl_status fl_check_times(const char *side, const double *times, size_t n, fl_error *error)
{
    if (n == 0)
        return fl_fail(error, FL_USAGE, "cannot compare: side %s has no sample; at least one is needed",
                       side);
    for (size_t i = 0; i < n; i++)
        if (!(times[i] > 0 && isfinite(times[i])))
            return fl_fail(error, FL_USAGE,
                           "cannot compare: sample %zu of side %s is %g; a time must be positive and finite",
                           i + 1, side, times[i]);
    return FL_OK;
}

double fl_log_ratio(double a, double b)
{
    double larger = fmax(a, b), smaller = fmin(a, b), excess = (larger - smaller) / smaller;
    double size = isfinite(excess) ? log1p(excess) : log(larger) - log(smaller);
    return a < b ? -size : size;
}

fl_interval fl_interval_of_ratios(fl_interval of_logarithms)
{
    fl_interval ratios = of_logarithms;
    ratios.low = exp(of_logarithms.low);
    ratios.high = exp(of_logarithms.high);
    return ratios;
}

bool fl_excludes_one(fl_interval interval)
{
    return interval.low > 1 || interval.high < 1;
}
