#include "bench/report/picture_latencies.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/picture.h"

enum { MOST_ROWS = 48 };

static const double nothing_below = 1e-6; /* ns; an axis never begins there */

typedef struct marks {
    fl_picture *picture;
    fl_picture_series *impossible, *floor, *independent, *chained, *calls, *cold, *claims;
} marks;

/* What lies behind the marks comes first. last: what its third figure is of. */
static marks begin(fl_report *report, const char *title, bool cold)
{
    marks m = {.picture = fl_report_picture(report, FL_PICTURE_ROWS, "latencies", title)};
    if (m.picture)
        m.picture->x = (fl_axis){"time of one call", FL_AXIS_TIME, true, NAN, NAN};
    m.impossible = fl_picture_series_add(report, m.picture, FL_SHAPE_AREA, FL_HUE_NONE,
                                         "impossible: below 0.97 \u00d7 the floor");
    m.floor = fl_picture_series_add(report, m.picture, FL_SHAPE_SQUARE, FL_HUE_SOFT, "floor");
    m.independent = fl_picture_series_add(report, m.picture, FL_SHAPE_DOT, FL_HUE_BLUE,
                                          cold ? "hot, independent" : "independent calls");
    m.chained = fl_picture_series_add(report, m.picture, FL_SHAPE_DIAMOND, FL_HUE_ORANGE,
                                      cold ? "hot, chained" : "chained calls");
    if (cold)
        m.cold = fl_picture_series_add(report, m.picture, FL_SHAPE_TRIANGLE, FL_HUE_PURPLE, "cold");
    else
        m.calls = fl_picture_series_add(report, m.picture, FL_SHAPE_TRIANGLE, FL_HUE_PURPLE,
                                        "median of single calls, clock included");
    m.claims = fl_picture_series_add(report, m.picture, FL_SHAPE_RULE, FL_HUE_INK, "");
    return m;
}

static void add_floor(fl_report *report, const marks *m, double floor, size_t row)
{
    if (!(floor > 0) || !isfinite(floor))
        return;
    fl_mark_interval(report, m->impossible, NAN, nothing_below, FL_LEAST_POSSIBLE * floor, (double)row);
    fl_mark_add(report, m->floor, floor, (double)row);
}

static void tell_time(fl_report *report, fl_picture *picture, const char *what, double ns)
{
    if (isfinite(ns))
        fl_picture_tell(report, picture, ", %s %s", what, fl_time_text(ns).text);
}

void fl_picture_bounds(fl_report *report, const fl_bound_facts *facts)
{
    marks m = begin(report, "Which latencies each class can have", true);
    fl_picture_tell(report, m.picture, "Times of one call on a logarithmic scale, class by class.");
    for (size_t i = 0; i < facts->bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &facts->bounds->classes[i];
        if (!fl_bound_shows(facts->isa, simd_class))
            continue;
        size_t row = fl_picture_row_add(
            report, m.picture, simd_class->name, "%s%s", isfinite(simd_class->floor_ns) ? "floor " : "",
            isfinite(simd_class->floor_ns) ? fl_time_text(simd_class->floor_ns).text : "no floor");
        add_floor(report, &m, simd_class->floor_ns, row);
        fl_mark_interval(report, m.independent, simd_class->independent.ns,
                         simd_class->independent.interval.low, simd_class->independent.interval.high,
                         (double)row);
        fl_mark_interval(report, m.chained, simd_class->chained.ns, simd_class->chained.interval.low,
                         simd_class->chained.interval.high, (double)row);
        fl_mark_interval(report, m.cold, simd_class->cold.ns, simd_class->cold.interval.low,
                         simd_class->cold.interval.high, (double)row);
        fl_picture_tell(report, m.picture, " %s: floor", simd_class->name);
        fl_picture_tell(report, m.picture, " %s",
                        isfinite(simd_class->floor_ns) ? fl_time_text(simd_class->floor_ns).text
                                                       : "not known");
        tell_time(report, m.picture, "independent", simd_class->independent.ns);
        tell_time(report, m.picture, "chained", simd_class->chained.ns);
        tell_time(report, m.picture, "cold", simd_class->cold.ns);
        fl_picture_tell(report, m.picture, ".");
    }
    for (int i = 0; i < FL_MOST_CLAIMS; i++) {
        char text[64];
        double claimed = facts->claimed_ns[i];
        if (!isfinite(claimed))
            continue;
        snprintf(text, sizeof text, "%s %s",
                 i == 0 && !isfinite(facts->claimed_ns[1]) ? "claim"
                 : i == 0                                  ? "claim 1"
                                                           : "claim 2",
                 fl_time_text(claimed).text);
        fl_mark_rule(report, m.claims, claimed, text);
        fl_picture_tell(report, m.picture, " A line: %s.", text);
    }
}

/* ---- a run ---- */

typedef struct contestant {
    const fl_result *result;
} contestant;

static int by_time(const void *left, const void *right)
{
    double x = ((const contestant *)left)->result->independent.median_ns,
           y = ((const contestant *)right)->result->independent.median_ns;
    return x < y ? -1 : x > y;
}

static bool is_of_the_work(const fl_document *document, const fl_result *r)
{
    return r->independent.versus_baseline.rounds > 0 || strcmp(r->name, document->baseline) == 0;
}

static void add_contestant(fl_report *report, const marks *m, const fl_document *document, const fl_result *r)
{
    const fl_floor *floor = &r->independent_floor;
    size_t row =
        fl_picture_row_add(report, m->picture, r->name, "%s%s", fl_time_text(r->independent.median_ns).text,
                           is_of_the_work(document, r) ? "" : ", other work");
    if (!is_of_the_work(document, r))
        fl_picture_row_soften(m->picture);
    add_floor(report, m, floor->ns, row);
    fl_mark_interval(report, m->independent, r->independent.median_ns, r->independent.interval_ns.low,
                     r->independent.interval_ns.high, (double)row);
    if (r->chained.rounds > 0)
        fl_mark_interval(report, m->chained, r->chained.median_ns, r->chained.interval_ns.low,
                         r->chained.interval_ns.high, (double)row);
    if (r->iterations > 0)
        fl_mark_add(report, m->calls, r->per_call_us.p50 * 1000, (double)row);
    fl_picture_tell(report, m->picture, " %s %s", r->name, fl_time_text(r->independent.median_ns).text);
    if (isfinite(floor->ns))
        fl_picture_tell(report, m->picture, " (%.2f \u00d7 its floor%s)", floor->ratio,
                        floor->impossible ? ", IMPOSSIBLE" : "");
    fl_picture_tell(report, m->picture, ".");
}

void fl_picture_run_latencies(fl_report *report, const fl_document *document)
{
    contestant *sorted = fl_arena_take(&report->arena, (document->result_count + 1) * sizeof *sorted);
    size_t count = 0;
    for (size_t i = 0; sorted && i < document->result_count; i++) {
        const fl_result *r = &document->results[i];
        if (!r->is_probe && r->independent.rounds > 0 && r->independent.median_ns > 0 &&
            (is_of_the_work(document, r) || r->peer))
            sorted[count++].result = r;
    }
    if (count == 0)
        return;
    qsort(sorted, count, sizeof *sorted, by_time);
    marks m = begin(report, "The scale of latencies: every contestant above its floor", false);
    fl_picture_tell(report, m.picture, "Times of one call on a logarithmic scale, the fastest first.");
    for (size_t i = 0; i < count && i < MOST_ROWS; i++)
        add_contestant(report, &m, document, sorted[i].result);
    if (document->empty_call.iterations > 0)
        fl_mark_rule(report, m.claims, document->empty_call.per_call_us.p50 * 1000,
                     "an empty call, clock included");
}
