/* Tables of a fleet, as text or Markdown. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/fleet_parts.h"
#include "bench/report/markdown.h"
#include "bench/stats/stats.h"

enum { MOST_SHOWN_EACH = 8, MOST_CLAIMS_EACH = 40, MOST_CLASSES = 8 };

/* ---- sheets ---- */

void fl_sheet_begin(fl_sheet *sheet, bool markdown, const fl_column *columns, size_t count, FILE *out)
{
    *sheet = (fl_sheet){.markdown = markdown, .out = out};
    if (!markdown) {
        sheet->table = fl_table_new(columns, count);
        return;
    }
    fputs("\n", out);
    for (size_t i = 0; i < count; i++)
        fl_print(out, "| %s ", columns[i].heading);
    fputs("|\n", out);
    for (size_t i = 0; i < count; i++)
        fputs(columns[i].right ? "| ---: " : "| --- ", out);
    fputs("|", out);
}

void fl_sheet_row(fl_sheet *sheet)
{
    if (sheet->markdown)
        fputs("\n|", sheet->out);
    else
        fl_table_row(sheet->table);
}

void fl_sheet_cell(fl_sheet *sheet, const char *format, ...)
{
    char text[1024], plain[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fl_text_make_plain(text, plain, sizeof plain);
    if (!sheet->markdown) {
        fl_table_cell(sheet->table, "%s", plain);
        return;
    }
    putc(' ', sheet->out);
    fl_markdown_escape(plain, sheet->out);
    fputs(" |", sheet->out);
}

fl_status fl_sheet_end(fl_sheet *sheet, fl_error *error)
{
    if (sheet->markdown) {
        fputs("\n", sheet->out);
        return FL_OK;
    }
    fl_status status = fl_table_print(sheet->table, sheet->out, error);
    fl_table_free(sheet->table);
    return status;
}

void fl_fleet_ratio_cells(fl_sheet *sheet, bool known, double ratio, double low, double high)
{
    if (!known) {
        fl_sheet_cell(sheet, "–");
        fl_sheet_cell(sheet, "–");
        return;
    }
    fl_sheet_cell(sheet, "%.4g", ratio);
    if (low > 0 && isfinite(high))
        fl_sheet_cell(sheet, "%.4g to %.4g", low, high);
    else
        fl_sheet_cell(sheet, "–");
}

/* ---- the claim ---- */

static bool is_shown(const fl_fleet *fleet, const fl_fleet_machine *m)
{
    return fleet->machine_count <= MOST_CLAIMS_EACH || m->claim.verdict != FL_FLEET_HOLDS;
}

static void add_claim(const fl_fleet *fleet, const fl_fleet_machine *m, fl_sheet *sheet)
{
    const fl_fleet_claim *c = &m->claim;
    const char *set_apart = m->copy          ? "a copy, not counted: "
                            : m->emulator[0] ? "emulated, not counted: "
                            : m->apart[0]    ? "set apart, not counted: "
                                             : "";
    fl_sheet_row(sheet);
    fl_sheet_cell(sheet, "%s", fl_fleet_label(fleet, m->path));
    fl_sheet_cell(sheet, "%s", m->kind);
    fl_fleet_ratio_cells(sheet, c->ratio > 0, c->ratio, c->low, c->high);
    fl_sheet_cell(sheet, "%s", c->measured ? fl_fleet_verdict_name(c->verdict) : "NOT MEASURED");
    fl_sheet_cell(sheet, "%s%s", set_apart, c->why);
}

static fl_status print_claims(const fl_fleet *fleet, bool markdown, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {{"file", false, false},      {"machine", false, false},
                                        {"A / B", true, false},      {"interval", true, false},
                                        {"the claim", false, false}, {"why", false, true}};
    fl_sheet sheet;
    size_t left_out = 0, shown = 0;
    for (size_t i = 0; i < fleet->machine_count; i++)
        shown += is_shown(fleet, &fleet->machines[i]);
    if (shown == 0)
        return FL_OK;
    fl_sheet_begin(&sheet, markdown, columns, sizeof columns / sizeof *columns, out);
    for (size_t i = 0, rows = 0; i < fleet->machine_count; i++) {
        if (!is_shown(fleet, &fleet->machines[i]))
            continue;
        if (rows++ < MOST_CLAIMS_EACH)
            add_claim(fleet, &fleet->machines[i], &sheet);
        else
            left_out++;
    }
    fl_status status = fl_sheet_end(&sheet, error);
    if (left_out > 0)
        fl_fleet_line(markdown, out,
                      "%zu more files on which it does not hold are left out here; --csv has all.", left_out);
    return status;
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

static fl_status print_kinds(const fl_fleet *fleet, bool markdown, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {{"machines", false, false}, {"files", true, false},
                                        {"holds", true, false},     {"lost", true, false},
                                        {"not shown", true, false}, {"A / B", true, false}};
    fl_sheet sheet;
    fl_sheet_begin(&sheet, markdown, columns, sizeof columns / sizeof *columns, out);
    for (size_t i = 0; i < fleet->machine_count;) {
        const char *kind = fleet->machines[i].kind;
        kind_claims k;
        i = count_kind(fleet, i, &k);
        if (k.files == 0)
            continue;
        fl_sheet_row(&sheet);
        fl_sheet_cell(&sheet, "%s", kind);
        fl_sheet_cell(&sheet, "%zu", k.files);
        fl_sheet_cell(&sheet, "%zu", k.holds);
        fl_sheet_cell(&sheet, "%zu", k.lost);
        fl_sheet_cell(&sheet, "%zu", k.not_shown);
        if (k.least > 0)
            fl_sheet_cell(&sheet, "%.4g to %.4g", k.least, k.most);
        else
            fl_sheet_cell(&sheet, "–");
    }
    return fl_sheet_end(&sheet, error);
}

fl_status fl_fleet_claim_table(const fl_fleet *fleet, bool markdown, FILE *out, fl_error *error)
{
    fl_status status = FL_OK;
    if (fleet->machine_count > MOST_CLAIMS_EACH) {
        status = print_kinds(fleet, markdown, out, error);
        fl_print(out, "\n");
    }
    return status == FL_OK ? print_claims(fleet, markdown, out, error) : status;
}

/* ---- contestants ---- */

static void add_cell(const fl_fleet *fleet, const fl_fleet_machine *m, const fl_fleet_cell *cell,
                     const char *name, fl_sheet *sheet)
{
    const char *mark = cell->impossible                                                    ? "impossible"
                       : !cell->steady                                                     ? "not steady"
                       : cell->known && !cell->different && !cell->why[0] && cell->low > 0 ? "no difference"
                                                                                           : "";
    fl_sheet_row(sheet);
    fl_sheet_cell(sheet, "%s", name);
    fl_sheet_cell(sheet, "%s", fl_fleet_label(fleet, m->path));
    fl_sheet_cell(sheet, "%s", cell->class[0] ? cell->class : "?");
    if (cell->ns > 0)
        fl_sheet_cell(sheet, "%.1f", cell->ns);
    else
        fl_sheet_cell(sheet, "–");
    fl_fleet_ratio_cells(sheet, cell->known, cell->ratio, cell->low, cell->high);
    if (cell->over_floor > 0)
        fl_sheet_cell(sheet, "%.2f", cell->over_floor);
    else
        fl_sheet_cell(sheet, "–");
    fl_sheet_cell(sheet, "%s%s%s", mark, mark[0] && cell->why[0] ? "; " : "", cell->why);
}

/* All names of the files from first up to end, each once, in the order in which they stand there; *count of
 * them. NULL without memory. The names are the fleet's: equal ones are equal pointers. */
static const char **names_of(const fl_fleet *fleet, size_t first, size_t end, size_t *count)
{
    size_t room = 0;
    *count = 0;
    for (size_t i = first; i < end; i++)
        room += fleet->machines[i].cell_count;
    const char **names = malloc((room + 1) * sizeof *names);
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

static fl_status print_each(const fl_fleet *fleet, size_t first, size_t end, const char **names, size_t count,
                            bool markdown, FILE *out, fl_error *error)
{
    char heading[80];
    snprintf(heading, sizeof heading, "x %s", fleet->base);
    const fl_column columns[] = {{"contestant", false, false}, {"file", false, false},
                                 {"executed", false, false},   {"ns", true, false},
                                 {heading, true, false},       {"interval", true, false},
                                 {"÷ floor", true, false},     {"", false, true}};
    fl_sheet sheet;
    fl_sheet_begin(&sheet, markdown, columns, sizeof columns / sizeof *columns, out);
    for (size_t k = 0; k < count; k++) {
        const char *name = names[k];
        for (size_t i = first; i < end; i++) {
            const fl_fleet_cell *cell = fl_fleet_find(&fleet->machines[i], names[k]);
            if (!cell || fleet->machines[i].copy)
                continue;
            add_cell(fleet, &fleet->machines[i], cell, markdown ? names[k] : name, &sheet);
            name = ""; /* once for all of its lines */
        }
    }
    return fl_sheet_end(&sheet, error);
}

/* One contestant over the files of a kind. */
typedef struct summary {
    size_t files, known, no_difference, unsteady, class_count;
    const char *classes[MOST_CLASSES];
    double *ratios; /* [known] */
    double least_over_floor, most_over_floor;
} summary;

static void add_class(summary *s, const char *class)
{
    size_t i = 0;
    while (i < s->class_count && s->classes[i] != class)
        i++;
    if (i == s->class_count && i < MOST_CLASSES)
        s->classes[s->class_count++] = class;
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
        add_class(s, cell->class[0] ? cell->class : "?");
        s->least_over_floor = fmin(s->least_over_floor, cell->over_floor);
        s->most_over_floor = fmax(s->most_over_floor, cell->over_floor);
        s->no_difference += cell->known && !cell->different && cell->low > 0;
        if (cell->known)
            s->ratios[s->known++] = cell->ratio;
    }
}

static int by_value(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void add_summary(const char *name, summary *s, fl_sheet *sheet)
{
    char classes[256] = "";
    for (size_t i = 0; i < s->class_count; i++)
        snprintf(classes + strlen(classes), sizeof classes - strlen(classes), "%s%s", i ? " / " : "",
                 s->classes[i]);
    fl_sheet_row(sheet);
    fl_sheet_cell(sheet, "%s", name);
    fl_sheet_cell(sheet, "%zu", s->files);
    fl_sheet_cell(sheet, "%s", classes);
    if (s->known > 0) {
        qsort(s->ratios, s->known, sizeof *s->ratios, by_value);
        fl_sheet_cell(sheet, "%.4g", fl_median(s->ratios, s->known));
        fl_sheet_cell(sheet, "%.4g to %.4g", s->ratios[0], s->ratios[s->known - 1]);
    } else {
        fl_sheet_cell(sheet, "–");
        fl_sheet_cell(sheet, "–");
    }
    if (s->least_over_floor > 0)
        fl_sheet_cell(sheet, "%.2f to %.2f", s->least_over_floor, s->most_over_floor);
    else
        fl_sheet_cell(sheet, "–");
    fl_sheet_cell(sheet, "%zu", s->files - s->known);
    fl_sheet_cell(sheet, "%zu", s->no_difference);
    fl_sheet_cell(sheet, "%zu", s->unsteady);
}

static fl_status print_summaries(const fl_fleet *fleet, size_t first, size_t end, const char **names,
                                 size_t count, bool markdown, FILE *out, fl_error *error)
{
    char heading[80];
    snprintf(heading, sizeof heading, "x %s, median", fleet->base);
    const fl_column columns[] = {
        {"contestant", false, false}, {"files", true, false},         {"executed", false, false},
        {heading, true, false},       {"least to most", true, false}, {"÷ floor", true, false},
        {"no ratio", true, false},    {"no difference", true, false}, {"not steady", true, false}};
    summary s = {.ratios = malloc((end - first) * sizeof *s.ratios)};
    if (!s.ratios)
        return fl_fail(error, FL_UNABLE, "compare: no memory for a table");
    fl_sheet sheet;
    fl_sheet_begin(&sheet, markdown, columns, sizeof columns / sizeof *columns, out);
    for (size_t k = 0; k < count; k++) {
        sum_up(fleet, first, end, names[k], &s);
        if (s.files > 0)
            add_summary(names[k], &s, &sheet);
    }
    free(s.ratios);
    return fl_sheet_end(&sheet, error);
}

fl_status fl_fleet_kind_table(const fl_fleet *fleet, size_t first, size_t end, bool markdown, FILE *out,
                              fl_error *error)
{
    size_t count = 0;
    const char **names = names_of(fleet, first, end, &count);
    if (!names)
        return fl_fail(error, FL_UNABLE, "compare: no memory for a table");
    fl_status status = end - first <= MOST_SHOWN_EACH
                           ? print_each(fleet, first, end, names, count, markdown, out, error)
                           : print_summaries(fleet, first, end, names, count, markdown, out, error);
    free(names);
    return status;
}
