#include "bench/report/picture_ratios.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/picture.h"

enum { MOST_ROWS = 48, NAMED = 4 };

typedef enum kind { FASTER, SLOWER, SAME, OPEN, KINDS } kind;

typedef struct entry {
    const char *name;
    double ratio, low, high; /* low and high NaN: no interval */
    kind kind;
} entry;

/* What the picture says besides its ratios. */
typedef struct words {
    const char *name, *title, *axis;
    const char *kinds[KINDS];
    bool in_order; /* as given, not sorted */
} words;

static int by_ratio(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    return a->ratio < b->ratio ? 1 : a->ratio > b->ratio ? -1 : strcmp(a->name, b->name);
}

static kind kind_of(double ratio, bool different, bool not_shown)
{
    return not_shown ? OPEN : !different ? SAME : ratio > 1 ? FASTER : SLOWER;
}

static void add_row(fl_report *report, fl_picture *picture, const entry *e,
                    fl_picture_series *const series[KINDS])
{
    bool interval = isfinite(e->low) && isfinite(e->high) && e->low > 0;
    size_t row = interval ? fl_picture_row_add(report, picture, e->name, "%.3g [%.3g, %.3g]", e->ratio,
                                               e->low, e->high)
                          : fl_picture_row_add(report, picture, e->name, "%.3g", e->ratio);
    if (e->kind == SAME || e->kind == OPEN)
        fl_picture_row_soften(picture);
    fl_mark_interval(report, series[e->kind], e->ratio, interval ? e->low : (double)NAN, e->high,
                     (double)row);
}

/* The largest, the smallest, and how many of each kind. */
static void tell(fl_report *report, fl_picture *picture, const entry *entries, size_t count, const words *w)
{
    size_t counts[KINDS] = {0};
    for (size_t i = 0; i < count; i++)
        counts[entries[i].kind]++;
    fl_picture_tell(report, picture, "%zu ratios on a logarithmic scale", count);
    for (int k = 0; k < KINDS; k++)
        if (counts[k] > 0)
            fl_picture_tell(report, picture, "; %s: %zu", w->kinds[k], counts[k]);
    fl_picture_tell(report, picture, ". From the top: ");
    for (size_t i = 0; i < count && i < NAMED; i++)
        fl_picture_tell(report, picture, "%s%s %.3g", i ? ", " : "", entries[i].name, entries[i].ratio);
    if (count > NAMED)
        fl_picture_tell(report, picture, " … %s %.3g", entries[count - 1].name, entries[count - 1].ratio);
    fl_picture_tell(report, picture, ".");
}

/* Sorts the entries. */
static void draw(fl_report *report, entry *entries, size_t count, const words *w)
{
    static const fl_hue hues[KINDS] = {FL_HUE_BLUE, FL_HUE_ORANGE, FL_HUE_SOFT, FL_HUE_SOFT};
    static const fl_mark_shape shapes[KINDS] = {FL_SHAPE_DOT, FL_SHAPE_DIAMOND, FL_SHAPE_SQUARE,
                                                FL_SHAPE_SQUARE};
    fl_picture_series *series[KINDS];
    if (count == 0)
        return;
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_ROWS, w->name, w->title);
    if (!picture)
        return;
    picture->x = (fl_axis){w->axis, FL_AXIS_RATIO, true, NAN, NAN};
    if (!w->in_order)
        qsort(entries, count, sizeof *entries, by_ratio);
    fl_picture_series *rule = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_SOFT, "");
    fl_mark_rule(report, rule, 1, "1: equal");
    for (int k = 0; k < KINDS; k++) {
        series[k] = fl_picture_series_add(report, picture, shapes[k], hues[k], w->kinds[k]);
        if (series[k])
            series[k]->hollow = k == OPEN;
    }
    size_t shown = count < MOST_ROWS ? count : MOST_ROWS;
    for (size_t i = 0; i < shown; i++)
        add_row(report, picture, &entries[i], series);
    tell(report, picture, entries, count, w);
    if (shown < count)
        fl_picture_tell(report, picture, " The last %zu are not drawn.", count - shown);
}

/* NULL without memory, which the report then tells. */
static entry *take(fl_report *report, size_t count)
{
    return count > 0 ? fl_arena_take(&report->arena, count * sizeof(entry)) : NULL;
}

void fl_picture_run_ratios(fl_report *report, const fl_document *document)
{
    char title[160], axis[120];
    entry *entries = take(report, document->result_count);
    size_t count = 0;
    for (size_t i = 0; entries && i < document->result_count; i++) {
        const fl_result *r = &document->results[i];
        const fl_paired_ratio *ratio = &r->independent.versus_baseline;
        if (r->is_probe || ratio->rounds == 0 || !(ratio->ratio > 0) ||
            strcmp(r->name, document->baseline) == 0)
            continue;
        entries[count++] = (entry){r->name, ratio->ratio, ratio->interval.low, ratio->interval.high,
                                   kind_of(ratio->ratio, ratio->different, ratio->processes < 2)};
    }
    snprintf(title, sizeof title, "How many times as fast as %s, with intervals", document->baseline);
    snprintf(axis, sizeof axis, "times as fast as %s, independent calls", document->baseline);
    if (entries)
        draw(report, entries, count,
             &(words){"ratios",
                      title,
                      fl_report_plain(report, axis),
                      {"faster", "slower", "no difference", "one process: no interval between processes"},
                      false});
}

static bool add_ratio(entry *entries, size_t count, const char *name, const fl_time_ratio *r)
{
    if (!r->known || !(r->ratio > 0))
        return false;
    entries[count] = (entry){name, r->ratio, r->interval.low, r->interval.high,
                             kind_of(r->ratio, r->different, !fl_pair_shows(r))};
    return true;
}

void fl_picture_comparison(fl_report *report, const fl_side *a, const fl_side *b, const fl_comparison *c)
{
    char title[200];
    entry *entries = take(report, 4);
    size_t count = 0;
    if (!entries)
        return;
    count += add_ratio(entries, count, "independent calls", &c->independent);
    count += add_ratio(entries, count, "chained calls", &c->chained);
    count += add_ratio(entries, count, "median of single calls", &c->call_median);
    count += add_ratio(entries, count, "mean of single calls", &c->call_mean);
    snprintf(title, sizeof title, "Time of A (%.60s) over time of B (%.60s)", a->result->name,
             b->result->name);
    draw(report, entries, count,
         &(words){"ratios",
                  title,
                  "A / B: to the right of 1, B is the faster one",
                  {"B is faster", "A is faster", "no difference", "not shown"},
                  true});
}

void fl_picture_pairs(fl_report *report, const fl_pairs *pairs)
{
    entry *entries = take(report, pairs->count);
    size_t count = 0;
    for (size_t i = 0; entries && i < pairs->count; i++)
        if (pairs->pairs[i].compared)
            count += add_ratio(entries, count, pairs->pairs[i].a.result->name,
                               fl_pair_ratio(&pairs->pairs[i].comparison));
    if (entries)
        draw(report, entries, count,
             &(words){"ratios",
                      "Each result of both files: time in A over time in B",
                      "A / B: to the right of 1, B is the faster one",
                      {"faster in B", "faster in A", "no difference", "not shown"},
                      false});
}

void fl_picture_fleet_claim(fl_report *report, const fl_fleet *fleet)
{
    static const kind kinds[] = {
        [FL_FLEET_HOLDS] = FASTER, [FL_FLEET_LOST] = SLOWER, [FL_FLEET_NOT_SHOWN] = SAME};
    char title[200];
    entry *entries = take(report, fleet->machine_count);
    size_t count = 0;
    for (size_t i = 0; entries && i < fleet->machine_count; i++) {
        const fl_fleet_machine *m = &fleet->machines[i];
        if (m->claim.measured && m->claim.ratio > 0 && fl_fleet_counts(m))
            entries[count++] = (entry){m->path + fleet->prefix, m->claim.ratio, m->claim.low, m->claim.high,
                                       kinds[m->claim.verdict]};
    }
    snprintf(title, sizeof title, "Is %.60s (B) faster than %.60s (A)? Machine by machine", fleet->b,
             fleet->a);
    if (entries)
        draw(report, entries, count,
             &(words){"claim",
                      title,
                      "A / B: to the right of 1, B is the faster one",
                      {"the claim holds", "it is lost", "it is not shown", ""},
                      false});
}
