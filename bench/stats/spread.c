#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"
#include "bench/stats/groups.h"

size_t fl_process_medians(const double *samples, const int *process, size_t n, double *medians,
                          size_t max_processes)
{
    fl_groups groups;
    if (!fl_all_finite(samples, n) || !fl_group_by_process(samples, process, n, &groups))
        return 0;
    size_t count = groups.count <= max_processes ? groups.count : 0;
    if (count > 0)
        fl_group_medians(&groups, medians);
    fl_groups_free(&groups);
    return count;
}

double fl_lag1_autocorrelation(const double *samples, size_t n)
{
    if (n < 3 || !fl_all_finite(samples, n))
        return NAN;
    int exponent = fl_largest_exponent(samples, n);
    fl_moments moments = fl_scaled_moments(samples, n, exponent);
    if (!(moments.squares > 0))
        return NAN;
    double products = 0, before = fl_deviation(samples[0], exponent, &moments);
    for (size_t i = 1; i < n; i++) {
        double deviation = fl_deviation(samples[i], exponent, &moments);
        products += before * deviation;
        before = deviation;
    }
    return products / moments.squares;
}

fl_spread fl_process_spread(const double *samples, const int *process, size_t n)
{
    fl_spread spread = {.processes = 0, .between_sd = NAN, .within_sd = NAN};
    fl_groups groups;
    if (!fl_all_finite(samples, n) || !fl_group_by_process(samples, process, n, &groups))
        return spread;
    double *means = malloc(groups.count * sizeof *means);
    if (means != NULL) {
        int exponent = fl_largest_exponent(samples, n);
        double squares = 0;
        for (size_t i = 0; i < groups.count; i++) {
            fl_moments moments = fl_scaled_moments(groups.group[i].sorted, groups.group[i].count, exponent);
            means[i] = ldexp(moments.mean, exponent);
            squares += moments.squares;
        }
        spread.processes = groups.count;
        spread.between_sd = fl_standard_deviation(means, groups.count);
        if (n > groups.count)
            spread.within_sd = ldexp(sqrt(squares / (double)(n - groups.count)), exponent);
        free(means);
    }
    fl_groups_free(&groups);
    return spread;
}
