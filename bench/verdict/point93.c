/* The verdict on point 93, and how large the bias is. point93_cells.c fills the fairness table. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/point93_parts.h"
#include "kernels/kernel.h"

const char *fl_obtained_name(fl_obtained obtained)
{
    static const char *const names[] = {"not available", "published", "measured", "bounded"};
    return names[obtained];
}

const char *fl_basis_name(fl_basis basis)
{
    static const char *const names[] = {"chained calls", "independent calls", "mean of single calls"};
    return names[basis];
}

const char *fl_survival_name(fl_survival survival)
{
    static const char *const names[] = {"survives", "not shown", "lost", "nothing claimed"};
    return names[survival];
}

const char *fl_cell_name(fl_cell_kind kind)
{
    static const char *const names[FL_CELLS] = {"as claimed",      "both scalar",     "both widest",
                                                "A with B's SIMD", "B with A's SIMD", "same work"};
    return names[kind];
}

void fl_point93_remark(fl_point93 *point, const char *format, ...)
{
    if (point->remark_count == FL_POINT93_REMARKS)
        return;
    char *line = point->remarks[point->remark_count++];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof point->remarks[0], format, arguments);
    va_end(arguments);
}

/* ---- the verdict ---- */

static bool counts(const fl_attestation *a, bool as_if_attested)
{
    bool known = a->attested == FL_ATTESTED || (as_if_attested && a->attested == FL_MACHINE_UNKNOWN);
    return known && a->simd_low >= 0 && a->simd_low <= a->simd_high && a->simd_high <= 1 &&
           a->sums_low >= 0 && a->sums_low <= a->sums_high && a->sums_high <= 1;
}

/* How far two shares, each somewhere in its interval, may and must be apart. */
typedef struct gap {
    double most, least;
} gap;

static gap between(double a_low, double a_high, double b_low, double b_high)
{
    return (gap){fmax(a_high - b_low, b_high - a_low), fmax(a_low - b_high, b_low - a_high)};
}

fl_point_verdict fl_point93_decide(const fl_attestation *a, const fl_attestation *b, bool as_if_attested)
{
    const double tolerance = 1e-9; /* shares are quotients of whole numbers */
    if (!counts(a, as_if_attested) || !counts(b, as_if_attested))
        return FL_POINT_UNCHECKED;
    gap products = between(a->simd_low, a->simd_high, b->simd_low, b->simd_high);
    gap sums = between(a->sums_low, a->sums_high, b->sums_low, b->sums_high);
    if (fmax(products.most, sums.most) <= FL_SHARES_DIFFER_ABOVE + tolerance)
        return FL_POINT_PASS;
    return fmax(products.least, sums.least) > FL_SHARES_DIFFER_ABOVE + tolerance ? FL_POINT_FAIL
                                                                                 : FL_POINT_UNCHECKED;
}

typedef enum share { SHARE_NONE, SHARE_ALL, SHARE_PART } share;

static share share_of(double low, double high)
{
    return high <= FL_SHARES_DIFFER_ABOVE      ? SHARE_NONE
           : low >= 1 - FL_SHARES_DIFFER_ABOVE ? SHARE_ALL
                                               : SHARE_PART;
}

/* "50 %", "40 to 60 %" */
static const char *percent(double low, double high, char text[32])
{
    snprintf(text, 32, high - low < 1e-9 ? "%.0f %%" : "%.0f to %.0f %%", 100 * low, 100 * high); /* NOLINT */
    return text;
}

/* "A is scalar", "B: its products are in SIMD, its sums one after the other" */
static void describe_share(char label, const fl_attestation *a, char *text, size_t size)
{
    char products[32], sums[32];
    share p = share_of(a->simd_low, a->simd_high), s = share_of(a->sums_low, a->sums_high);
    percent(a->simd_low, a->simd_high, products);
    percent(a->sums_low, a->sums_high, sums);
    if (p == SHARE_NONE && s == SHARE_NONE)
        snprintf(text, size, "%c is scalar", label);
    else if (p == SHARE_ALL && s == SHARE_ALL)
        snprintf(text, size, "%c uses SIMD", label);
    else if (p == SHARE_ALL && s == SHARE_NONE)
        snprintf(text, size, "%c: its products are in SIMD, its sums one after the other", label);
    else if (p == SHARE_NONE && s == SHARE_ALL)
        snprintf(text, size, "%c: its products are one at a time, its sums in SIMD", label);
    else if (strcmp(products, sums) == 0)
        snprintf(text, size, "%c does %s of its multiply-adds in SIMD", label, products);
    else
        snprintf(text, size, "%c does %s of its products and %s of its sums in SIMD", label, products, sums);
}

static void say_reason(fl_point93 *p)
{
    const fl_attestation *a = &p->side[0].attestation, *b = &p->side[1].attestation;
    char words[2][128];
    describe_share('A', a, words[0], sizeof words[0]);
    describe_share('B', b, words[1], sizeof words[1]);
    bool a_open = a->attested != FL_ATTESTED, b_open = b->attested != FL_ATTESTED;
    if (a_open || b_open)
        snprintf(p->reason, sizeof p->reason, "what %s executed is not attested",
                 a_open && b_open ? "neither side"
                 : a_open         ? "A"
                                  : "B");
    else if (p->verdict == FL_POINT_UNCHECKED)
        snprintf(p->reason, sizeof p->reason, "%s; %s: whether that is the same cannot be told", words[0],
                 words[1]);
    else
        snprintf(p->reason, sizeof p->reason,
                 strchr(words[0], ':') || strchr(words[1], ':') ? "%s; %s" : "%s, %s", words[0],
                 words[1]); /* NOLINT: one of two literals */
    if (a_open && b_open)
        snprintf(p->reason, sizeof p->reason, "what the two executed is attested for neither");
    if (p->verdict == FL_POINT_UNCHECKED && p->as_traced != FL_POINT_UNCHECKED)
        fl_point93_remark(p, "taken by themselves, the traces say %s: %s, %s",
                          fl_point_verdict_name(p->as_traced), words[0], words[1]);
}

static void remark_on_widths(fl_point93 *p)
{
    fl_simd_class a = p->side[0].attestation.simd_class, b = p->side[1].attestation.simd_class;
    bool a_mixes = p->side[0].attestation.mixed, b_mixes = p->side[1].attestation.mixed;
    if (p->as_traced == FL_POINT_PASS && (a_mixes || b_mixes))
        fl_point93_remark(p,
                          "%s more than one class: whether the widths are the same is not judged, and the "
                          "fairness table cannot move what mixes them",
                          a_mixes && b_mixes ? "both mix"
                          : a_mixes          ? "A mixes"
                                             : "B mixes");
    if (p->as_traced != FL_POINT_PASS || !fl_simd_class_is_known(a) || !fl_simd_class_is_known(b))
        return;
    if (a.width != b.width)
        fl_point93_remark(p,
                          "the widths differ: %s against %s. The point as worded passes; the fairness table "
                          "shows what the difference is worth",
                          fl_simd_class_name(a), fl_simd_class_name(b));
    else if (a.fused != b.fused)
        fl_point93_remark(p, "only %c fuses its multiply-adds: %s against %s", a.fused ? 'A' : 'B',
                          fl_simd_class_name(a), fl_simd_class_name(b));
}

/* Weights of another type, sums of another: neither is the task's work, whatever the widths are. */
static void remark_on_types(const fl_contestant contestants[2], fl_point93 *p)
{
    for (int i = 0; i < 2; i++) {
        const fl_trace *trace = contestants[i].trace;
        if (trace && trace->weights != FL_NUMBER_FLOAT32)
            fl_point93_remark(p, "UNLIKE WORK: %c computes on %s weights", 'A' + i,
                              fl_number_type_name(trace->weights));
        if (trace && trace->sums.known && trace->sums.in_double)
            fl_point93_remark(p, "UNLIKE WORK: %c adds its products in double", 'A' + i);
    }
}

bool fl_point93_adds_in_order(const fl_attestation *a)
{
    return a->sums_high <= FL_SHARES_DIFFER_ABOVE;
}

static int who_is_favoured(const fl_point93 *p)
{
    const fl_attestation *a = &p->side[0].attestation, *b = &p->side[1].attestation;
    if (p->as_traced != FL_POINT_FAIL)
        return -1;
    gap sums = between(a->sums_low, a->sums_high, b->sums_low, b->sums_high);
    /* what is in SIMD counts where it decides the time: a chain of sums hides the products */
    if (sums.least > FL_SHARES_DIFFER_ABOVE)
        return a->sums_low > b->sums_high ? 0 : 1;
    if (fl_point93_adds_in_order(a) && fl_point93_adds_in_order(b))
        return -1;
    return a->simd_low > b->simd_high ? 0 : 1;
}

/* ---- what else must be told ---- */

static void warn_of_machines(const fl_contestant contestants[2], const fl_document *lab, fl_point93 *p)
{
    for (int i = 0; i < 2; i++)
        if (fl_is_emulated(contestants[i].side.document))
            fl_point93_remark(p, "EMULATED: %c was timed in an emulator; its times compare with nothing",
                              'A' + i);
    for (int i = 0; i < 2; i++) {
        const fl_document *timed = contestants[i].side.document;
        if (timed->environment.hidden_features[0])
            fl_point93_remark(
                p,
                "%c was measured with FAIRLANE_HIDE hiding %.100s: its side of the table, and all "
                "kernels that it could be moved to, do without",
                'A' + i, timed->environment.hidden_features);
    }
    for (int i = 0; lab && i < 2; i++) {
        const char *cpu = contestants[i].side.document->environment.cpu;
        if (!cpu[0])
            fl_point93_remark(
                p, "on which CPU %c was measured is not told: bounds and shares hold as if it was %.100s",
                'A' + i, lab->environment.cpu);
        else if (!fl_is_same_cpu(cpu, lab->environment.cpu))
            fl_point93_remark(p,
                              "%c was measured on %.80s, the lab's kernels on %.80s: shares compare the two",
                              'A' + i, cpu, lab->environment.cpu);
    }
}

/* ---- what survives ---- */

/* 3.2 times to 32 times is one order of magnitude. */
static int magnitude_of(double ratio)
{
    double order = fabs(round(log10(ratio)));
    return order < 300 ? (int)order : 300;
}

static void find_claim(fl_point93 *p)
{
    const fl_cell *claimed = &p->cells[FL_CELL_CLAIMED];
    p->claimed_winner = -1;
    bool told = claimed->how == FL_PUBLISHED ? claimed->ratio > 0 : claimed->different;
    if (!told || !isfinite(claimed->ratio) || claimed->ratio == 1)
        return;
    p->claimed_winner = claimed->ratio > 1 ? 1 : 0;
    p->claimed_magnitude = magnitude_of(claimed->ratio);
}

static void judge_cell(const fl_point93 *p, fl_cell *cell)
{
    cell->winner = p->claimed_winner < 0 ? FL_NOTHING_CLAIMED : FL_NOT_SHOWN;
    cell->magnitude = p->claimed_magnitude == 0 ? FL_NOTHING_CLAIMED : FL_NOT_SHOWN;
    if (p->claimed_winner < 0)
        return;
    double low = cell->low, high = cell->high, wanted = pow(10, p->claimed_magnitude - 0.5);
    if (cell->kind == FL_CELL_CLAIMED && cell->how == FL_PUBLISHED)
        low = high = cell->ratio; /* the claim itself */
    if (p->claimed_winner == 0) { /* the speed-up as seen from the claimed winner */
        double turned = 1 / high;
        high = 1 / low;
        low = turned;
    }
    if (cell->how == FL_NOT_AVAILABLE || isnan(low) || isnan(high))
        return;
    if (low > 1 && (cell->how != FL_MEASURED || cell->different))
        cell->winner = FL_SURVIVES;
    else if (high <= 1)
        cell->winner = FL_LOST;
    if (p->claimed_magnitude > 0 && low >= wanted)
        cell->magnitude = FL_SURVIVES;
    else if (p->claimed_magnitude > 0 && high < wanted)
        cell->magnitude = FL_LOST;
}

static fl_survival weaker(fl_survival a, fl_survival b)
{
    return a > b ? a : b;
}

static void judge_survival(fl_point93 *p)
{
    find_claim(p);
    p->winner = p->claimed_winner < 0 ? FL_NOTHING_CLAIMED : FL_SURVIVES;
    p->magnitude = p->claimed_magnitude == 0 ? FL_NOTHING_CLAIMED : FL_SURVIVES;
    for (int kind = 0; kind < FL_CELLS; kind++) {
        fl_cell *cell = &p->cells[kind];
        judge_cell(p, cell);
        if (kind == FL_CELL_SAME_WORK && !p->work_differs)
            continue;
        p->winner = weaker(p->winner, cell->winner);
        p->magnitude = weaker(p->magnitude, cell->magnitude);
    }
}

/* ---- all of it ---- */

static bool has_series(const fl_contestant *c, fl_basis basis)
{
    const fl_result *r = c->side.result;
    const fl_series *s = basis == FL_BASIS_CHAINED ? &r->chained : &r->independent;
    return s->rounds > 0 && s->ns && s->median_ns > 0;
}

static fl_status choose_basis(const fl_contestant c[2], fl_point93 *p, fl_error *error)
{
    for (fl_basis basis = FL_BASIS_CHAINED; basis <= FL_BASIS_INDEPENDENT; basis++)
        if (has_series(&c[0], basis) && has_series(&c[1], basis)) {
            p->basis = basis;
            return FL_OK;
        }
    p->basis = FL_BASIS_CALL_MEAN;
    for (int i = 0; i < 2; i++)
        if (!(c[i].side.result->per_call_us.mean > 0 && isfinite(c[i].side.result->per_call_us.mean)))
            return fl_fail(error, FL_USAGE,
                           "point93: '%s' in %s has no mean of single calls, and the two have no rounds in "
                           "common to be compared by; measure both with 'fairlane run'",
                           c[i].side.result->name, c[i].side.path);
    return FL_OK;
}

void fl_point93_equality(const fl_contestant contestants[2], fl_equality *found)
{
    fl_equality all = {.unlike_count = 0};
    memset(found, 0, sizeof *found);
    if (contestants[0].is_claim || contestants[1].is_claim)
        return;
    fl_equality_of(&contestants[0].side, &contestants[1].side, &all);
    for (size_t i = 0; i < all.unlike_count; i++)
        if (all.unlike[i].aspect != FL_ASPECT_WORK && all.unlike[i].aspect != FL_ASPECT_EMULATION)
            found->unlike[found->unlike_count++] = all.unlike[i];
}

fl_status fl_point93_judge(const fl_contestant contestants[2], const fl_document *lab, const char *lab_path,
                           fl_point93 *p, fl_error *error)
{
    memset(p, 0, sizeof *p);
    if (lab && lab->impossible) {
        fl_point93_remark(p,
                          "the lab's measurement (%.100s) is in error: a time stands below 0.97 x its floor. "
                          "No bound, bias or moved cell rests on it; repeat it on a quiet machine",
                          lab_path);
        lab = NULL;
    }
    fl_status status = choose_basis(contestants, p, error);
    if (status != FL_OK)
        return status;
    for (int i = 0; i < 2; i++) {
        fl_point93_latency(&contestants[i].side, p->basis, contestants[i].is_claim, &p->side[i].latency);
        p->side[i].steady =
            contestants[i].is_claim ? FL_STEADY_NOT_TOLD : fl_side_steadiness(&contestants[i].side);
        if (contestants[i].side.result->is_probe)
            return fl_fail(error, FL_USAGE, "point93: '%s' is a floor probe and no contestant",
                           contestants[i].side.result->name);
    }
    fl_point93_equality(contestants, &p->equality);
    fl_attestation attested[2];
    fl_attest_both(contestants, attested);
    p->side[0].attestation = attested[0];
    p->side[1].attestation = attested[1];
    const fl_attestation *a = &p->side[0].attestation, *b = &p->side[1].attestation;
    p->verdict = fl_point93_decide(a, b, false);
    p->as_traced = fl_point93_decide(a, b, true);
    say_reason(p);
    remark_on_widths(p);
    remark_on_types(contestants, p);
    p->favoured = who_is_favoured(p);
    fl_point93_compare_work(contestants, lab, p);
    warn_of_machines(contestants, lab, p);
    fl_point93_tell_forced(contestants, p);
    fl_point93_weigh(lab, lab_path, p);
    fl_point93_fill_cells(contestants, lab, lab_path, p);
    judge_survival(p);
    return FL_OK;
}
