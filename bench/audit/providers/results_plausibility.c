/* Points 81 to 90: can these figures be, and do they fit together?
 *
 * Where the lab measured the same machine, its bounds judge the latencies, not fixed numbers; where it did
 * not, the checklist's fixed numbers are applied as they are worded, and the evidence says so. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/audit/providers/judged_side.h"
#include "bench/base/text.h"
#include "bench/stats/stats.h"
#include "bench/verdict/latency_points.h"

static const double fast_ns = 100, slow_ns = 1e6;      /* fixed in points 83 and 84 */
static const double most_ratio = 100, least_ratio = 2; /* 86, 87 */
static const double close = 0.10, apart = 0.25;        /* 89 sets no limit; these are ours */
static const double most_spread = 0.5;                 /* 90 */
/* No CPU finishes more instructions per cycle, or per ns; used to refute only. */
static const double most_per_cycle = 10, most_per_ns = 60;

static double claimed_ns(const fl_judged_side *judged)
{
    double mean = judged->figures.of[FL_FIGURE_MEAN].value; /* some tools give the median alone */
    return 1000 * (isnan(mean) ? judged->figures.of[FL_FIGURE_P50].value : mean);
}

/* ---- 81 to 84 ---- */

/* A model is often slower than its processor, and a clock rises above the one that is named: what lies less below a
 * modelled floor is not refuted. */
static const double model_margin = 0.8;

typedef struct scene {
    const fl_case *given;
    const fl_judged_side *judged_sides; /* [2] */
    fl_bounds *bounds;                  /* NULL: none of use */
    fl_audit *audit;
} scene;

static const char *cpu_of(const fl_judged_side *judged)
{
    const char *cpu = judged->run->document.environment.cpu;
    return cpu[0] ? cpu : "an unnamed CPU";
}

/* Bounds of another machine neither refute nor confirm. */
static void explain_bounds_of_elsewhere(const scene *s)
{
    for (int number = 81; number <= 82; number++) {
        const fl_judged_side *judged = &s->judged_sides[number - 81];
        if (s->given->has_lab)
            fl_audit_add(s->audit, number, judged->concerns, FL_POINT_UNCHECKED, FL_BY_MEASUREMENT,
                         s->given->lab_path,
                         "measured on another machine: the lab's bounds are of %.60s, this latency of %.60s",
                         s->given->lab.environment.cpu, cpu_of(judged));
        else
            fl_audit_add(s->audit, number, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, "",
                         "%s; the case has no measurement of the lab's kernels to hold it against",
                         fl_time_text(claimed_ns(judged)).text);
    }
}

static void judge_fixed_ceiling(const scene *s, int side)
{
    const fl_judged_side *judged = &s->judged_sides[side];
    double ns = claimed_ns(judged);
    fl_audit_add(s->audit, 84, judged->concerns, ns <= slow_ns ? FL_POINT_PASS : FL_POINT_FAIL,
                 FL_BY_COMPUTATION, fl_judged_side_place(judged, "mean_us").text,
                 "%s against the fixed 1 ms; no bounds of its machine are at hand", fl_time_text(ns).text);
}

static void judge_fixed_limits(const scene *s)
{
    for (int i = 0; i < 2; i++) {
        const fl_judged_side *judged = &s->judged_sides[i];
        double ns = claimed_ns(judged);
        fl_place place = fl_judged_side_place(judged, "mean_us");
        if (ns >= fast_ns)
            fl_audit_add(s->audit, 83, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                         "%s is not below the fixed 100 ns; no bounds of its machine are at hand",
                         fl_time_text(ns).text);
        else
            fl_audit_add(s->audit, 83, judged->concerns, FL_POINT_UNCHECKED, FL_BY_COMPUTATION, place.text,
                         "%s is below the fixed 100 ns, which vector code beats by half on many machines: "
                         "only bounds of its machine can tell",
                         fl_time_text(ns).text);
        judge_fixed_ceiling(s, i);
    }
}

/* What was executed can explain a latency above the ceiling of the bare work, and refute one below. */
static void judge_by_trace(const scene *s, int side, bool above_ceiling)
{
    const fl_judged_side *judged = &s->judged_sides[side];
    const fl_case_side *contestant = judged->side;
    int number = 81 + side;
    double ns = claimed_ns(judged), ghz = s->bounds ? s->bounds->core_ghz : s->given->published.ghz;
    if (!contestant->has_trace || contestant->trace.instructions == 0)
        return;
    double executed = (double)contestant->trace.instructions, per_ns = executed / ns,
           per_cycle = per_ns / ghz;
    char clock[64] = "";
    if (!s->bounds && isfinite(ghz)) {
        snprintf(clock, sizeof clock, ", at the %.3g GHz that the case names", ghz);
        per_cycle *= model_margin;
    }
    if (per_ns > most_per_ns || per_cycle > most_per_cycle)
        fl_audit_add(s->audit, number, judged->concerns, FL_POINT_FAIL, FL_BY_TRACE, contestant->trace_path,
                     "%.0f executed instructions in %s are %.3g per ns%s: no CPU does that", executed,
                     fl_time_text(ns).text, per_ns, clock);
    else if (above_ceiling && per_cycle >= 0.1)
        fl_audit_add(
            s->audit, number, judged->concerns, FL_POINT_PASS, FL_BY_TRACE, contestant->trace_path,
            "%s is more than the layer needs, and explained: %.0f instructions are executed, %.2g per "
            "cycle%s",
            fl_time_text(ns).text, executed, per_ns / ghz, clock);
}

/* The fastest call of all cannot be below the floor either, give or take a tick of the clock. */
static void judge_minimum(const scene *s, const fl_judged_side *judged, double least_ns)
{
    double minimum = judged->figures.of[FL_FIGURE_MIN].range.high * 1000;
    double tick = fmax(s->given->lab.clock_tick_ns, 0) + fmax(s->given->lab.clock_cost_ns, 0);
    if (minimum + (isfinite(tick) ? tick : 100) < FL_LEAST_POSSIBLE * least_ns)
        fl_audit_add(s->audit, 83, judged->concerns, FL_POINT_FAIL, FL_BY_MEASUREMENT,
                     fl_judged_side_place(judged, "min_us").text,
                     "the fastest call, %s, is below 0.97 x %s, the least floor of this machine",
                     fl_time_text(minimum).text, fl_time_text(least_ns).text);
}

static double least_floor(const fl_bounds *bounds)
{
    double least = INFINITY;
    for (size_t i = 0; i < bounds->class_count; i++)
        least = fmin(least, bounds->classes[i].floor_ns);
    return least;
}

static void judge_by_bounds(const scene *s)
{
    fl_point points[FL_LATENCY_POINTS];
    const double claimed[2] = {claimed_ns(&s->judged_sides[0]), claimed_ns(&s->judged_sides[1])};
    fl_bounds_points(s->bounds, claimed, points);
    bool explained = true;
    for (int i = 0; i < 2; i++) {
        bool above = points[i].verdict == FL_POINT_UNCHECKED;
        fl_audit_add(s->audit, points[i].number, s->judged_sides[i].concerns, points[i].verdict,
                     FL_BY_MEASUREMENT, s->given->lab_path, "%s", points[i].reason);
        judge_by_trace(s, i, above);
        explained &= !above || s->judged_sides[i].side->has_trace;
        if (points[2].verdict != FL_POINT_FAIL)
            judge_minimum(s, &s->judged_sides[i], least_floor(s->bounds));
    }
    for (int i = 2; i < FL_LATENCY_POINTS; i++)
        fl_audit_add(s->audit, points[i].number, FL_CONCERNS_BOTH, points[i].verdict, FL_BY_MEASUREMENT,
                     s->given->lab_path, "%s", points[i].reason);
    /* Above the ceiling but below the fixed limit: a trace that shows what else is executed settles it. */
    if (points[3].verdict == FL_POINT_UNCHECKED && explained && fmax(claimed[0], claimed[1]) <= slow_ns)
        fl_audit_add(s->audit, 84, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_TRACE,
                     s->judged_sides[claimed[0] > claimed[1] ? 0 : 1].side->trace_path,
                     "below the fixed 1 ms, and the trace shows what is executed beside the layer");
}

/* ---- by a model ---- */

/* What the kernels need at least and at most on the core that the case names, in ns. */
typedef struct modelled {
    double least, most;
    const char *fastest, *slowest; /* kernels */
    char what[96];                 /* "llvm-mca's model of znver3 at 3.4 GHz" */
} modelled;

static bool find_modelled(const fl_case_published *published, modelled *m)
{
    *m = (modelled){.least = INFINITY, .most = -INFINITY};
    for (size_t i = 0; published->model && i < published->model->count; i++) {
        const fl_core_time *time = &published->model->times[i];
        if (time->throughput_floor.cycles / published->ghz < m->least) {
            m->least = time->throughput_floor.cycles / published->ghz;
            m->fastest = time->variant->name;
        }
        if (!time->absent[0] && time->latency_cycles / published->ghz > m->most) {
            m->most = time->latency_cycles / published->ghz;
            m->slowest = time->variant->name;
        }
    }
    snprintf(m->what, sizeof m->what, "not measured, by llvm-mca's model of %.24s at %.3g GHz",
             published->core, published->ghz);
    return isfinite(m->least) && m->least > 0 && isfinite(m->most);
}

static void judge_one_by_model(const scene *s, int side, const modelled *m)
{
    const fl_judged_side *judged = &s->judged_sides[side];
    double ns = claimed_ns(judged);
    bool refuted = ns<model_margin * m->least, above = ns> m->most;
    fl_point_verdict verdict = refuted                    ? FL_POINT_FAIL
                               : ns >= m->least && !above ? FL_POINT_PASS
                                                          : FL_POINT_UNCHECKED;
    fl_audit_add(s->audit, 81 + side, judged->concerns, verdict, FL_BY_MODEL, s->given->path,
                 "%s, %s: the least that any kernel needs there is %s (%.24s), the most %s (%.24s)%s",
                 fl_time_text(ns).text, m->what, fl_time_text(m->least).text, m->fastest,
                 fl_time_text(m->most).text, m->slowest,
                 refuted         ? "; this is below 0.8 x the least"
                 : above         ? "; what else takes time only a trace can tell"
                 : ns < m->least ? "; within the model's margin of 20 %"
                                 : "");
    fl_audit_add(s->audit, 83, judged->concerns,
                 refuted         ? FL_POINT_FAIL
                 : ns < m->least ? FL_POINT_UNCHECKED
                                 : FL_POINT_PASS,
                 FL_BY_MODEL, s->given->path, "%s, %s: the least that any kernel needs there is %s (%.24s)%s",
                 fl_time_text(ns).text, m->what, fl_time_text(m->least).text, m->fastest,
                 refuted         ? "; this is below 0.8 x of it"
                 : ns < m->least ? "; within the model's margin of 20 %"
                                 : "");
    judge_by_trace(s, side, above);
}

/* The model knows no caches: that a latency is too long it cannot tell, point 84. */
static bool judge_by_model(const scene *s)
{
    modelled m;
    const fl_case_published *published = &s->given->published;
    for (int i = 0; i < 2 && published->no_model[0]; i++)
        fl_audit_add(s->audit, 81 + i, s->judged_sides[i].concerns, FL_POINT_UNCHECKED, FL_BY_MODEL,
                     s->given->path, "the model of %.24s gives nothing: %.200s", published->core,
                     published->no_model);
    if (!find_modelled(published, &m))
        return false;
    for (int i = 0; i < 2; i++) {
        judge_one_by_model(s, i, &m);
        judge_fixed_ceiling(s, i);
    }
    return true;
}

static void judge_latencies(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    fl_bounds *bounds = calloc(1, sizeof *bounds);
    scene s = {given, judged_sides, NULL, audit};
    if (bounds && given->has_lab && given->lab_is_same_machine &&
        fl_bounds_derive(&given->lab, bounds, NULL) == FL_OK && !bounds->emulated)
        s.bounds = bounds;
    if (s.bounds) {
        judge_by_bounds(&s);
    } else if (!judge_by_model(&s)) {
        explain_bounds_of_elsewhere(&s);
        judge_fixed_limits(&s);
        for (int i = 0; i < 2; i++)
            judge_by_trace(&s, i, false);
    }
    free(bounds);
}

/* ---- 85 to 87 ---- */

static fl_range ratio_of(const fl_judged_side judged_sides[2])
{
    return fl_range_divide(judged_sides[0].figures.of[FL_FIGURE_MEAN].range,
                           judged_sides[1].figures.of[FL_FIGURE_MEAN].range);
}

/* A published ratio is rounded as its writer liked: half a unit of its third digit is allowed. */
static bool contradicts(double claimed, fl_range right)
{
    double slack = 0.006 * fabs(claimed);
    return claimed + slack < right.low || claimed - slack > right.high;
}

static bool judge_claimed_ratio(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    const double claims[] = {given->summary.speedup, given->claimed_speedup};
    const char *const where[] = {given->summary.path, given->path};
    fl_range right = ratio_of(judged_sides);
    bool kept = true;
    for (int i = 0; i < 2; i++) {
        if (!contradicts(claims[i], right))
            continue;
        fl_audit_add(audit, 85, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_COMPUTATION, where[i],
                     "a speed-up of %.5g is claimed, the reported means give %.5g to %.5g", claims[i],
                     right.low, right.high);
        kept = false;
    }
    return kept;
}

static void explain_ratio(const fl_judged_side judged_sides[2], fl_audit *audit)
{
    const fl_case_side *a = judged_sides[0].side, *b = judged_sides[1].side;
    double ratio = claimed_ns(&judged_sides[0]) / claimed_ns(&judged_sides[1]);
    if (!a->has_trace || !b->has_trace || a->trace.instructions == 0 || b->trace.instructions == 0) {
        fl_audit_add(audit, 85, FL_CONCERNS_BOTH, FL_POINT_UNCHECKED, FL_BY_NOTHING, "",
                     "%.4g times as fast; only traces of both sides can show where the time goes", ratio);
        return;
    }
    double executed = (double)a->trace.instructions / (double)b->trace.instructions, rate = executed / ratio;
    if (rate >= 0.1 && rate <= 10)
        fl_audit_add(audit, 85, FL_CONCERNS_BOTH, FL_POINT_PASS, FL_BY_TRACE, a->trace_path,
                     "%.4g times as fast with %.3g times fewer instructions (%.0f against %.0f): the rates "
                     "differ by a factor of %.2g, which code of different kinds can do",
                     ratio, executed, (double)a->trace.instructions, (double)b->trace.instructions,
                     fmax(rate, 1 / rate));
    else
        fl_audit_add(audit, 85, FL_CONCERNS_BOTH, FL_POINT_FAIL, FL_BY_TRACE, a->trace_path,
                     "%.4g times as fast, but %.0f instructions stand against %.0f: the rates would differ "
                     "by a factor of %.3g, so the time goes elsewhere",
                     ratio, (double)a->trace.instructions, (double)b->trace.instructions,
                     fmax(rate, 1 / rate));
}

static void judge_ratio(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit)
{
    fl_range ratio = ratio_of(judged_sides);
    fl_place place = fl_judged_side_place(&judged_sides[0], "mean_us");
    if (judge_claimed_ratio(given, judged_sides, audit))
        explain_ratio(judged_sides, audit);
    if (!fl_range_known(ratio))
        return;
    fl_audit_add(audit, 86, FL_CONCERNS_BOTH,
                 ratio.low > most_ratio    ? FL_POINT_FAIL
                 : ratio.high > most_ratio ? FL_POINT_UNCHECKED
                                           : FL_POINT_PASS,
                 FL_BY_COMPUTATION, place.text, "the means' ratio is %.4g, the limit %g",
                 (ratio.low + ratio.high) / 2, most_ratio);
    fl_audit_add(audit, 87, FL_CONCERNS_BOTH,
                 ratio.high < least_ratio  ? FL_POINT_FAIL
                 : ratio.low < least_ratio ? FL_POINT_UNCHECKED
                                           : FL_POINT_PASS,
                 FL_BY_COMPUTATION, place.text, "the means' ratio is %.4g, the limit %g",
                 (ratio.low + ratio.high) / 2, least_ratio);
}

/* ---- 88 to 90 ---- */

static void judge_order(const fl_judged_side *judged, fl_audit *audit)
{
    const fl_printed *of = judged->figures.of;
    fl_range p50 = of[FL_FIGURE_P50].range, p95 = of[FL_FIGURE_P95].range, p99 = of[FL_FIGURE_P99].range;
    fl_place place = fl_judged_side_place(judged, "p50_us");
    bool known = fl_range_known(p50) && fl_range_known(p95) && fl_range_known(p99);
    bool descends = p95.high < p50.low || p99.high < p95.low || p99.high < p50.low;
    bool ascends = p50.high < p95.low && p95.high < p99.low;
    bool printed_so = of[FL_FIGURE_P50].value < of[FL_FIGURE_P95].value &&
                      of[FL_FIGURE_P95].value < of[FL_FIGURE_P99].value;
    bool equal = known && !descends && !ascends && !printed_so;
    if (descends)
        fl_audit_add(audit, 88, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "%.6g, %.6g and %.6g us do not ascend", of[FL_FIGURE_P50].value, of[FL_FIGURE_P95].value,
                     of[FL_FIGURE_P99].value);
    else if (!known && judged->run->result->imported && judged->right.n > 0 &&
             fl_result_reading(judged->run->result) != FL_READING_MEAN)
        fl_audit_add(audit, 88, judged->concerns,
                     judged->right.p50 < judged->right.p95 && judged->right.p95 < judged->right.p99
                         ? FL_POINT_PASS
                         : FL_POINT_FAIL,
                     FL_BY_COMPUTATION, place.text,
                     "not all are given; computed from the times they are %.6g, %.6g and %.6g us",
                     judged->right.p50, judged->right.p95, judged->right.p99);
    else if (!fl_range_known(p95) && !fl_range_known(p99) && judged->run->result->imported)
        fl_audit_add(audit, 88, judged->concerns, FL_POINT_NOT_APPLICABLE, FL_BY_READING, place.text,
                     "%.32s gives no percentile but the median: there is no order of them",
                     judged->run->result->imported->tool);
    else if (!known)
        fl_audit_add(audit, 88, judged->concerns, FL_POINT_UNCHECKED, FL_BY_NOTHING, place.text,
                     "not all of p50, p95 and p99 are given");
    else if (equal && judged->right.n > 0 &&
             !(judged->right.p50 < judged->right.p95 && judged->right.p95 < judged->right.p99))
        fl_audit_add(audit, 88, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
                     "two of %.6g, %.6g and %.6g us are equal, where the point asks for below: a coarse "
                     "clock does that",
                     judged->right.p50, judged->right.p95, judged->right.p99);
    else if (equal && judged->right.n == 0)
        fl_audit_add(
            audit, 88, judged->concerns, FL_POINT_FAIL, FL_BY_COMPUTATION, place.text,
            "%.6g, %.6g and %.6g us: as printed two of them are equal, where the point asks for below; "
            "they are rounded too far to tell more",
            of[FL_FIGURE_P50].value, of[FL_FIGURE_P95].value, of[FL_FIGURE_P99].value);
    else
        fl_audit_add(audit, 88, judged->concerns, FL_POINT_PASS, FL_BY_COMPUTATION, place.text,
                     "%.6g < %.6g < %.6g us", of[FL_FIGURE_P50].value, of[FL_FIGURE_P95].value,
                     of[FL_FIGURE_P99].value);
}

/* A share whose range lies between two limits: PASS up to one, FAIL from the other. */
static fl_point_verdict between(fl_range share, double pass, double fail)
{
    if (share.high <= pass)
        return FL_POINT_PASS;
    return share.low > fail ? FL_POINT_FAIL : FL_POINT_UNCHECKED;
}

static void judge_skew(const fl_judged_side *judged, fl_audit *audit)
{
    fl_range mean = judged->figures.of[FL_FIGURE_MEAN].range, p50 = judged->figures.of[FL_FIGURE_P50].range;
    fl_range gap = fl_range_divide(fl_range_subtract(mean, p50), p50);
    if (!fl_range_known(gap))
        return;
    if (gap.high < 0)
        gap = (fl_range){-gap.high, -gap.low};
    else if (gap.low < 0)
        gap = (fl_range){0, fmax(gap.high, -gap.low)};
    fl_audit_add(audit, 89, judged->concerns, between(gap, close, apart), FL_BY_COMPUTATION,
                 fl_judged_side_place(judged, "mean_us").text,
                 "mean %.6g and median %.6g us lie %.2g %% apart; the point names no limit, ours are %.0f %% "
                 "to pass and %.0f %% to fail",
                 judged->figures.of[FL_FIGURE_MEAN].value, judged->figures.of[FL_FIGURE_P50].value,
                 100 * gap.high, 100 * close, 100 * apart);
}

static void judge_spread(const fl_judged_side *judged, fl_audit *audit)
{
    fl_range share =
        fl_range_divide(judged->figures.of[FL_FIGURE_SD].range, judged->figures.of[FL_FIGURE_MEAN].range);
    if (fl_range_known(share))
        fl_audit_add(audit, 90, judged->concerns, between(share, most_spread, most_spread), FL_BY_COMPUTATION,
                     fl_judged_side_place(judged, "std_us").text,
                     "the standard deviation is %.3g %% of the mean, the limit %.0f %%",
                     50 * (share.low + share.high), 100 * most_spread);
}

void fl_judge_plausibility(const fl_case *given, fl_audit *audit)
{
    fl_judged_side judged_sides[2];
    for (int i = 0; i < 2; i++)
        fl_judged_side_open(given, i, &judged_sides[i]);
    judge_latencies(given, judged_sides, audit);
    judge_ratio(given, judged_sides, audit);
    for (int i = 0; i < 2; i++) {
        judge_order(&judged_sides[i], audit);
        judge_skew(&judged_sides[i], audit);
        judge_spread(&judged_sides[i], audit);
        fl_judged_side_close(&judged_sides[i]);
    }
}
