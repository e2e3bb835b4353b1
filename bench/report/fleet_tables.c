/* Tables of a fleet. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sort.h"
#include "bench/report/fleet_parts.h"
#include "bench/stats/stats.h"

enum { MOST_SHOWN_EACH = 8, MOST_CLAIMS_EACH = 40, MOST_CLASSES = 8 };

/* "10.4" and "10.3 to 10.5", as far as they are there. */
static void ratio_cells(fl_report *report, bool known, double ratio, double low, double high)
{
    if (!known) {
        fl_fleet_cell_add(report, "–");
        fl_fleet_cell_add(report, "–");
        return;
    }
    fl_fleet_cell_add(report, "%.4g", ratio);
    if (low > 0 && isfinite(high))
        fl_fleet_cell_add(report, "%.4g to %.4g", low, high);
    else
        fl_fleet_cell_add(report, "–");
}

/* ---- the claim ---- */

static bool is_shown(const fl_fleet *fleet, const fl_fleet_machine *m)
{
    return fleet->machine_count <= MOST_CLAIMS_EACH || m->claim.verdict != FL_FLEET_HOLDS;
}

static void add_claim(fl_report *report, const fl_fleet *fleet, const fl_fleet_machine *m)
{
    const fl_fleet_claim *c = &m->claim;
    const char *set_apart = m->copy          ? "a copy, not counted"
                            : m->emulator[0] ? "emulated, not counted"
                            : m->apart[0]    ? "set apart, not counted"
                                             : "";
    fl_report_row_begin(report);
    fl_fleet_cell_add(report, "%s", fl_fleet_label(fleet, m->path));
    fl_fleet_cell_add(report, "%s", m->kind);
    ratio_cells(report, c->ratio > 0, c->ratio, c->low, c->high);
    fl_report_cell_mean(report,
                        !c->measured                   ? FL_MEANS_UNCHECKED
                        : c->verdict == FL_FLEET_HOLDS ? FL_MEANS_PASS
                        : c->verdict == FL_FLEET_LOST  ? FL_MEANS_FAIL
                                                       : FL_MEANS_UNCHECKED,
                        "%s", c->measured ? fl_fleet_verdict_name(c->verdict) : "NOT MEASURED");
    fl_fleet_cell_add(report, "%s%s%s", set_apart, set_apart[0] && c->why[0] ? ": " : "", c->why);
}

static void add_claims(fl_report *report, const fl_fleet *fleet)
{
    static const fl_report_column columns[] = {{"file", FL_COLUMN_WORDS},      {"machine", FL_COLUMN_PROSE},
                                               {"A / B", FL_COLUMN_FIGURE},    {"interval", FL_COLUMN_FIGURE},
                                               {"the claim", FL_COLUMN_WORDS}, {"why", FL_COLUMN_PROSE}};
    size_t left_out = 0, shown = 0;
    for (size_t i = 0; i < fleet->machine_count; i++)
        shown += is_shown(fleet, &fleet->machines[i]);
    if (shown == 0)
        return;
    fl_report_table(report, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0, rows = 0; i < fleet->machine_count; i++) {
        if (!is_shown(fleet, &fleet->machines[i]))
            continue;
        if (rows++ < MOST_CLAIMS_EACH)
            add_claim(report, fleet, &fleet->machines[i]);
        else
            left_out++;
    }
    if (left_out > 0)
        fl_fleet_line(report, "%zu more files on which it does not hold are left out here; --csv has all.",
                      left_out);
}

/* Files of one kind that count, and where the next kind begins. */
typedef struct kind_claims {
    size_t files, holds, lost, not_shown;
    double least, most;
} kind_claims;

static size_t count_kind(const fl_fleet *fleet, size_t first, kind_claims *k)
{
    size_t i = first;
    *k = (kind_claims){.least = NAN, .most = NAN};
    for (; i < fleet->machine_count && fleet->machines[i].kind == fleet->machines[first].kind; i++) {
        const fl_fleet_machine *m = &fleet->machines[i];
        if (!fl_fleet_counts(m) || !m->claim.measured)
            continue;
        k->files++;
        k->holds += m->claim.verdict == FL_FLEET_HOLDS;
        k->lost += m->claim.verdict == FL_FLEET_LOST;
        k->not_shown += m->claim.verdict == FL_FLEET_NOT_SHOWN;
        k->least = fmin(k->least, m->claim.ratio);
        k->most = fmax(k->most, m->claim.ratio);
    }
    return i;
}

static void add_kinds(fl_report *report, const fl_fleet *fleet)
{
    static const fl_report_column columns[] = {{"machines", FL_COLUMN_WORDS},   {"files", FL_COLUMN_FIGURE},
                                               {"holds", FL_COLUMN_FIGURE},     {"lost", FL_COLUMN_FIGURE},
                                               {"not shown", FL_COLUMN_FIGURE}, {"A / B", FL_COLUMN_FIGURE}};
    fl_report_table(report, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < fleet->machine_count;) {
        const char *kind = fleet->machines[i].kind;
        kind_claims k;
        i = count_kind(fleet, i, &k);
        if (k.files == 0)
            continue;
        fl_report_row_begin(report);
        fl_fleet_cell_add(report, "%s", kind);
        fl_fleet_cell_add(report, "%zu", k.files);
        fl_fleet_cell_add(report, "%zu", k.holds);
        fl_fleet_cell_add(report, "%zu", k.lost);
        fl_fleet_cell_add(report, "%zu", k.not_shown);
        if (k.least > 0)
            fl_fleet_cell_add(report, "%.4g to %.4g", k.least, k.most);
        else
            fl_fleet_cell_add(report, "–");
    }
}

void fl_fleet_claim_table(fl_report *report, const fl_fleet *fleet)
{
    if (fleet->machine_count > MOST_CLAIMS_EACH) {
        add_kinds(report, fleet);
        fl_report_gap(report);
    }
    add_claims(report, fleet);
}

/* ---- contestants ---- */

static void add_cell(fl_report *report, const fl_fleet *fleet, const fl_fleet_machine *m,
                     const fl_fleet_cell *cell, const char *name)
{
    const char *mark = cell->impossible                                                    ? "impossible"
                       : !cell->steady                                                     ? "not steady"
                       : cell->known && !cell->different && !cell->why[0] && cell->low > 0 ? "no difference"
                                                                                           : "";
    fl_report_row_begin(report);
    fl_fleet_cell_add(report, "%s", name);
    fl_fleet_cell_add(report, "%s", fl_fleet_label(fleet, m->path));
    fl_fleet_cell_add(report, "%s", cell->simd_class[0] ? cell->simd_class : "?");
    if (cell->ns > 0)
        fl_fleet_cell_add(report, "%.1f", cell->ns);
    else
        fl_fleet_cell_add(report, "–");
    ratio_cells(report, cell->known, cell->ratio, cell->low, cell->high);
    if (cell->rank > 0)
        fl_fleet_cell_add(report, "%s%zu", cell->tied ? "=" : "", cell->rank);
    else
        fl_fleet_cell_add(report, "–");
    if (cell->over_floor > 0)
        fl_fleet_cell_add(report, "%.2f", cell->over_floor);
    else
        fl_fleet_cell_add(report, "–");
    fl_fleet_cell_add(report, "%s%s%s", mark, mark[0] && cell->why[0] ? "; " : "", cell->why);
}

/* All names of the files from first up to end, each once, in the order in which they stand there; *count of
 * them. NULL without memory. The names are the fleet's: equal ones are equal pointers. */
static const char **names_of(fl_report *report, const fl_fleet *fleet, size_t first, size_t end,
                             size_t *count)
{
    size_t room = 0;
    *count = 0;
    for (size_t i = first; i < end; i++)
        room += fleet->machines[i].cell_count;
    const char **names = fl_arena_take(&report->arena, (room + 1) * sizeof *names);
    for (size_t i = first; names && i < end; i++) {
        const fl_fleet_machine *m = &fleet->machines[i];
        for (size_t c = 0; c < m->cell_count; c++) {
            size_t k = c < *count && names[c] == m->cells[c].name ? c : 0; /* most files hold the same */
            while (k < *count && names[k] != m->cells[c].name)
                k++;
            if (k == *count)
                names[(*count)++] = m->cells[c].name;
        }
    }
    return names;
}

static void add_each(fl_report *report, const fl_fleet *fleet, size_t first, size_t end, const char **names,
                     size_t count)
{
    char heading[80];
    snprintf(heading, sizeof heading, "x %s", fleet->base);
    const fl_report_column columns[] = {
        {"contestant", FL_COLUMN_WORDS}, {"file", FL_COLUMN_WORDS},     {"executed", FL_COLUMN_WORDS},
        {"ns", FL_COLUMN_FIGURE},        {heading, FL_COLUMN_FIGURE},   {"interval", FL_COLUMN_FIGURE},
        {"rank", FL_COLUMN_FIGURE},      {"÷ floor", FL_COLUMN_FIGURE}, {"", FL_COLUMN_PROSE}};
    fl_report_table(report, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < count; k++) {
        const char *name = names[k];
        for (size_t i = first; i < end; i++) {
            const fl_fleet_cell *cell = fl_fleet_find(&fleet->machines[i], names[k]);
            if (!cell || fleet->machines[i].copy)
                continue;
            add_cell(report, fleet, &fleet->machines[i], cell, name);
            name = ""; /* once for all of its lines */
        }
    }
}

/* One contestant over the files of a kind. */
typedef struct summary {
    size_t files, known, no_difference, unsteady, class_count;
    const char *classes[MOST_CLASSES];
    double *ratios;     /* [known] */
    size_t best, worst; /* ranks; 0: none is known */
    double least_over_floor, most_over_floor;
} summary;

static void add_class(summary *s, const char *simd_class)
{
    size_t i = 0;
    while (i < s->class_count && s->classes[i] != simd_class)
        i++;
    if (i == s->class_count && i < MOST_CLASSES)
        s->classes[s->class_count++] = simd_class;
}

static void sum_up(const fl_fleet *fleet, size_t first, size_t end, const char *name, summary *s)
{
    double *ratios = s->ratios;
    *s = (summary){.ratios = ratios, .least_over_floor = NAN, .most_over_floor = NAN};
    for (size_t i = first; i < end; i++) {
        const fl_fleet_cell *cell = fleet->machines[i].copy ? NULL : fl_fleet_find(&fleet->machines[i], name);
        if (!cell)
            continue;
        s->files++;
        s->unsteady += !cell->steady;
        add_class(s, cell->simd_class[0] ? cell->simd_class : "?");
        if (cell->rank > 0 && (s->best == 0 || cell->rank < s->best))
            s->best = cell->rank;
        s->worst = cell->rank > s->worst ? cell->rank : s->worst;
        s->least_over_floor = fmin(s->least_over_floor, cell->over_floor);
        s->most_over_floor = fmax(s->most_over_floor, cell->over_floor);
        s->no_difference += cell->known && !cell->different && cell->low > 0;
        if (cell->known)
            s->ratios[s->known++] = cell->ratio;
    }
}

static void add_summary(fl_report *report, const char *name, summary *s)
{
    char classes[256] = "";
    for (size_t i = 0; i < s->class_count; i++)
        snprintf(classes + strlen(classes), sizeof classes - strlen(classes), "%s%s", i ? " / " : "",
                 s->classes[i]);
    fl_report_row_begin(report);
    fl_fleet_cell_add(report, "%s", name);
    fl_fleet_cell_add(report, "%zu", s->files);
    fl_fleet_cell_add(report, "%s", classes);
    if (s->known > 0) {
        fl_sort(s->ratios, s->known);
        fl_fleet_cell_add(report, "%.4g", fl_median(s->ratios, s->known));
        fl_fleet_cell_add(report, "%.4g to %.4g", s->ratios[0], s->ratios[s->known - 1]);
    } else {
        fl_fleet_cell_add(report, "–");
        fl_fleet_cell_add(report, "–");
    }
    if (s->best > 0 && s->best == s->worst)
        fl_fleet_cell_add(report, "%zu", s->best);
    else if (s->best > 0)
        fl_fleet_cell_add(report, "%zu to %zu", s->best, s->worst);
    else
        fl_fleet_cell_add(report, "–");
    if (s->least_over_floor > 0)
        fl_fleet_cell_add(report, "%.2f to %.2f", s->least_over_floor, s->most_over_floor);
    else
        fl_fleet_cell_add(report, "–");
    fl_fleet_cell_add(report, "%zu", s->files - s->known);
    fl_fleet_cell_add(report, "%zu", s->no_difference);
    fl_fleet_cell_add(report, "%zu", s->unsteady);
}

static void add_summaries(fl_report *report, const fl_fleet *fleet, size_t first, size_t end,
                          const char **names, size_t count)
{
    char heading[80];
    snprintf(heading, sizeof heading, "x %s, median", fleet->base);
    const fl_report_column columns[] = {
        {"contestant", FL_COLUMN_WORDS},     {"files", FL_COLUMN_FIGURE},
        {"executed", FL_COLUMN_WORDS},       {heading, FL_COLUMN_FIGURE},
        {"least to most", FL_COLUMN_FIGURE}, {"rank", FL_COLUMN_FIGURE},
        {"÷ floor", FL_COLUMN_FIGURE},       {"no ratio", FL_COLUMN_FIGURE},
        {"no difference", FL_COLUMN_FIGURE}, {"not steady", FL_COLUMN_FIGURE}};
    summary s = {.ratios = fl_arena_take(&report->arena, (end - first) * sizeof *s.ratios)};
    if (!s.ratios)
        return;
    fl_report_table(report, columns, sizeof columns / sizeof *columns);
    for (size_t k = 0; k < count; k++) {
        sum_up(fleet, first, end, names[k], &s);
        if (s.files > 0)
            add_summary(report, names[k], &s);
    }
}

void fl_fleet_kind_table(fl_report *report, const fl_fleet *fleet, size_t first, size_t end)
{
    size_t count = 0;
    const char **names = names_of(report, fleet, first, end, &count);
    if (names && end - first <= MOST_SHOWN_EACH)
        add_each(report, fleet, first, end, names, count);
    else if (names)
        add_summaries(report, fleet, first, end, names, count);
}
