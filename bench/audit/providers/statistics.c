/* Points 16 to 30: everything that can be computed again is.
 *
 * With samples the figures must be theirs, as far as the printed digits go. Without, the figures must at
 * least be possible together: a formula that follows from the figures (interval, throughput) is judged, one
 * that does not (mean, standard deviation, percentiles) can only be refuted, and is otherwise left to the
 * source. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/audit/providers/judged_side.h"

static const double z_95 = 1.96, z_slack = 0.005; /* 1.95996 and Student's 1.9602 count as 1.96 */
enum { CALLS = 10000, CENTRAL_LIMIT = 30, TAIL_CALLS = 368, P95_CALLS = 73 };

/* ---- 16 to 18: how many calls ---- */

/* The highest percentile that is given decides: of fewer calls it has no upper limit at 95 % (two-sided). */
static const struct {
    fl_figure figure;
    size_t calls;
    const char *name;
} tails[] = {{FL_FIGURE_P99, TAIL_CALLS, "99th percentile"}, {FL_FIGURE_P95, P95_CALLS, "95th percentile"}};

static void judge_count(const fl_judged_side *judged, fl_audit *audit)
{
    size_t n = judged->run->result->iterations, needed = CENTRAL_LIMIT + 1;
    const char *figure = "mean";
    if (fl_judge_imported_count(judged, audit))
        return;
    fl_place place = fl_judged_side_place(judged, "iterations");
    for (size_t i = sizeof tails / sizeof tails[0]; i-- > 0;)
        if (fl_range_known(judged->figures.of[tails[i].figure].range)) {
            needed = tails[i].calls;
            figure = tails[i].name;
        }
    if (n <= CENTRAL_LIMIT)
        fl_audit_add(audit, 16, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "%zu calls are too few for a normal interval of their mean; more than %d are needed", n,
                     CENTRAL_LIMIT);
    else if (n < needed)
        fl_audit_add(audit, 16, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "%zu calls carry a mean, but not the %s that is given: below %zu calls it has no upper "
                     "limit at 95 %%",
                     n, figure, needed);
    else
        fl_audit_add(
            audit, 16, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
            "%zu calls, more than the %d that a normal interval of the mean needs%s%s; successive calls are "
            "not independent, which no number of them cures",
            n, CENTRAL_LIMIT, needed > CENTRAL_LIMIT + 1 ? ", and enough for the " : "",
            needed > CENTRAL_LIMIT + 1 ? figure : "");
}

static void judge_reported_count(const fl_judged_side *judged, const fl_judged_side *other, fl_audit *audit)
{
    size_t n = judged->run->result->iterations, others = other->run->result->iterations;
    int64_t wanted = judged->run->document.benchmark_iterations;
    fl_place place = fl_judged_side_place(judged, "iterations");
    if (n == 0) {
        fl_audit_add(audit, 17, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "the file does not tell how many calls were timed");
        return;
    }
    bool configured = wanted > 0, differs = configured && (int64_t)n != wanted;
    if (differs)
        fl_audit_add(audit, 17, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "the result reports %zu calls, the configuration in the same file %lld", n,
                     (long long)wanted);
    else if (n != CALLS || fl_result_reading(judged->run->result) == FL_READING_MEAN)
        fl_audit_add(audit, 17, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "the result reports %zu %s where %d are asked for", n, fl_judged_side_readings(judged),
                     CALLS);
    else if (n != others)
        fl_audit_add(audit, 17, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "the result reports %zu calls, the other side %zu", n, others);
    else
        fl_audit_add(audit, 17, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                     "%zu calls are reported, as on the other side%s", n,
                     configured ? " and in the configuration" : "");
    if (differs && (int64_t)n < wanted)
        fl_audit_block(audit, 18, judged->concerns, FL_BY_COMPUTATION, place.text,
                       "%lld calls of the configuration are not in the result: the loop may have ended early",
                       (long long)wanted - (long long)n);
}

/* ---- 19, 20, 22: figures that samples decide ---- */

/* Bounds of the mean and of the squares that the percentiles, as they are worded, set: at least so many
 * samples lie in each step. NaN figures drop their step. */
typedef struct squeeze {
    fl_range mean;
    double least_sd, most_sd;
} squeeze;

static squeeze squeeze_of(const fl_figures *f)
{
    double n = f->n, half = floor(n / 2), at95 = floor(0.95 * n), at99 = floor(0.99 * n);
    double low = f->of[FL_FIGURE_MIN].range.low, high = f->of[FL_FIGURE_MAX].range.high;
    fl_range p50 = f->of[FL_FIGURE_P50].range, p95 = f->of[FL_FIGURE_P95].range,
             p99 = f->of[FL_FIGURE_P99].range;
    squeeze s;
    s.mean.low = (half * low + (at95 - half) * p50.low + (at99 - at95) * p95.low + (n - at99 - 1) * p99.low +
                  f->of[FL_FIGURE_MAX].range.low) /
                 n;
    s.mean.high = (f->of[FL_FIGURE_MIN].range.high + half * p50.high + (at95 - half) * p95.high +
                   (at99 - at95) * p99.high + (n - at99 - 1) * high) /
                  n;
    /* Popoviciu's bound above; below, what the two extremes and the slowest hundredth alone contribute. */
    fl_range mean = f->of[FL_FIGURE_MEAN].range;
    double top = fmax(f->of[FL_FIGURE_MAX].range.low - mean.high, 0);
    double bottom = fmax(mean.low - f->of[FL_FIGURE_MIN].range.high, 0), tail = fmax(p99.low - mean.high, 0);
    s.most_sd = (high - low) / 2 * sqrt(n / (n - 1));
    s.least_sd = sqrt((top * top + bottom * bottom + (n - at99 - 1) * tail * tail) / (n - 1));
    return s;
}

static void judge_mean_alone(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_figures *f = &judged->figures;
    fl_range mean = f->of[FL_FIGURE_MEAN].range, p50 = f->of[FL_FIGURE_P50].range;
    squeeze s = squeeze_of(f);
    fl_place place = fl_judged_side_place(judged, "mean_us");
    double gap = fmax(mean.low - p50.high, p50.low - mean.high), sd = f->of[FL_FIGURE_SD].range.high;
    if (fl_range_known(s.mean) && !fl_range_meet(mean, s.mean))
        fl_audit_add(audit, 19, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "a mean of %.6g us is impossible: with these percentiles, minimum and maximum it lies "
                     "between %.6g and %.6g us",
                     f->of[FL_FIGURE_MEAN].value, s.mean.low, s.mean.high);
    else if (gap > sd)
        fl_audit_add(audit, 19, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "mean %.6g and median %.6g us lie %.3g us apart, further than one standard deviation "
                     "(%.3g us): no samples can do that",
                     f->of[FL_FIGURE_MEAN].value, f->of[FL_FIGURE_P50].value, gap, f->of[FL_FIGURE_SD].value);
    else
        fl_audit_add(audit, 19, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                     "%.6g us is possible beside the other figures; without samples only the source shows "
                     "how it was computed",
                     f->of[FL_FIGURE_MEAN].value);
}

static void judge_sd_alone(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_figures *f = &judged->figures;
    const fl_printed *sd = &f->of[FL_FIGURE_SD];
    squeeze s = squeeze_of(f);
    fl_place place = fl_judged_side_place(judged, "std_us");
    if (!fl_range_known(sd->range))
        fl_audit_add(audit, 20, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "no standard deviation is given");
    else if (sd->range.low > s.most_sd * (1 + 1e-9))
        fl_audit_add(audit, 20, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "%.6g us is impossible: samples between this minimum and maximum have at most %.6g us",
                     sd->value, s.most_sd);
    else if (sd->range.high < s.least_sd * (1 - 1e-9))
        fl_audit_add(
            audit, 20, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
            "%.6g us is impossible: the minimum, the maximum and the slowest hundredth alone give %.6g us",
            sd->value, s.least_sd);
    else
        fl_audit_add(audit, 20, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                     "%.6g us is possible; whether n or n - 1 divides, a difference of %.2g %%, only samples "
                     "or the source show",
                     sd->value, 50 / f->n);
}

/* What was computed here, with what another order of adding up can change. */
static fl_range around(double value)
{
    return fl_range_multiply(fl_range_of(value), fl_range_of(1));
}

/* The range of a figure that was rounded no further than the finest latency of its result. */
static fl_range finest(const fl_judged_side *judged, const fl_printed *printed)
{
    int decimals = printed->decimals;
    for (int i = 0; i < FL_FIGURE_THROUGHPUT; i++)
        if (fl_range_known(judged->figures.of[i].range) && judged->figures.of[i].decimals > decimals)
            decimals = judged->figures.of[i].decimals;
    double half = 0.5 * pow(10, -decimals);
    return (fl_range){printed->value - half, printed->value + half};
}

static void judge_mean(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_printed *mean = &judged->figures.of[FL_FIGURE_MEAN];
    fl_place place = fl_judged_side_place(judged, "mean_us");
    if (mean->decimals == FL_NOT_PRINTED) {
        fl_audit_add(audit, 19, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "the file prints no mean; its %zu readings give %.6g us", judged->right.n,
                     judged->right.mean);
        return;
    }
    if (judged->right.n == 0) {
        judge_mean_alone(judged, audit);
        return;
    }
    bool right = fl_range_meet(mean->range, around(judged->right.mean));
    if (right && !fl_range_meet(finest(judged, mean), around(judged->right.mean)))
        fl_audit_block(audit, 19, judged->concerns, FL_BY_COMPUTATION, place.text,
                       "%.9g us is printed, the %zu samples give %.9g us: right only if it was rounded "
                       "further than the other figures",
                       mean->value, judged->right.n, judged->right.mean);
    else
        fl_audit_add(audit, 19, judged->concerns, right ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_COMPUTATION,
                     place.text, "%.9g us is printed, the %zu samples give %.9g us", mean->value,
                     judged->right.n, judged->right.mean);
}

static void judge_sd(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_printed *sd = &judged->figures.of[FL_FIGURE_SD];
    fl_place place = fl_judged_side_place(judged, "std_us");
    if (judged->right.n < 2 || !fl_range_known(sd->range)) {
        judge_sd_alone(judged, audit);
        return;
    }
    double n = (double)judged->right.n, sample = judged->right.sd, population = sample * sqrt((n - 1) / n);
    bool fits = fl_range_meet(sd->range, around(sample));
    bool fits_n = fl_range_meet(sd->range, around(population));
    if (fits && fits_n)
        fl_audit_add(audit, 20, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                     "%.9g us is the samples' for n and for n - 1 alike: it is rounded too far to tell",
                     sd->value);
    else
        fl_audit_add(audit, 20, judged->concerns, fits ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_COMPUTATION,
                     place.text, "%.9g us is printed; of the samples n - 1 gives %.9g us, n gives %.9g us%s",
                     sd->value, sample, population, fits || fits_n ? "" : ": it is neither");
}

/* Which of the sorted samples a printed percentile can be; first > last when it is none. */
static void ranks_of(const fl_judged_side *judged, fl_range range, size_t *first, size_t *last)
{
    *first = 0;
    while (*first < judged->right.n && judged->sorted[*first] < range.low)
        ++*first;
    *last = *first;
    while (*last < judged->right.n && judged->sorted[*last] <= range.high)
        ++*last;
    *last = *last > *first ? *last - 1 : 0;
    *first += *first == 0 && judged->right.n > 0 && judged->sorted[0] > range.high;
}

static void judge_percentile(const fl_judged_side *judged, fl_figure figure, double right, size_t index,
                             fl_audit *audit)
{
    const fl_printed *p = &judged->figures.of[figure];
    fl_place place = fl_judged_side_place(judged, fl_figure_name(figure));
    size_t first = 0, last = 0;
    if (!fl_range_known(p->range) || fl_range_meet(p->range, around(right)))
        return;
    /* Other tools take the mean of the middle two of an even number, as textbooks do. */
    if (judged->run->result->imported && figure == FL_FIGURE_P50 && judged->right.n % 2 == 0 &&
        fl_range_meet(p->range, around((judged->sorted[index - 1] + judged->sorted[index]) / 2)))
        return;
    ranks_of(judged, p->range, &first, &last);
    if (first <= last)
        fl_audit_add(audit, 22, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "%.6g us is the sorted sample %zu; at %zu, where it belongs, stands %.6g us", p->value,
                     first, index, right);
    else
        fl_audit_add(audit, 22, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "%.6g us is none of the samples; at the sorted place %zu stands %.6g us", p->value,
                     index, right);
}

/* min ≤ p50 ≤ p95 ≤ p99 ≤ max, as far as they are there; false when some step is violated. */
static bool percentiles_ascend(const fl_judged_side *judged, fl_audit *audit)
{
    static const fl_figure order[] = {FL_FIGURE_MIN, FL_FIGURE_P50, FL_FIGURE_P95, FL_FIGURE_P99,
                                      FL_FIGURE_MAX};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        for (size_t k = 0; k < i; k++) {
            const fl_printed *below = &judged->figures.of[order[k]], *above = &judged->figures.of[order[i]];
            if (!(below->range.low > above->range.high))
                continue;
            fl_audit_add(audit, 22, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION,
                         fl_judged_side_place(judged, fl_figure_name(order[i])).text,
                         "%s is %.6g us, below the %.6g us of %s: no sorted samples give that",
                         fl_figure_name(order[i]), above->value, below->value, fl_figure_name(order[k]));
            return false;
        }
    return true;
}

static void judge_percentiles(const fl_judged_side *judged, fl_audit *audit)
{
    static const fl_figure percentiles[] = {FL_FIGURE_P50, FL_FIGURE_P95, FL_FIGURE_P99};
    const double right[] = {judged->right.p50, judged->right.p95, judged->right.p99};
    size_t n = judged->run->result->iterations, missing = 0;
    const size_t index[] = {n / 2, (size_t)(0.95 * (double)n), (size_t)(0.99 * (double)n)};
    fl_place place = fl_judged_side_place(judged, NULL);
    for (size_t i = 0; i < 3; i++)
        missing += !fl_range_known(judged->figures.of[percentiles[i]].range);
    if (!percentiles_ascend(judged, audit))
        return;
    bool some = judged->run->result->imported && missing < 3; /* a tool that gives fewer: those are judged */
    if (missing > 0 && !some)
        fl_audit_block(audit, 22, judged->concerns, FL_BY_READING, place.text,
                       "%zu of the three percentiles are missing", missing);
    for (size_t i = 0; judged->right.n > 0 && i < 3; i++)
        judge_percentile(judged, percentiles[i], right[i], index[i], audit);
    if (judged->right.n > 0 && missing > 0)
        fl_audit_add(audit, 22, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                     "%zu of the three percentiles are given, as the sorted samples have them", 3 - missing);
    else if (judged->right.n > 0) /* a FAIL above outweighs it */
        fl_audit_add(audit, 22, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                     "the sorted samples at %zu, %zu and %zu are %.6g, %.6g and %.6g us, as printed",
                     index[0], index[1], index[2], right[0], right[1], right[2]);
    else if (missing == 0)
        fl_audit_add(
            audit, 22, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
            "the percentiles are possible; without samples only the source shows which place they are from");
}

/* ---- 21, 23: figures that follow from others ---- */

static fl_range intersect(fl_range a, fl_range b)
{
    return (fl_range){fmax(a.low, b.low), fmin(a.high, b.high)};
}

static void judge_interval(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_printed *of = judged->figures.of;
    fl_place place = fl_judged_side_place(judged, "ci_95_lower");
    fl_range error = fl_standard_error(&judged->figures), mean = of[FL_FIGURE_MEAN].range;
    fl_range below = fl_range_divide(fl_range_subtract(mean, of[FL_FIGURE_LOWER].range), error);
    fl_range above = fl_range_divide(fl_range_subtract(of[FL_FIGURE_UPPER].range, mean), error);
    fl_range right = {z_95 - z_slack, z_95 + z_slack}, z = intersect(below, above);
    if (judged->run->result->imported && judged->run->result->imported->remark[0] &&
        fl_range_known(of[FL_FIGURE_LOWER].range)) {
        fl_audit_add(audit, 21, judged->concerns, FL_POINT_UNCHECKED, FL_BY_READING, place.text, "%s",
                     judged->run->result->imported->remark);
        return;
    }
    if (!fl_range_known(below) || !fl_range_known(above))
        fl_audit_add(audit, 21, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "the interval or the standard deviation is missing");
    else if (!fl_range_meet(below, right) || !fl_range_meet(above, right))
        fl_audit_add(
            audit, 21, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
            "[%.6g, %.6g] lies %.4g to %.4g standard errors below and %.4g to %.4g above the mean, not 1.96",
            of[FL_FIGURE_LOWER].value, of[FL_FIGURE_UPPER].value, below.low, below.high, above.low,
            above.high);
    else if (fl_range_known(z) && z.low > 1.8 && z.high < 2.12)
        fl_audit_add(audit, 21, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                     "[%.6g, %.6g] is the mean and %.4g standard errors either way",
                     of[FL_FIGURE_LOWER].value, of[FL_FIGURE_UPPER].value, (z.low + z.high) / 2);
    else
        fl_audit_add(audit, 21, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                     "rounding has destroyed the check: [%.6g, %.6g] as printed fits anything from %.3g to "
                     "%.3g standard errors; the mean ± 1.96 of them is [%.6f, %.6f]",
                     of[FL_FIGURE_LOWER].value, of[FL_FIGURE_UPPER].value,
                     fmax(fmax(below.low, above.low), 0), fmin(below.high, above.high),
                     of[FL_FIGURE_MEAN].value - z_95 * error.high,
                     of[FL_FIGURE_MEAN].value + z_95 * error.high);
}

static void judge_throughput(const fl_judged_side *judged, fl_audit *audit)
{
    static const fl_figure candidates[] = {FL_FIGURE_P50, FL_FIGURE_MIN, FL_FIGURE_P95, FL_FIGURE_LOWER,
                                           FL_FIGURE_UPPER};
    const fl_printed *given = &judged->figures.of[FL_FIGURE_THROUGHPUT], *of = judged->figures.of;
    const fl_range million = fl_range_of(1e6);
    fl_place place = fl_judged_side_place(judged, "throughput_per_sec");
    char from[64] = "";
    if (!fl_range_known(given->range)) {
        fl_audit_add(audit, 23, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "no throughput is given");
        return;
    }
    fl_range right = fl_range_divide(million, of[FL_FIGURE_MEAN].range);
    bool fits = fl_range_meet(given->range, right);
    for (size_t i = 0; !fits && !from[0] && i < sizeof candidates / sizeof candidates[0]; i++)
        if (fl_range_meet(given->range, fl_range_divide(million, of[candidates[i]].range)))
            snprintf(from, sizeof from, "; it is 1e6 / %s", fl_figure_name(candidates[i]));
    fl_audit_add(audit, 23, judged->concerns, fits ? FL_POINT_PASS : FL_POINT_FAIL, FL_BY_COMPUTATION,
                 place.text, "%.8g per second is printed, 1e6 / mean_us is %.8g%s", given->value,
                 1e6 / of[FL_FIGURE_MEAN].value, from);
}

void fl_judge_statistics(const fl_case *given, fl_audit *audit)
{
    fl_judged_side judged_sides[2];
    for (int i = 0; i < 2; i++)
        fl_judged_side_open(given, i, &judged_sides[i]);
    for (int i = 0; i < 2; i++) {
        judge_count(&judged_sides[i], audit);
        judge_reported_count(&judged_sides[i], &judged_sides[1 - i], audit);
        judge_mean(&judged_sides[i], audit);
        judge_sd(&judged_sides[i], audit);
        judge_interval(&judged_sides[i], audit);
        judge_percentiles(&judged_sides[i], audit);
        judge_throughput(&judged_sides[i], audit);
    }
    fl_judge_reporting(given, judged_sides, audit);
    fl_judge_comparison(given, judged_sides, audit);
    for (int i = 0; i < 2; i++)
        fl_judged_side_close(&judged_sides[i]);
}
