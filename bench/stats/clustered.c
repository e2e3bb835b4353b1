/* The one rule for "different".
 *
 * A run has two kinds of noise, and a difference must stand clear of both:
 *
 * Within processes the rounds are the sample. The sign test and its interval need no assumption about the
 * shape of the noise, so interrupts in some rounds do no harm.
 *
 * Between processes the process is the sample: each has its own layout in memory, and 1,000 rounds in an
 * unlucky layout are one observation of it, not 1,000. The sign test cannot see that, so on its own it calls
 * layouts differences. What the medians of P processes demand is
 *
 *     spread = sd of the P medians · max(1, t / sqrt(P)),  t: Student's two-sided critical value, P - 1
 * degrees
 *
 * The 1 is the rule that no difference smaller than the spread between processes is called a difference,
 * however many processes there are. The t is for few of them: the mean of P medians has an error of
 * sd/sqrt(P), and an sd estimated from 2 values is often far too small by chance (t/sqrt(P) is 8.98 for 2
 * processes, 1.24 for 5, below 1 from 7 on, at 95 %). Without it two processes of pure layout noise differ in
 * about four comparisons of ten.
 *
 * The interval is the least that holds both, the sign test's and median ± spread. Both hold the median, so it
 * excludes a value exactly where both do: the interval that is shown is the one that decides, and no word can
 * contradict it. One process has no spread, and so no interval. */
#include <math.h>
#include <stdlib.h>

#include "bench/stats/arrays.h"
#include "bench/stats/distributions.h"
#include "bench/stats/groups.h"

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

fl_interval fl_widened(fl_interval interval, double centre, double spread)
{
    if (isnan(spread))
        return fl_unbounded(interval.confidence);
    interval.low = fmin(interval.low, centre - spread);
    interval.high = fmax(interval.high, centre + spread);
    return interval;
}

fl_status fl_median_of_processes(const double *samples, const int *process, size_t n, double confidence,
                                 fl_clustered *c, fl_error *error)
{
    if (n == 0 || !fl_is_confidence(confidence) || !fl_all_finite(samples, n))
        return fl_fail(error, FL_USAGE,
                       "no median of %zu samples at a confidence of %g: both must exist, and all be finite",
                       n, confidence);
    fl_groups groups = {0};
    double *sorted = fl_sorted_copy(samples, n), *medians = calloc(n, sizeof *medians);
    bool enough = sorted && medians && fl_group_by_process(samples, process, n, &groups);
    if (enough) {
        fl_group_medians(&groups, medians);
        *c = (fl_clustered){
            .processes = groups.count,
            .median = fl_sorted_median(sorted, n),
            .within_sd = sd_around_medians(&groups, n),
            .between_sd = fl_standard_deviation(medians, groups.count),
            .within_interval = fl_sorted_quantile_interval(sorted, n, 0.5, confidence),
        };
        c->spread = spread_of(c->between_sd, c->processes, confidence);
        c->interval = fl_widened(c->within_interval, c->median, c->spread);
        fl_groups_free(&groups);
    }
    free(sorted);
    free(medians);
    return enough ? FL_OK : fl_fail(error, FL_UNABLE, "no memory for %zu samples; take fewer", n);
}
