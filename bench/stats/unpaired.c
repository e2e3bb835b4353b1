#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"
#include "bench/stats/groups.h"
#include "bench/stats/ratios.h"

/* Of the logarithms of the processes' medians. */
typedef struct side {
    size_t processes;
    double mean, sd;
} side;

/* The logarithms are taken against a reference common to both sides, which cancels in the ratio: near 0 they
 * keep more digits. The smallest time does not depend on the order of the samples or sides. */
static double smallest(const double *times, size_t n)
{
    double least = times[0];
    for (size_t i = 1; i < n; i++)
        least = fmin(least, times[i]);
    return least;
}

static bool summarise_side(const double *times, const int *process, size_t n, double reference, side *summary)
{
    fl_groups groups;
    if (!fl_group_by_process(times, process, n, &groups))
        return false;
    double *logs = calloc(groups.count, sizeof *logs);
    if (logs != NULL) {
        fl_group_medians(&groups, logs);
        for (size_t i = 0; i < groups.count; i++)
            logs[i] = fl_log_ratio(logs[i], reference);
        summary->processes = groups.count;
        summary->mean = fl_scaled_moments(logs, groups.count, 0).mean;
        summary->sd = fl_standard_deviation(logs, groups.count);
        free(logs);
    }
    fl_groups_free(&groups);
    return logs != NULL;
}

static double pooled_sd(side a, side b)
{
    double freedom_a = (double)a.processes - 1, freedom_b = (double)b.processes - 1;
    return sqrt((freedom_a * a.sd * a.sd + freedom_b * b.sd * b.sd) / (freedom_a + freedom_b));
}

fl_status fl_compare_unpaired(const double *a, const int *process_a, size_t n_a, const double *b,
                              const int *process_b, size_t n_b, double confidence, fl_unpaired_ratio *result,
                              fl_error *error)
{
    if (!fl_is_confidence(confidence))
        return fl_fail(error, FL_USAGE, "cannot compare: confidence %g; it must lie between 0 and 1",
                       confidence);
    fl_status status = fl_check_times("a", a, n_a, error);
    if (status == FL_OK)
        status = fl_check_times("b", b, n_b, error);
    if (status != FL_OK)
        return status;
    side of_a, of_b;
    double reference = fmin(smallest(a, n_a), smallest(b, n_b));
    if (!summarise_side(a, process_a, n_a, reference, &of_a) ||
        !summarise_side(b, process_b, n_b, reference, &of_b))
        return fl_fail(error, FL_UNABLE, "cannot compare: no memory for %zu and %zu samples; take fewer", n_a,
                       n_b);
    fl_t_test test =
        fl_welch(of_a.mean, of_a.sd, of_a.processes, of_b.mean, of_b.sd, of_b.processes, confidence);
    *result = (fl_unpaired_ratio){.processes_a = of_a.processes,
                                  .processes_b = of_b.processes,
                                  .ratio = exp(test.difference),
                                  .between_process_sd = NAN};
    if (of_a.processes >= 2 && of_b.processes >= 2)
        result->between_process_sd = pooled_sd(of_a, of_b);
    result->interval =
        fl_interval_of_ratios(fl_widened(test.interval, test.difference, result->between_process_sd));
    result->different = fl_excludes_one(result->interval);
    return FL_OK;
}
