/* Point 93 in words. Every figure stands beside the file or measurement that it comes from. */
#include "bench/report/point93_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/report/table.h"

/* Text that may hold what a user or a file says, then a newline. */
FL_PRINTF(2, 3)
static void say(FILE *out, const char *format, ...)
{
    char line[1280], safe[sizeof line];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fl_print(out, "%s\n", fl_text_make_plain(line, safe, sizeof safe));
}

static void print_side(const fl_pairing *pairing, int i, FILE *out)
{
    const fl_point93_side *side = &pairing->point->side[i];
    const fl_side *from = &pairing->contestants[i].side;
    say(out, "%c  %s from %s", 'A' + i, from->result->name, from->path);
    say(out, "   executed: %s", side->attestation.evidence);
    if (isfinite(side->latency.low))
        say(out, "   latency:  %.1f ns [%.1f, %.1f], %s", side->latency.ns, side->latency.low,
            side->latency.high, fl_basis_name(pairing->point->basis));
    else
        say(out, "   latency:  %.1f ns, no interval, %s", side->latency.ns,
            side->latency.how == FL_PUBLISHED ? "as published" : fl_basis_name(pairing->point->basis));
    if (side->declared > 0)
        say(out, "   work:     %" PRIu64 " multiply-adds declared, %" PRIu64 " seen", side->declared,
            side->attestation.executed);
    else
        say(out, "   work:     not declared, %" PRIu64 " multiply-adds seen", side->attestation.executed);
}

static void print_share(const fl_point93 *p, int i, char *text, size_t size)
{
    const fl_point93_side *side = &p->side[i];
    if (!isfinite(side->share))
        snprintf(text, size, "not known");
    else if (isfinite(side->share_low))
        snprintf(text, size, "%.1f %% of %c's latency [%.1f, %.1f]", 100 * side->share, 'A' + i,
                 100 * side->share_low, 100 * side->share_high);
    else
        snprintf(text, size, "%.1f %% of %c's latency (no interval)", 100 * side->share, 'A' + i);
}

/* Products in SIMD that are added one after the other have nothing of that saving, or next to nothing. */
static void print_ordered(const fl_point93 *p, FILE *out)
{
    for (int i = 0; i < 2; i++) {
        const fl_attestation *a = &p->side[i].attestation, *b = &p->side[1 - i].attestation;
        if (a->attested != FL_ATTESTED || !fl_point93_adds_in_order(a) ||
            a->simd_low <= FL_SHARES_DIFFER_ABOVE)
            continue;
        say(out,
            "That is of products and sums together. %c has its products in SIMD alone: its sums are one "
            "after the "
            "other, and such code takes about the time of scalar code.",
            'A' + i);
        if (p->as_traced == FL_POINT_FAIL && fl_point93_adds_in_order(b))
            say(out, "In its sums, which decide the time, SIMD favours neither side.");
    }
}

static void print_bias(const fl_point93 *p, FILE *out)
{
    char share[2][96];
    if (!p->saving.from[0]) {
        say(out, "What SIMD saves in this task is %s.", p->saving_source);
        return;
    }
    print_share(p, 0, share[0], sizeof share[0]);
    print_share(p, 1, share[1], sizeof share[1]);
    say(out, "SIMD saves %.1f ns [%.1f, %.1f] in this task, from %s to %s (%s): %s, %s.", p->saving.ns,
        p->saving.interval_ns.low, p->saving.interval_ns.high, p->saving.from, p->saving.to, p->saving_source,
        share[0], share[1]);
    print_ordered(p, out);
    if (p->favoured >= 0)
        say(out, "The bias is in favour of %c.", 'A' + p->favoured);
}

static void latency_cell(fl_table *table, const fl_cell_latency *l)
{
    if (l->how == FL_NOT_AVAILABLE)
        fl_table_cell(table, "–");
    else if (l->how == FL_BOUNDED)
        fl_table_cell(table, "%.1f to %.1f", l->low, l->high);
    else
        fl_table_cell(table, "%.1f", l->ns);
}

static void ratio_cells(fl_table *table, const fl_cell *cell)
{
    if (!isfinite(cell->ratio) || cell->how == FL_NOT_AVAILABLE)
        fl_table_cell(table, "–");
    else
        fl_table_cell(table, cell->how == FL_BOUNDED ? "~%.3g" : "%.4g", cell->ratio);
    if (isfinite(cell->low) && isfinite(cell->high) && cell->how != FL_NOT_AVAILABLE)
        fl_table_cell(table, "%.3g to %.3g", cell->low, cell->high);
    else
        fl_table_cell(table, "–");
}

static bool is_shown(const fl_point93 *p, int kind)
{
    return kind != FL_CELL_SAME_WORK || p->work_differs;
}

static fl_status print_table(const fl_point93 *p, FILE *out, fl_error *error)
{
    static const fl_column columns[] = {{"fairness table", false, false},
                                        {"A ns", true, false},
                                        {"B ns", true, false},
                                        {"A / B", true, false},
                                        {"interval", true, false},
                                        {"how", false, false},
                                        {"winner", false, false},
                                        {"order of magnitude", false, false}};
    fl_table *table = fl_table_new(columns, sizeof columns / sizeof columns[0]);
    for (int kind = 0; kind < FL_CELLS; kind++) {
        const fl_cell *cell = &p->cells[kind];
        if (!is_shown(p, kind))
            continue;
        fl_table_row(table);
        fl_table_cell(table, "%s", fl_cell_name(cell->kind));
        latency_cell(table, &cell->side[0]);
        latency_cell(table, &cell->side[1]);
        ratio_cells(table, cell);
        fl_table_cell(table, "%s", fl_obtained_name(cell->how));
        fl_table_cell(table, "%s", fl_survival_name(cell->winner));
        fl_table_cell(table, "%s", fl_survival_name(cell->magnitude));
    }
    fl_print(out, "\n");
    fl_status status = fl_table_print(table, out, error);
    fl_table_free(table);
    return status;
}

static void print_sources(const fl_point93 *p, FILE *out)
{
    for (int kind = 0; kind < FL_CELLS; kind++) {
        const fl_cell *cell = &p->cells[kind];
        if (!is_shown(p, kind))
            continue;
        if (cell->how == FL_NOT_AVAILABLE)
            say(out, "%s: %s.", fl_cell_name(cell->kind), cell->method);
        else
            say(out, "%s: A %s; B %s; %s.", fl_cell_name(cell->kind), cell->side[0].source,
                cell->side[1].source, cell->method);
    }
    fl_print(out, "\n");
}

static void print_survival(const fl_pairing *pairing, FILE *out)
{
    const fl_point93 *p = pairing->point;
    static const char *const everywhere[] = {
        [FL_SURVIVES] = "survives in every cell",
        [FL_NOT_SHOWN] = "is not shown in every cell",
        [FL_LOST] = "does not survive",
        [FL_NOTHING_CLAIMED] = "is not claimed",
    };
    const fl_cell *claimed = &p->cells[FL_CELL_CLAIMED];
    if (p->claimed_winner < 0) {
        say(out, "No winner is claimed: %s.",
            claimed->how == FL_NOT_AVAILABLE                         ? claimed->method
            : claimed->not_shown[0]                                  ? claimed->not_shown
            : claimed->how == FL_MEASURED && !isfinite(claimed->low) ? "there is no interval"
                                                                     : "the two as they stand do not differ");
        return;
    }
    say(out, "That %c (%s) is the faster one %s.", 'A' + p->claimed_winner,
        pairing->contestants[p->claimed_winner].side.result->name, everywhere[p->winner]);
    if (p->claimed_magnitude > 0)
        say(out, "Its order of magnitude, 10^%d (a speed-up of at least %.3g), %s.", p->claimed_magnitude,
            pow(10, p->claimed_magnitude - 0.5), everywhere[p->magnitude]);
    else
        say(out, "No order of magnitude is claimed: the speed-up is below 3.2.");
}

fl_status fl_point93_print(const fl_pairing *pairing, FILE *out, fl_error *error)
{
    const fl_point93 *p = pairing->point;
    for (size_t i = 0; i < p->equality.unlike_count; i++)
        say(out, "UNLIKE %s: %s", fl_aspect_name(p->equality.unlike[i].aspect), p->equality.unlike[i].text);
    say(out, "Point 93 (neither side uses SIMD when the other does not): %s",
        fl_point_verdict_name(p->verdict));
    say(out, "%s.", p->reason);
    fl_print(out, "\n");
    print_side(pairing, 0, out);
    print_side(pairing, 1, out);
    fl_print(out, "\n");
    print_bias(p, out);
    fl_status status = print_table(p, out, error);
    if (status != FL_OK)
        return status;
    print_sources(p, out);
    print_survival(pairing, out);
    for (size_t i = 0; i < p->remark_count; i++)
        say(out, "remark: %s", p->remarks[i]);
    return FL_OK;
}
