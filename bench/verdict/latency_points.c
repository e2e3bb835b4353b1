/* Points 81 to 84 of the checklist, judged against what was measured instead of fixed numbers.
 *
 * A claim below every floor fails. One above the slowest cold call is not impossible, but the layer does not
 * explain it: without a trace of what else is executed the point stays unchecked, for overhead that is
 * expected (a framework) and overhead that is an error look alike. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/verdict/latency_points.h"

/* The checklist's fixed thresholds of points 83 and 84. */
static const double fast_ns = 100.0, slow_ns = 1e6;

/* The extremes over all classes; NULL when not known. */
typedef struct band {
    const fl_class_bounds *least, *slowest;
    const fl_bound_figure *hot; /* of the fastest kernel, independent calls */
    double least_ns, ceiling_ns;
    bool emulated;
} band;

const char *fl_point_verdict_name(fl_point_verdict verdict)
{
    static const char *const names[] = {"PASS", "FAIL", "UNCHECKED", "NOT APPLICABLE"};
    return names[verdict];
}

static band find_band(const fl_bounds *bounds)
{
    band b = {NULL, NULL, NULL, INFINITY, -INFINITY, bounds->emulated};
    for (size_t i = 0; i < bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &bounds->classes[i];
        if (isfinite(simd_class->independent.ns) && !(b.hot && b.hot->ns <= simd_class->independent.ns))
            b.hot = &simd_class->independent;
        if (simd_class->floor_ns <= b.least_ns) {
            b.least_ns = simd_class->floor_ns;
            b.least = simd_class;
        }
        double ceiling =
            isfinite(simd_class->cold.interval.high) ? simd_class->cold.interval.high : simd_class->cold.ns;
        if (ceiling > b.ceiling_ns) {
            b.ceiling_ns = ceiling;
            b.slowest = simd_class;
        }
    }
    return b;
}

FL_PRINTF(3, 4)
static void decide(fl_point *point, fl_point_verdict verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    point->verdict = verdict;
    vsnprintf(point->reason, sizeof point->reason, format, arguments);
    va_end(arguments);
}

/* Whether a claim can be held against the band at all; if not, the point is decided. */
static bool can_judge(const band *b, double claimed_ns, fl_point *point)
{
    if (b->emulated)
        decide(point, FL_POINT_UNCHECKED,
               "the bounds were taken under an emulator and are comparable with nothing");
    else if (!b->least)
        decide(point, FL_POINT_UNCHECKED, "the measurement holds no floor");
    else if (isnan(claimed_ns))
        decide(point, FL_POINT_UNCHECKED, "no latency was given for it");
    else
        return true;
    return false;
}

static bool too_fast(const band *b, double claimed_ns)
{
    return !(claimed_ns >= FL_LEAST_POSSIBLE * b->least_ns);
}

/* Four digits, to be printed without an exponent. */
static double figure(double value)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.4g", value);
    return strtod(digits, NULL);
}

static void judge_plausible(const band *b, double claimed_ns, fl_point *point)
{
    if (!can_judge(b, claimed_ns, point))
        return;
    if (too_fast(b, claimed_ns))
        decide(point, FL_POINT_FAIL,
               "%.10g ns is below 0.97 x %.10g ns, the least that any class needs here (%s, %s)",
               figure(claimed_ns), figure(b->least_ns), b->least->name, b->least->reason);
    else if (!b->slowest)
        decide(point, FL_POINT_UNCHECKED, "%.10g ns is above the least floor, but no cold call was measured",
               figure(claimed_ns));
    else if (claimed_ns <= b->ceiling_ns)
        decide(
            point, FL_POINT_PASS,
            "%.10g ns lies between the least floor, %.10g ns (%s), and the slowest cold call, %.10g ns (%s)",
            figure(claimed_ns), figure(b->least_ns), b->least->name, figure(b->ceiling_ns),
            b->slowest->cold.name);
    else
        decide(point, FL_POINT_UNCHECKED,
               "%.10g ns is %.3g x the slowest cold call (%.10g ns, %s): at least %.0f %% of it is not this "
               "work, and only a trace can tell what it is",
               figure(claimed_ns), claimed_ns / b->ceiling_ns, figure(b->ceiling_ns), b->slowest->cold.name,
               100.0 * (1.0 - b->ceiling_ns / claimed_ns));
}

/* The threshold of point 83 against what a kernel reaches here. */
static void judge_fixed_fast(const band *b, char *text, size_t size)
{
    if (b->hot && b->hot->ns < fast_ns)
        snprintf(text, size, "the fixed 100 ns is wrong here: '%s' takes %.10g ns, hot and independent",
                 b->hot->name, figure(b->hot->ns));
    else if (b->least_ns > fast_ns)
        snprintf(text, size, "the fixed 100 ns is too lax here: no class needs less than %.10g ns",
                 figure(b->least_ns));
    else
        snprintf(text, size, "the fixed 100 ns is below every kernel here and above the least floor");
}

static void judge_fast(const band *b, const double claimed_ns[2], fl_point *point)
{
    char threshold[160];
    double least = fmin(claimed_ns[0], claimed_ns[1]); /* ignores a NaN */
    bool judged = can_judge(b, least, point);
    if (b->emulated || !b->least)
        return;
    judge_fixed_fast(b, threshold, sizeof threshold);
    if (!judged)
        decide(point, FL_POINT_UNCHECKED, "no latency was given; %s", threshold);
    else if (too_fast(b, least))
        decide(point, FL_POINT_FAIL, "%.10g ns is below 0.97 x the least floor, %.10g ns (%s); %s",
               figure(least), figure(b->least_ns), b->least->name, threshold);
    else if (isnan(claimed_ns[0] + claimed_ns[1]))
        decide(point, FL_POINT_UNCHECKED, "%.10g ns is possible, the other latency was not given; %s",
               figure(least), threshold);
    else
        decide(point, FL_POINT_PASS,
               "%.10g ns, the faster, is not below 0.97 x the least floor, %.10g ns (%s); %s", figure(least),
               figure(b->least_ns), b->least->name, threshold);
}

static void judge_slow(const band *b, const double claimed_ns[2], fl_point *point)
{
    double most = fmax(claimed_ns[0], claimed_ns[1]);
    if (!can_judge(b, most, point))
        return;
    if (!b->slowest) {
        decide(point, FL_POINT_UNCHECKED, "no cold call was measured, so there is no ceiling");
        return;
    }
    double times = most / b->ceiling_ns, lax = slow_ns / b->ceiling_ns;
    if (most > b->ceiling_ns && most > slow_ns)
        decide(point, FL_POINT_FAIL,
               "%.10g ns is %.3g x the slowest cold call here (%s), and above the fixed 1 ms", figure(most),
               times, b->slowest->cold.name);
    else if (most > b->ceiling_ns)
        decide(point, FL_POINT_UNCHECKED,
               "%.10g ns is %.3g x the slowest cold call here (%s): a trace must show what else is executed; "
               "the fixed 1 ms, %.0f x that call, would let it pass",
               figure(most), times, b->slowest->cold.name, lax);
    else if (isnan(claimed_ns[0] + claimed_ns[1]))
        decide(point, FL_POINT_UNCHECKED,
               "%.10g ns needs no overhead beyond a cold call, the other latency was not given",
               figure(most));
    else
        decide(point, FL_POINT_PASS,
               "%.10g ns, the slower, is within the slowest cold call here, %.10g ns (%s); the fixed 1 ms is "
               "%.0f x that call, too lax to find anything",
               figure(most), figure(b->ceiling_ns), b->slowest->cold.name, lax);
}

void fl_bounds_points(const fl_bounds *bounds, const double claimed_ns[2], fl_point points[FL_LATENCY_POINTS])
{
    static const char *const questions[FL_LATENCY_POINTS] = {
        "the first contestant's latency is plausible for this work",
        "the second contestant's latency is plausible for this work",
        "neither latency is suspiciously fast",
        "neither latency is suspiciously slow",
    };
    band b = find_band(bounds);
    for (int i = 0; i < FL_LATENCY_POINTS; i++) {
        points[i] = (fl_point){.number = 81 + i};
        snprintf(points[i].question, sizeof points[i].question, "%s", questions[i]);
    }
    judge_plausible(&b, claimed_ns[0], &points[0]);
    judge_plausible(&b, claimed_ns[1], &points[1]);
    judge_fast(&b, claimed_ns, &points[2]);
    judge_slow(&b, claimed_ns, &points[3]);
}

fl_status fl_bounds_status(const fl_document *document, const fl_bounds *bounds, const char *isa,
                           const double claimed_ns[2], fl_error *error)
{
    fl_point points[FL_LATENCY_POINTS];
    if (document->impossible) /* of a kernel; bounds do not rest on peers */
        return fl_bounds_reject_impossible(document, error);
    for (int i = 0; i < 2; i++)
        if (fl_bound_refutes(bounds, isa, claimed_ns[i]))
            return fl_fail(error, FL_NEGATIVE, "%.10g ns is impossible here for every class shown",
                           claimed_ns[i]);
    fl_bounds_points(bounds, claimed_ns, points);
    for (int i = 0; i < FL_LATENCY_POINTS; i++)
        if (points[i].verdict == FL_POINT_FAIL)
            return fl_fail(error, FL_NEGATIVE, "point %d fails: %s", points[i].number, points[i].reason);
    return FL_OK;
}
