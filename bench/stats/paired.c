/* The paired comparison: clustered.c's rule on the logarithms of the ratios. */
#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"
#include "bench/stats/distributions.h"
#include "bench/stats/ratios.h"

/* The sign test, ties left out: every round fell on one side with probability 1/2. */
static double sign_test(const double *logs, size_t n)
{
    size_t above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        above += logs[i] > 0;
        below += logs[i] < 0;
    }
    if (above == below)
        return 1;
    return fmin(1, 2 * fl_binomial_at_most(above < below ? above : below, above + below, 0.5));
}

static fl_paired_ratio judged(const double *logs, size_t n, const fl_clustered *c)
{
    fl_paired_ratio result = {
        .rounds = n,
        .processes = c->processes,
        .ratio = exp(c->median),
        .interval = fl_interval_of_ratios(c->interval),
        .rounds_interval = fl_interval_of_ratios(c->within_interval),
        .p_two_sided = sign_test(logs, n),
        .within_process_sd = c->within_sd,
        .between_process_sd = c->between_sd,
        .between_process_spread = c->spread,
    };
    result.different = fl_excludes_one(result.interval);
    return result;
}

fl_status fl_compare_paired(const double *a, const double *b, const int *process, size_t n, double confidence,
                            size_t comparisons, fl_paired_ratio *result, fl_error *error)
{
    double corrected = 1 - (1 - confidence) / (double)comparisons;
    if (!fl_is_confidence(confidence) || !fl_is_confidence(corrected))
        return fl_fail(error, FL_USAGE,
                       "cannot compare: confidence %g for %zu comparisons; it must lie between 0 and 1, also "
                       "after the correction for the comparisons, of which there must be one or more",
                       confidence, comparisons);
    fl_status status = fl_check_times("a", a, n, error);
    if (status == FL_OK)
        status = fl_check_times("b", b, n, error);
    if (status != FL_OK)
        return status;
    fl_clustered clustered;
    double *logs = calloc(n, sizeof *logs);
    if (!logs)
        return fl_fail(error, FL_UNABLE, "cannot compare: no memory for %zu rounds; take fewer", n);
    for (size_t i = 0; i < n; i++)
        logs[i] = fl_log_ratio(a[i], b[i]);
    status = fl_median_of_processes(logs, process, n, corrected, &clustered, error);
    if (status == FL_OK)
        *result = judged(logs, n, &clustered);
    free(logs);
    return status;
}
