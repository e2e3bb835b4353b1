#include "bench/report/picture_fleet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/report/picture.h"

enum { MOST_MACHINES = 14, MOST_APART = 6, MOST_NAMES = 40, BINS = 7 };

/* What a cell amounts to; the last: it was measured, and no ratio is known or shown. */
static const struct {
    double below;
    const char *label;
    fl_hue hue;
} bins[BINS] = {
    {1, "slower than the base", FL_HUE_SLOWER},
    {2, "1 to 2 times as fast", FL_HUE_SHADE_1},
    {4, "2 to 4", FL_HUE_SHADE_2},
    {8, "4 to 8", FL_HUE_SHADE_3},
    {16, "8 to 16", FL_HUE_SHADE_4},
    {INFINITY, "16 and more", FL_HUE_SHADE_5},
    {0, "no difference, or not known", FL_HUE_NONE},
};

/* One picture's machines and names. */
typedef struct selection {
    size_t machines[MOST_MACHINES], machine_count, left_out;
    size_t counting; /* the first of them; a gap, and those set apart, follow */
    const char *names[MOST_NAMES];
    double best[MOST_NAMES]; /* the largest ratio of that name */
    size_t name_count, names_left_out;
} selection;

/* What only machines that are set apart have counts as small, and so comes last. */
static void take_name(selection *s, const fl_fleet_cell *cell, bool apart)
{
    size_t i = 0;
    while (i < s->name_count && strcmp(s->names[i], cell->name) != 0)
        i++;
    if (i == s->name_count) {
        if (i == MOST_NAMES) {
            s->names_left_out++;
            return;
        }
        s->names[s->name_count++] = cell->name;
        s->best[i] = 0;
    }
    double ratio = apart ? cell->ratio * 1e-9 : cell->ratio;
    if (cell->known && ratio > s->best[i])
        s->best[i] = ratio;
}

static void take_machines(const fl_fleet *fleet, bool apart, size_t most, selection *s)
{
    for (size_t i = 0, taken = 0; i < fleet->machine_count; i++) {
        const fl_fleet_machine *m = &fleet->machines[i];
        bool belongs = apart ? !m->copy && (m->emulator[0] || m->apart[0]) : fl_fleet_counts(m);
        if (!belongs || m->no_base[0])
            continue;
        if (taken++ == most || s->machine_count == MOST_MACHINES) {
            s->left_out++;
            continue;
        }
        s->machines[s->machine_count++] = i;
        for (size_t k = 0; k < m->cell_count; k++)
            if (m->cells[k].known)
                take_name(s, &m->cells[k], apart);
    }
}

/* Some room is left for machines that are set apart. */
static selection choose(const fl_fleet *fleet)
{
    selection s = {.machine_count = 0};
    take_machines(fleet, false, MOST_MACHINES - MOST_APART, &s);
    s.counting = s.machine_count;
    take_machines(fleet, true, MOST_APART, &s);
    return s;
}

/* The fastest first: names move with their ratios, by insertion, for there are few. */
static void sort_names(selection *s)
{
    for (size_t i = 1; i < s->name_count; i++)
        for (size_t k = i; k > 0 && s->best[k] > s->best[k - 1]; k--) {
            double best = s->best[k];
            const char *name = s->names[k];
            s->best[k] = s->best[k - 1];
            s->names[k] = s->names[k - 1];
            s->best[k - 1] = best;
            s->names[k - 1] = name;
        }
}

static size_t bin_of(const fl_fleet *fleet, const fl_fleet_cell *cell)
{
    size_t bin = 0;
    bool is_base = strcmp(cell->name, fleet->base) == 0;
    if (!is_base && (!cell->different || cell->impossible))
        return BINS - 1;
    while (bin < BINS - 2 && cell->ratio >= bins[bin].below)
        bin++;
    return bin;
}

static void add_cells(fl_report *report, const fl_fleet *fleet, const selection *s, fl_picture *picture)
{
    fl_picture_series *series[BINS + 1];
    size_t gap = s->counting > 0 && s->counting < s->machine_count;
    for (int bin = 0; bin < BINS; bin++)
        series[bin] = fl_picture_series_add(report, picture, FL_SHAPE_CELL, bins[bin].hue, bins[bin].label);
    series[BINS] = fl_picture_series_add(report, picture, FL_SHAPE_CELL, FL_HUE_LINE,
                                         "EMULATED or set apart: compares with nothing");
    if (series[BINS])
        series[BINS]->hollow = true;
    for (size_t row = 0; row < s->name_count; row++) {
        fl_picture_row_add(report, picture, s->names[row], "%s", "");
        for (size_t column = 0; column < s->machine_count; column++) {
            const fl_fleet_cell *cell = fl_fleet_find(&fleet->machines[s->machines[column]], s->names[row]);
            if (cell && cell->known)
                fl_mark_cell(report, series[column < s->counting ? bin_of(fleet, cell) : BINS],
                             column < s->counting ? column : column + gap, row, "%.*f%s", cell->ratio < 9.95,
                             cell->ratio, cell->impossible ? "!" : "");
        }
    }
}

static void tell(fl_report *report, const fl_fleet *fleet, const selection *s, fl_picture *picture)
{
    fl_picture_tell(report, picture, "%zu machines, each contestant's ratio to %s, the fastest first.",
                    s->machine_count, fleet->base);
    for (size_t i = 0; i < s->machine_count; i++) {
        const fl_fleet_machine *m = &fleet->machines[s->machines[i]];
        const fl_fleet_cell *best = NULL;
        for (size_t k = 0; k < m->cell_count; k++)
            if (m->cells[k].known && (!best || m->cells[k].ratio > best->ratio))
                best = &m->cells[k];
        if (best)
            fl_picture_tell(report, picture, " %s (%s%s): %s %.3g times as fast.", m->path + fleet->prefix,
                            i < s->counting  ? ""
                            : m->emulator[0] ? "EMULATED, not comparable, "
                                             : "set apart, ",
                            m->kind, best->name, best->ratio);
    }
    if (s->left_out > 0)
        fl_picture_tell(report, picture, " %zu more machines are not drawn.", s->left_out);
    if (s->names_left_out > 0)
        fl_picture_tell(report, picture, " Some contestants are not drawn.");
}

/* "x86/zen5.json" as a heading is its name, and its architecture where there are several. */
static void name_columns(fl_report *report, const fl_fleet *fleet, const selection *s, fl_picture *picture)
{
    const char *labels[MOST_MACHINES + 1];
    char texts[MOST_MACHINES][112];
    size_t gap = s->counting > 0 && s->counting < s->machine_count;
    labels[s->counting] = "";
    for (size_t i = 0; i < s->machine_count; i++) {
        const char *label = fleet->machines[s->machines[i]].path + fleet->prefix,
                   *slash = strrchr(label, '/');
        size_t size = strlen(slash && slash[1] ? slash + 1 : label);
        label = slash && slash[1] ? slash + 1 : label;
        if (size > 5 && strcmp(label + size - 5, ".json") == 0)
            size -= 5;
        const fl_fleet_machine *m = &fleet->machines[s->machines[i]];
        snprintf(texts[i], sizeof texts[i], "%s%.*s",
                 i < s->counting  ? ""
                 : m->emulator[0] ? "EMULATED "
                                  : "apart: ",
                 (int)(size < 90 ? size : 90), label);
        labels[i < s->counting ? i : i + gap] = texts[i];
    }
    fl_picture_columns(report, picture, labels, s->machine_count + gap);
}

void fl_picture_fleet(fl_report *report, const fl_fleet *fleet)
{
    char title[200];
    selection s = choose(fleet);
    if (s.machine_count == 0 || s.name_count == 0)
        return;
    sort_names(&s);
    snprintf(title, sizeof title, "Machines and contestants: times as fast as %.60s", fleet->base);
    fl_picture *picture = fl_report_picture(report, FL_PICTURE_GRID, "machines", title);
    name_columns(report, fleet, &s, picture);
    add_cells(report, fleet, &s, picture);
    tell(report, fleet, &s, picture);
}
