/* Point 93 in words. Every figure stands beside the file or measurement that it comes from. */
#include "bench/report/point93_report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/report/picture_point93.h"
#include "bench/report/point_cell.h"
#include "bench/report/steadiness.h"
#include "bench/report/unlike.h"

static const char *plain(fl_report *report, const char *text)
{
    return fl_report_plain(report, text);
}

static void add_work(fl_report *report, const fl_point93_side *side, bool traced)
{
    char seen[64] = "none traced";
    if (traced)
        snprintf(seen, sizeof seen, "%" PRIu64 "%s seen", side->attestation.executed,
                 side->declared > 0 ? "" : " multiply-adds");
    if (side->declared > 0)
        fl_report_fact(report, "work", "%" PRIu64 " multiply-adds declared, %s", side->declared, seen);
    else
        fl_report_fact(report, "work", "not declared, %s", seen);
}

static void add_side(fl_report *report, const fl_pairing *pairing, int i)
{
    const fl_point93_side *side = &pairing->point->side[i];
    const fl_side *from = &pairing->contestants[i].side;
    fl_report_heading(report, 3, "%c  %s from %s", 'A' + i, plain(report, from->result->name),
                      plain(report, from->path));
    fl_report_facts(report, (fl_fact_layout){.indent = 3, .width = 9, .colon = true});
    fl_report_fact(report, "executed", "%s", plain(report, side->attestation.evidence));
    if (isfinite(side->latency.low))
        fl_report_fact(report, "latency", "%.1f ns [%.1f, %.1f], %s", side->latency.ns, side->latency.low,
                       side->latency.high, fl_basis_name(pairing->point->basis));
    else
        fl_report_fact(report, "latency", "%.1f ns, no interval, %s", side->latency.ns,
                       side->latency.how == FL_PUBLISHED ? "as published"
                                                         : fl_basis_name(pairing->point->basis));
    add_work(report, side, pairing->contestants[i].trace || pairing->contestants[i].trace_path);
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
static void add_ordered(fl_report *report, const fl_point93 *p)
{
    for (int i = 0; i < 2; i++) {
        const fl_attestation *a = &p->side[i].attestation, *b = &p->side[1 - i].attestation;
        if (a->attested != FL_ATTESTED || !fl_point93_adds_in_order(a) ||
            a->simd_low <= FL_SHARES_DIFFER_ABOVE)
            continue;
        fl_report_say(
            report,
            "That is of products and sums together. %c has its products in SIMD alone: its sums are one "
            "after the "
            "other, and such code takes about the time of scalar code.",
            'A' + i);
        if (p->as_traced == FL_POINT_FAIL && fl_point93_adds_in_order(b))
            fl_report_say(report, "In its sums, which decide the time, SIMD favours neither side.");
    }
}

static void add_bias(fl_report *report, const fl_point93 *p)
{
    char share[2][96];
    if (!p->saving.from[0]) {
        fl_report_say(report, "What SIMD saves in this task is %s.", plain(report, p->saving_source));
        return;
    }
    print_share(p, 0, share[0], sizeof share[0]);
    print_share(p, 1, share[1], sizeof share[1]);
    fl_report_say(report, "SIMD saves %.1f ns [%.1f, %.1f] in this task, from %s to %s (%s): %s, %s.",
                  p->saving.ns, p->saving.interval_ns.low, p->saving.interval_ns.high, p->saving.from,
                  p->saving.to, plain(report, p->saving_source), share[0], share[1]);
    add_ordered(report, p);
    if (p->favoured >= 0)
        fl_report_say(report, "The bias is in favour of %c.", 'A' + p->favoured);
}

static void latency_cell(fl_report *report, const fl_cell_latency *l)
{
    if (l->how == FL_NOT_AVAILABLE)
        fl_report_cell_add(report, "–");
    else if (l->how == FL_BOUNDED)
        fl_report_cell_add(report, "%.1f to %.1f", l->low, l->high);
    else
        fl_report_cell_add(report, "%.1f", l->ns);
}

static void ratio_cells(fl_report *report, const fl_cell *cell)
{
    if (!isfinite(cell->ratio) || cell->how == FL_NOT_AVAILABLE)
        fl_report_cell_add(report, "–");
    else
        fl_report_cell_add(report, cell->how == FL_BOUNDED ? "~%.3g" : "%.4g", cell->ratio);
    if (isfinite(cell->low) && isfinite(cell->high) && cell->how != FL_NOT_AVAILABLE)
        fl_report_cell_add(report, "%.3g to %.3g", cell->low, cell->high);
    else
        fl_report_cell_add(report, "–");
}

static void survival_cell(fl_report *report, fl_survival survival)
{
    static const fl_meaning meanings[] = {[FL_SURVIVES] = FL_MEANS_PASS,
                                          [FL_NOT_SHOWN] = FL_MEANS_UNCHECKED,
                                          [FL_LOST] = FL_MEANS_FAIL,
                                          [FL_NOTHING_CLAIMED] = FL_MEANS_NOTHING};
    fl_report_cell_mean(report, meanings[survival], "%s", fl_survival_name(survival));
}

static bool is_shown(const fl_point93 *p, int kind)
{
    return kind != FL_CELL_SAME_WORK || p->work_differs;
}

static void add_table(fl_report *report, const fl_point93 *p)
{
    static const fl_report_column columns[] = {
        {"fairness table", FL_COLUMN_WORDS}, {"A ns", FL_COLUMN_FIGURE},
        {"B ns", FL_COLUMN_FIGURE},          {"A / B", FL_COLUMN_FIGURE},
        {"interval", FL_COLUMN_FIGURE},      {"how", FL_COLUMN_WORDS},
        {"winner", FL_COLUMN_WORDS},         {"order of magnitude", FL_COLUMN_WORDS}};
    fl_report_gap(report);
    fl_report_table(report, columns, sizeof columns / sizeof columns[0]);
    for (int kind = 0; kind < FL_CELLS; kind++) {
        const fl_cell *cell = &p->cells[kind];
        if (!is_shown(p, kind))
            continue;
        fl_report_row_begin(report);
        fl_report_cell_add(report, "%s", fl_cell_name(cell->kind));
        latency_cell(report, &cell->side[0]);
        latency_cell(report, &cell->side[1]);
        ratio_cells(report, cell);
        fl_report_cell_add(report, "%s", fl_obtained_name(cell->how));
        survival_cell(report, cell->winner);
        survival_cell(report, cell->magnitude);
    }
}

static void add_sources(fl_report *report, const fl_point93 *p)
{
    for (int kind = 0; kind < FL_CELLS; kind++) {
        const fl_cell *cell = &p->cells[kind];
        if (!is_shown(p, kind))
            continue;
        if (cell->how == FL_NOT_AVAILABLE)
            fl_report_say(report, "%s: %s.", fl_cell_name(cell->kind), plain(report, cell->method));
        else
            fl_report_say(report, "%s: A %s; B %s; %s.", fl_cell_name(cell->kind),
                          plain(report, cell->side[0].source), plain(report, cell->side[1].source),
                          plain(report, cell->method));
    }
    fl_report_gap(report);
}

static void add_survival(fl_report *report, const fl_pairing *pairing)
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
        fl_report_say(report, "No winner is claimed: %s.",
                      claimed->how == FL_NOT_AVAILABLE ? plain(report, claimed->method)
                      : claimed->not_shown[0]          ? plain(report, claimed->not_shown)
                      : claimed->how == FL_MEASURED && !isfinite(claimed->low)
                          ? "there is no interval"
                          : "the two as they stand do not differ");
        return;
    }
    fl_report_say(report, "That %c (%s) is the faster one %s.", 'A' + p->claimed_winner,
                  pairing->contestants[p->claimed_winner].side.result->name, everywhere[p->winner]);
    if (p->claimed_magnitude > 0)
        fl_report_say(report, "Its order of magnitude, 10^%d (a speed-up of at least %.3g), %s.",
                      p->claimed_magnitude, pow(10, p->claimed_magnitude - 0.5), everywhere[p->magnitude]);
    else
        fl_report_say(report, "No order of magnitude is claimed: the speed-up is below 3.2.");
}

/* "A executed SIMD-256+FMA", "B scalar code" behind it, "what A executed is not attested". */
static void name_executed(const fl_attestation *a, char side, bool again, char *text, size_t size)
{
    const char *name =
        fl_simd_class_is_known(a->simd_class) ? fl_simd_class_name(a->simd_class) : "code of several classes";
    if (a->attested != FL_ATTESTED)
        snprintf(text, size, "what %c executed is not attested", side);
    else
        snprintf(text, size, "%c%s %s%s", side, again ? "" : " executed", name,
                 strcmp(name, "scalar") == 0 ? " code" : "");
}

/* All of it in a sentence: "FAIL: A executed SIMD-256, B scalar code; …". */
static void answer(fl_report *report, const fl_point93 *p)
{
    static const char *const claimed[] = {
        [FL_SURVIVES] = "survives in every cell of the fairness table",
        [FL_NOT_SHOWN] = "is not shown to survive in every cell of the fairness table",
        [FL_LOST] = "does not survive in every cell of the fairness table",
        [FL_NOTHING_CLAIMED] = "is not claimed",
    };
    char a[96], b[96];
    bool first = p->side[0].attestation.attested == FL_ATTESTED;
    name_executed(&p->side[0].attestation, 'A', false, a, sizeof a);
    name_executed(&p->side[1].attestation, 'B', first, b, sizeof b);
    bool neither = !first && p->side[1].attestation.attested != FL_ATTESTED;
    if (neither)
        snprintf(a, sizeof a, "what A and B executed is not attested");
    fl_report_verdict(report, fl_meaning_of_point(p->verdict), "%s: %s%s%s; ",
                      fl_point_verdict_name(p->verdict), a, neither ? "" : ", ", neither ? "" : b);
    if (p->claimed_winner < 0)
        fl_report_go_on(report, "no winner is claimed.");
    else
        fl_report_go_on(report, "the claimed winner, %c, %s.", 'A' + p->claimed_winner, claimed[p->winner]);
}

/* How far the two are apart, as they stand. */
static void add_factor(fl_report *report, const fl_cell *claimed)
{
    if (claimed->how == FL_NOT_AVAILABLE || !(claimed->ratio > 0)) {
        fl_report_say(report, "Factor: not known, %s.", plain(report, claimed->method));
        return;
    }
    const bool faster = claimed->ratio < 1; /* told as a factor above 1 */
    fl_report_say(report, "Factor: as claimed A %s %.4g times as %s as B", faster ? "is" : "takes",
                  faster ? 1 / claimed->ratio : claimed->ratio, faster ? "fast" : "long");
    if (isfinite(claimed->low) && isfinite(claimed->high))
        fl_report_go_on(report, " [%.4g, %.4g]", faster ? 1 / claimed->high : claimed->low,
                        faster ? 1 / claimed->low : claimed->high);
    fl_report_go_on(report, claimed->how == FL_PUBLISHED ? ", as published." : ".");
}

void fl_point93_report(fl_report *report, const fl_pairing *pairing)
{
    const fl_point93 *p = pairing->point;
    if (!report->title)
        fl_report_title(report, "Does one side use SIMD and the other not?");
    fl_report_unlike(report, &p->equality);
    answer(report, p);
    add_factor(report, &p->cells[FL_CELL_CLAIMED]);
    fl_report_steadiness(report, p->side[0].steady, p->side[1].steady, "the remarks");
    fl_report_gap(report);
    fl_report_say(report, "Point 93 (neither side uses SIMD when the other does not): %s",
                  fl_point_verdict_name(p->verdict));
    fl_report_say(report, "%s.", plain(report, p->reason));
    fl_report_gap(report);
    add_side(report, pairing, 0);
    add_side(report, pairing, 1);
    fl_report_gap(report);
    add_bias(report, p);
    fl_picture_moves(report, pairing);
    add_table(report, p);
    add_sources(report, p);
    add_survival(report, pairing);
    for (size_t i = 0; i < p->remark_count; i++)
        fl_report_remark(report, "remark", "%s", plain(report, p->remarks[i]));
}
