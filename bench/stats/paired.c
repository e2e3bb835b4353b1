/* The paired comparison. Two questions are asked, because a run has two kinds of noise:
 *
 * Within processes the rounds are the sample. The sign test and its interval need no assumption about the
 * shape of the noise, so interrupts in some rounds do no harm.
 *
 * Between processes the process is the sample: each has its own layout in memory, and 1,000 rounds in an
 * unlucky layout are one observation of it, not 1,000. The sign test cannot see that, so on its own it calls
 * layouts differences. What the median log-ratios of P processes demand is
 *
 *     spread = sd of the P medians · max(1, t / sqrt(P)),  t: Student's two-sided critical value, P - 1
 * degrees
 *
 * The 1 is the rule that no difference smaller than the spread between processes is called a difference,
 * however many processes there are. The t is for few of them: the mean of P medians has an error of
 * sd/sqrt(P), and an sd estimated from 2 values is often far too small by chance (t/sqrt(P) is 8.98 for 2
 * processes, 1.24 for 5, below 1 from 7 on, at 95 %). Without it two processes of pure layout noise differ in
 * about four comparisons of ten. */
#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"
#include "bench/stats/distributions.h"
#include "bench/stats/groups.h"
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

static double sd_around_medians(const fl_groups *groups, size_t n)
{
    double squares = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const fl_group *group = &groups->group[i];
        double median = fl_sorted_median(group->sorted, group->count);
        for (size_t j = 0; j < group->count; j++)
            squares += (group->sorted[j] - median) * (group->sorted[j] - median);
    }
    return n > groups->count ? sqrt(squares / (double)(n - groups->count)) : NAN;
}

static double spread_of(double between_sd, size_t processes, double confidence)
{
    if (processes < 2)
        return NAN;
    double critical = fl_student_critical((1 - confidence) / 2, (double)(processes - 1));
    double factor = critical / sqrt((double)processes);
    return between_sd * (factor <= 1 ? 1 : factor); /* a NaN stays one */
}

/* logs: n log-ratios; sorted: the same, ascending; medians: room for one value per process. */
static void judge(const double *logs, const double *sorted, size_t n, const fl_groups *groups,
                  double *medians, double confidence, fl_paired_ratio *result)
{
    double median = fl_sorted_median(sorted, n);
    fl_group_medians(groups, medians);
    *result = (fl_paired_ratio){
        .rounds = n,
        .processes = groups->count,
        .ratio = exp(median),
        .interval = fl_interval_of_ratios(fl_sorted_quantile_interval(sorted, n, 0.5, confidence)),
        .p_two_sided = sign_test(logs, n),
        .within_process_sd = sd_around_medians(groups, n),
        .between_process_sd = fl_standard_deviation(medians, groups->count),
    };
    result->between_process_spread = spread_of(result->between_process_sd, groups->count, confidence);
    /* One process has no spread between processes: NaN, and the comparison below is false. */
    result->different = fl_excludes_one(result->interval) && fabs(median) > result->between_process_spread;
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
    double *logs = calloc(n, sizeof *logs), *medians = calloc(n, sizeof *medians), *sorted = NULL;
    fl_groups groups = {0};
    if (logs != NULL) {
        for (size_t i = 0; i < n; i++)
            logs[i] = fl_log_ratio(a[i], b[i]);
        sorted = fl_sorted_copy(logs, n);
    }
    if (sorted != NULL && medians != NULL && fl_group_by_process(logs, process, n, &groups))
        judge(logs, sorted, n, &groups, medians, corrected, result);
    else
        status = fl_fail(error, FL_UNABLE, "cannot compare: no memory for %zu rounds; take fewer", n);
    fl_groups_free(&groups);
    free(sorted);
    free(medians);
    free(logs);
    return status;
}
