/* The fairness table: what the comparison would say had both sides used the same. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/verdict/point93_parts.h"

static const fl_time_ratio *ratio_of(const fl_comparison *comparison, fl_basis basis)
{
    return basis == FL_BASIS_CHAINED       ? &comparison->chained
           : basis == FL_BASIS_INDEPENDENT ? &comparison->independent
                                           : &comparison->call_mean;
}

static fl_obtained obtained(const fl_cell *cell)
{
    fl_obtained a = cell->side[0].how, b = cell->side[1].how;
    if (a == FL_NOT_AVAILABLE || b == FL_NOT_AVAILABLE)
        return FL_NOT_AVAILABLE;
    if (a == FL_BOUNDED || b == FL_BOUNDED)
        return FL_BOUNDED;
    return a == FL_PUBLISHED || b == FL_PUBLISHED ? FL_PUBLISHED : FL_MEASURED;
}

static void compare_measured(const fl_ground *g, const fl_moved to[2], fl_cell *cell)
{
    const fl_comparison_options anything = {.allowed = FL_ALL_ASPECTS};
    fl_comparison comparison;
    fl_error error = {""};
    if (fl_compare_results(&to[0].side, &to[1].side, &anything, &comparison, &error) != FL_OK) {
        cell->how = FL_NOT_AVAILABLE;
        snprintf(cell->method, sizeof cell->method, "%.200s", error.text);
        return;
    }
    const fl_time_ratio *ratio = ratio_of(&comparison, g->point->basis);
    if (!ratio->known) {
        cell->how = FL_NOT_AVAILABLE;
        snprintf(cell->method, sizeof cell->method, "not measured on both sides");
        return;
    }
    cell->ratio = ratio->ratio;
    cell->different = ratio->different;
    snprintf(cell->not_shown, sizeof cell->not_shown, "%s", ratio->not_shown);
    if (!cell->not_shown[0] && ratio->interval.low > 0 && isfinite(ratio->interval.high)) {
        cell->low = ratio->interval.low;
        cell->high = ratio->interval.high;
    }
    snprintf(cell->method, sizeof cell->method, "%s%s%s", ratio->method,
             cell->not_shown[0] ? "; not shown: " : "", cell->not_shown);
    for (size_t i = 0; cell->kind == FL_CELL_CLAIMED && i < comparison.warning_count; i++)
        fl_point93_remark(g->point, "%s", comparison.warnings[i]);
}

/* Why a contestant's own times are no ground for any cell; NULL when they are. */
static const char *why_no_times(const fl_side *side, fl_basis basis)
{
    const fl_result *r = side->result;
    bool impossible = basis == FL_BASIS_CALL_MEAN
                          ? r->independent_floor.impossible || r->chained_floor.impossible
                      : basis == FL_BASIS_CHAINED ? r->chained_floor.impossible
                                                  : r->independent_floor.impossible;
    if (fl_is_emulated(side->document))
        return "its times were taken in an emulator and compare with nothing";
    return impossible ? "its time stands below its floor and cannot be right" : NULL;
}

static void fill(const fl_ground *g, fl_cell_kind kind, const fl_moved to[2])
{
    fl_cell *cell = &g->point->cells[kind];
    *cell = (fl_cell){.kind = kind, .ratio = NAN, .low = NAN, .high = NAN};
    for (int i = 0; i < 2; i++) {
        const char *obstacle = why_no_times(&g->contestants[i].side, g->point->basis);
        cell->side[i] = to[i].latency;
        if (obstacle)
            fl_cell_refuse(&cell->side[i], "%s", obstacle);
    }
    cell->how = obtained(cell);
    if (cell->how == FL_NOT_AVAILABLE) {
        int which = cell->side[0].how == FL_NOT_AVAILABLE ? 0 : 1;
        const fl_cell_latency missing = cell->side[which]; /* a copy: cell is written to */
        snprintf(cell->method, sizeof cell->method, "%c: %.200s", 'A' + which, missing.source);
    } else if (cell->how == FL_BOUNDED) {
        const fl_cell_latency *a = &cell->side[0], *b = &cell->side[1];
        cell->ratio = a->ns / b->ns;
        cell->low = (isfinite(a->low) ? a->low : a->ns) / (isfinite(b->high) ? b->high : b->ns);
        cell->high = (isfinite(a->high) ? a->high : a->ns) / (isfinite(b->low) ? b->low : b->ns);
        snprintf(cell->method, sizeof cell->method,
                 "least and most of one side over most and least of the other");
    } else {
        compare_measured(g, to, cell);
        if (cell->how == FL_PUBLISHED)
            snprintf(cell->method, sizeof cell->method, "figures as published; their spread is not known");
    }
}

static void fill_moved(const fl_ground *g, fl_cell_kind kind, fl_simd_class a, fl_simd_class b)
{
    fl_moved to[2];
    fl_move(g, 0, a, &to[0]);
    fl_move(g, 1, b, &to[1]);
    fill(g, kind, to);
}

static void fill_widest(const fl_ground *g)
{
    const char *why;
    fl_moved to[2];
    fl_simd_class widest = fl_ground_widest(g, &why);
    if (fl_simd_class_is_known(widest)) {
        fill_moved(g, FL_CELL_BOTH_WIDEST, widest, widest);
        return;
    }
    memset(to, 0, sizeof to);
    for (int i = 0; i < 2; i++)
        fl_cell_refuse(&to[i].latency, "which SIMD both could use is not known: %s", why);
    fill(g, FL_CELL_BOTH_WIDEST, to);
}

void fl_point93_fill_cells(const fl_contestant contestants[2], const fl_document *lab, const char *lab_path,
                           fl_point93 *point)
{
    const fl_simd_class scalar = {.width = FL_CLASS_SCALAR};
    fl_ground g = {.contestants = contestants, .lab = lab, .lab_path = lab_path, .point = point};
    fl_moved to[2];
    if (!lab || fl_bounds_derive(lab, &g.bounds, NULL) != FL_OK)
        g.bounds.class_count = 0;
    fl_simd_class a = fl_ground_class(&g, 0), b = fl_ground_class(&g, 1);
    fl_move_nowhere(&g, 0, &to[0]);
    fl_move_nowhere(&g, 1, &to[1]);
    fill(&g, FL_CELL_CLAIMED, to);
    fill_moved(&g, FL_CELL_BOTH_SCALAR, scalar, scalar);
    fill_widest(&g);
    fill_moved(&g, FL_CELL_A_MOVED, b, b);
    fill_moved(&g, FL_CELL_B_MOVED, a, a);
    if (point->work_differs) {
        fl_move_to_same_work(&g, 0, &to[0]);
        fl_move_to_same_work(&g, 1, &to[1]);
        fill(&g, FL_CELL_SAME_WORK, to);
    }
}
