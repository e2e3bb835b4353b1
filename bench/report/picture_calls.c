#include "bench/report/picture_calls.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sort.h"
#include "bench/base/text.h"
#include "bench/report/picture.h"
#include "bench/stats/stats.h"

/* ---- single calls ---- */

enum { MOST_STEPS = 250, MOST_CURVES = 4, MOST_TICK_LINES = 90 };

/* Ascending times, and how many calls took each or less. */
typedef struct steps {
    double *ns, *share; /* [count], of the report's memory */
    size_t count;
} steps;

static steps steps_of(fl_report *report, const fl_result *r)
{
    size_t n = r->distribution ? r->distribution->distinct : r->samples_ns ? r->iterations : 0;
    steps s = {.count = 0};
    if (n == 0)
        return s;
    s.ns = fl_arena_take(&report->arena, n * sizeof *s.ns);
    s.share = fl_arena_take(&report->arena, n * sizeof *s.share);
    if (!s.ns || !s.share)
        return s;
    double sum = 0, all = 0;
    memcpy(s.ns, r->distribution ? r->distribution->ns : r->samples_ns, n * sizeof *s.ns);
    if (!r->distribution)
        fl_sort(s.ns, n);
    for (size_t i = 0; i < n; i++)
        all += r->distribution ? r->distribution->calls[i] : 1;
    for (size_t i = 0; i < n; i++) {
        sum += r->distribution ? r->distribution->calls[i] : 1;
        s.ns[s.count] = s.ns[i];
        s.share[s.count] = sum / all;
        if (i + 1 == n || s.ns[i + 1] > s.ns[i])
            s.count++;
    }
    return s;
}

/* At most so many steps: those that rise least are left out. */
static void add_curve(fl_report *report, fl_picture_series *series, const steps *s, double most)
{
    double drawn = 0;
    fl_mark_add(report, series, s->ns[0], 0);
    for (size_t i = 0; i < s->count && s->ns[i] <= most; i++)
        if (s->share[i] - drawn >= 1.0 / MOST_STEPS || i + 1 == s->count || s->ns[i + 1] > most) {
            fl_mark_add(report, series, s->ns[i], s->share[i]);
            drawn = s->share[i];
        }
    fl_mark_add(report, series, most, drawn);
}

static double quantile(const steps *s, double share)
{
    size_t i = 0;
    while (i + 1 < s->count && s->share[i] < share)
        i++;
    return s->ns[i];
}

static void add_ticks(fl_report *report, fl_picture *picture, double tick, double most)
{
    char label[64];
    if (!(tick > 0) || most / tick > MOST_TICK_LINES) {
        fl_picture_tell(report, picture, " The clock's ticks, %.3g ns, are too close to be drawn.", tick);
        return;
    }
    snprintf(label, sizeof label, "ticks of the clock, %.3g ns", tick);
    fl_picture_series *lines = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_LINE, label);
    for (int i = 1; i * tick <= most; i++)
        fl_mark_rule(report, lines, i * tick, "");
}

void fl_picture_calls(fl_report *report, const fl_document *document, const fl_result *const *results,
                      size_t count)
{
    static const fl_hue hues[MOST_CURVES + 1] = {FL_HUE_SOFT, FL_HUE_BLUE, FL_HUE_ORANGE, FL_HUE_GREEN,
                                                 FL_HUE_PURPLE};
    const fl_result *empty = &document->empty_call, *taken[MOST_CURVES + 1];
    steps curves[MOST_CURVES + 1];
    size_t used = 0;
    double most = 0;
    for (size_t i = 0; i <= count && used <= MOST_CURVES; i++) {
        const fl_result *r = i == 0 ? empty : results[i - 1];
        bool again = false;
        for (size_t k = 0; k < used; k++)
            again |= taken[k] == r;
        if ((i > 0 && !r) || again || (curves[used] = steps_of(report, r)).count == 0)
            continue;
        most = fmax(most, quantile(&curves[used], 0.985));
        taken[used++] = r;
    }
    if (used == 0 || (used == 1 && taken[0] == empty))
        return;
    most *= 1.08;
    fl_picture *picture =
        fl_report_picture(report, FL_PICTURE_CURVES, "calls",
                          "Single calls: which share took at most how long, clock readings included");
    if (!picture)
        return;
    picture->x = (fl_axis){"time of one call", FL_AXIS_TIME, false, 0, most};
    picture->y = (fl_axis){"share of calls", FL_AXIS_SHARE, false, 0, 1.02};
    fl_picture_tell(report, picture, "Curves that rise from 0 to 100 %%.");
    add_ticks(report, picture, document->clock_tick_ns, most);
    for (size_t i = 0; i < used; i++) {
        const char *name = taken[i] == empty ? "an empty call" : taken[i]->name;
        fl_picture_series *series = fl_picture_series_add(report, picture, FL_SHAPE_STEPS, hues[i], name);
        add_curve(report, series, &curves[i], most);
        fl_picture_tell(report, picture, " %s: half of the calls within %s,", name,
                        fl_time_text(quantile(&curves[i], 0.5)).text);
        fl_picture_tell(report, picture, " 99 %% within %s.", fl_time_text(quantile(&curves[i], 0.99)).text);
    }
}

/* ---- rounds ---- */

enum { MOST_POINTS = 400, STATES = FL_ROUND_THROTTLED + 1 };

typedef struct round {
    double slowness, clock; /* against the medians; clock NaN: not known */
    int state, process;
} round_figures;

static bool is_interleaved(const fl_result *r, size_t rounds)
{
    return !r->is_probe && r->independent.rounds == rounds && !r->independent.apart &&
           r->independent.median_ns > 0 && r->independent.ns;
}

/* The median of what all contestants took against their own medians, the worst state that any saw. */
static round_figures figures_of(const fl_document *document, size_t rounds, size_t at, double *scratch)
{
    round_figures f = {.clock = NAN, .process = 1};
    size_t count = 0;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_series *s = &document->results[i].independent;
        if (!is_interleaved(&document->results[i], rounds))
            continue;
        scratch[count++] = s->ns[at] / s->median_ns;
        if (s->state && s->state[at] > f.state)
            f.state = s->state[at];
        if (s->process)
            f.process = s->process[at];
    }
    f.slowness = fl_median(scratch, count);
    return f;
}

static void add_rounds(fl_report *report, fl_picture *picture, const fl_document *document, size_t rounds,
                       double *scratch)
{
    static const struct {
        const char *label;
        fl_hue hue;
        fl_mark_shape shape;
    } states[STATES] = {{"state not known", FL_HUE_SOFT, FL_SHAPE_DOT},
                        {"quiet in every block", FL_HUE_BLUE, FL_SHAPE_DOT},
                        {"core shared in some block", FL_HUE_ORANGE, FL_SHAPE_DIAMOND},
                        {"stopped by a quota in some block", FL_HUE_PURPLE, FL_SHAPE_TRIANGLE}};
    fl_picture_series *series[STATES], *processes;
    size_t each = (rounds + MOST_POINTS - 1) / MOST_POINTS, counts[STATES] = {0};
    int process = 0;
    double worst = 0;
    processes = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_LINE, "a new process");
    for (int state = 0; state < STATES; state++)
        series[state] = fl_picture_series_add(report, picture, states[state].shape, states[state].hue,
                                              states[state].label);
    for (size_t at = 0; at < rounds; at += each) {
        round_figures shown = figures_of(document, rounds, at, scratch);
        for (size_t i = at + 1; i < rounds && i < at + each; i++) { /* of several, the one furthest off */
            round_figures f = figures_of(document, rounds, i, scratch);
            if (fabs(log(f.slowness)) > fabs(log(shown.slowness)))
                shown = f;
        }
        if (shown.process != process && process != 0)
            fl_mark_rule(report, processes, (double)at + 0.5, "");
        process = shown.process;
        int state = shown.state >= 0 && shown.state < STATES ? shown.state : 0;
        counts[state]++;
        worst = fmax(worst, shown.slowness);
        fl_mark_add(report, series[state], (double)at + 1, shown.slowness);
    }
    fl_picture_tell(report, picture, "%zu rounds", rounds);
    for (int state = 0; state < STATES; state++)
        if (counts[state] > 0)
            fl_picture_tell(report, picture, "; %s: %zu%s", states[state].label, counts[state],
                            each > 1 ? " of the points drawn" : "");
    fl_picture_tell(report, picture, ". The slowest took %.3g times as long as the median one.", worst);
}

void fl_picture_rounds(fl_report *report, const fl_document *document)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    size_t rounds = baseline ? baseline->independent.rounds : 0;
    double *scratch =
        rounds > 1 ? fl_arena_take(&report->arena, document->result_count * sizeof *scratch) : NULL;
    if (!scratch || !is_interleaved(baseline, rounds))
        return;
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_CURVES, "rounds",
                                            "Was this machine quiet? Round after round against the median");
    if (!picture)
        return;
    picture->x = (fl_axis){"round", FL_AXIS_COUNT, false, 0, (double)rounds + 1};
    picture->y = (fl_axis){"time / median", FL_AXIS_RATIO, false, NAN, NAN};
    add_rounds(report, picture, document, rounds, scratch);
}
