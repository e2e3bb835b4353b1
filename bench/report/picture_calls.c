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
    double slowness, witness; /* against the medians; witness NaN: not known */
    int state, process;
} round_figures;

/* What is drawn of all rounds; of the report's memory. */
typedef struct rounds_drawn {
    const fl_document *document;
    size_t count;
    double *scratch; /* [results of the document] */
    double
        *witness_ns; /* [count] of each round, what one cycle took by the frequency witness; NaN: not known */
    double usual_ns; /* their median */
} rounds_drawn;

static bool is_interleaved(const fl_result *r, size_t rounds)
{
    return !r->is_probe && r->independent.rounds == rounds && !r->independent.apart &&
           r->independent.median_ns > 0 && r->independent.ns;
}

/* The median of what all contestants took against their own medians, the worst state that any saw. */
static round_figures figures_of(const rounds_drawn *d, size_t at)
{
    round_figures f = {.witness = d->witness_ns[at] / d->usual_ns, .process = 1};
    size_t count = 0;
    for (size_t i = 0; i < d->document->result_count; i++) {
        const fl_series *s = &d->document->results[i].independent;
        if (!is_interleaved(&d->document->results[i], d->count))
            continue;
        d->scratch[count++] = s->ns[at] / s->median_ns;
        if (s->state && s->state[at] > f.state)
            f.state = s->state[at];
        if (s->process)
            f.process = s->process[at];
    }
    f.slowness = fl_median(d->scratch, count);
    return f;
}

/* Beside every block a chain of additions was timed, from which its cycles follow; of a round the median of its blocks. */
static double witness_of(const rounds_drawn *d, size_t at)
{
    size_t count = 0;
    for (size_t i = 0; i < d->document->result_count; i++) {
        const fl_series *s = &d->document->results[i].independent;
        if (is_interleaved(&d->document->results[i], d->count) && s->cycles && s->cycles[at] > 0)
            d->scratch[count++] = s->ns[at] / s->cycles[at];
    }
    return count > 0 ? fl_median(d->scratch, count) : (double)NAN;
}

/* False without memory. */
static bool take_witness(fl_report *report, rounds_drawn *d)
{
    double *known = fl_arena_take(&report->arena, d->count * sizeof *known);
    size_t count = 0;
    d->witness_ns = fl_arena_take(&report->arena, d->count * sizeof *d->witness_ns);
    if (!known || !d->witness_ns)
        return false;
    for (size_t at = 0; at < d->count; at++) {
        d->witness_ns[at] = witness_of(d, at);
        if (isfinite(d->witness_ns[at]))
            known[count++] = d->witness_ns[at];
    }
    d->usual_ns = count > 0 ? fl_median(known, count) : (double)NAN;
    return true;
}

static void add_rounds(fl_report *report, fl_picture *picture, const rounds_drawn *d)
{
    const size_t rounds = d->count;
    static const struct {
        const char *label;
        fl_hue hue;
        fl_mark_shape shape;
    } states[STATES] = {{"state not known", FL_HUE_SOFT, FL_SHAPE_DOT},
                        {"quiet in every block", FL_HUE_BLUE, FL_SHAPE_DOT},
                        {"core shared in some block", FL_HUE_ORANGE, FL_SHAPE_DIAMOND},
                        {"stopped by a quota in some block", FL_HUE_PURPLE, FL_SHAPE_TRIANGLE}};
    fl_picture_series *series[STATES], *processes, *witness;
    size_t each = (rounds + MOST_POINTS - 1) / MOST_POINTS, counts[STATES] = {0};
    int process = 0;
    double worst = 0, slowest = 0;
    processes = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_LINE, "a new process");
    for (int state = 0; state < STATES; state++)
        series[state] = fl_picture_series_add(report, picture, states[state].shape, states[state].hue,
                                              states[state].label);
    witness = fl_picture_series_add(report, picture, FL_SHAPE_STEPS, FL_HUE_GREEN,
                                    "the witness, a chain of additions");
    for (size_t at = 0; at < rounds; at += each) {
        round_figures shown = figures_of(d, at);
        for (size_t i = at + 1; i < rounds && i < at + each; i++) { /* of several, the one furthest off */
            round_figures f = figures_of(d, i);
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
        fl_mark_add(report, witness, (double)at + 1, shown.witness);
        slowest = fmax(slowest, shown.witness);
    }
    fl_picture_tell(report, picture, "%zu rounds", rounds);
    for (int state = 0; state < STATES; state++)
        if (counts[state] > 0)
            fl_picture_tell(report, picture, "; %s: %zu%s", states[state].label, counts[state],
                            each > 1 ? " of the points drawn" : "");
    fl_picture_tell(report, picture, ". The slowest took %.3g times as long as the median one.", worst);
    if (slowest > 0)
        fl_picture_tell(report, picture,
                        " The witness, a chain of additions beside every block, took at most %.3g times its "
                        "median: what it shares "
                        "with the rounds is the clock of the core.",
                        slowest);
}

void fl_picture_rounds(fl_report *report, const fl_document *document)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    size_t rounds = baseline ? baseline->independent.rounds : 0;
    rounds_drawn d = {.document = document, .count = rounds};
    if (rounds > 1)
        d.scratch = fl_arena_take(&report->arena, document->result_count * sizeof *d.scratch);
    if (!d.scratch || !is_interleaved(baseline, rounds) || !take_witness(report, &d))
        return;
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_CURVES, "rounds",
                                            "Was this machine quiet? Round after round against the median");
    if (!picture)
        return;
    picture->x = (fl_axis){"round", FL_AXIS_COUNT, false, 0, (double)rounds + 1};
    picture->y = (fl_axis){"time / median", FL_AXIS_RATIO, false, NAN, NAN};
    add_rounds(report, picture, &d);
}
