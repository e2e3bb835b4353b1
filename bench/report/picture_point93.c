#include "bench/report/picture_point93.h"

#include <math.h>
#include <stdio.h>

#include "bench/report/picture.h"

/* Lines from where the ratio was to where it goes, and the marks at their ends. */
enum { PATH, CLAIMED, MOVED, BOUNDED, MARKS };

static void add_row(fl_report *report, fl_picture *picture, const fl_cell *cell, double from,
                    fl_picture_series *const series[MARKS])
{
    bool ratio = isfinite(cell->ratio) && cell->ratio > 0;
    bool interval = isfinite(cell->low) && isfinite(cell->high) && cell->low > 0;
    bool known = cell->how != FL_NOT_AVAILABLE && (ratio || interval);
    const char *name = fl_cell_name(cell->kind);
    if (!known) {
        fl_picture_row_add(report, picture, name, "%s", "not available");
        fl_picture_row_soften(picture);
        fl_picture_tell(report, picture, " %s: not available.", name);
        return;
    }
    bool open = cell->how != FL_MEASURED;
    size_t row = !ratio ? fl_picture_row_add(report, picture, name, "%.3g to %.3g", cell->low, cell->high)
                 : interval
                     ? fl_picture_row_add(report, picture, name, "%s%.3g [%.3g, %.3g]", open ? "~" : "",
                                          cell->ratio, cell->low, cell->high)
                     : fl_picture_row_add(report, picture, name, "%s%.3g", open ? "~" : "", cell->ratio);
    if (from > 0 && ratio)
        fl_mark_interval(report, series[PATH], NAN, fmin(from, cell->ratio), fmax(from, cell->ratio),
                         (double)row);
    fl_mark_interval(report,
                     series[open                            ? BOUNDED
                            : cell->kind == FL_CELL_CLAIMED ? CLAIMED
                                                            : MOVED],
                     cell->ratio, interval ? cell->low : (double)NAN, cell->high, (double)row);
    if (!ratio)
        fl_picture_tell(report, picture, " %s: between %.3g and %.3g.", name, cell->low, cell->high);
    else
        fl_picture_tell(report, picture, " %s: %.3g, %s, the claimed winner %s.", name, cell->ratio,
                        fl_obtained_name(cell->how),
                        cell->winner == FL_NOTHING_CLAIMED ? "is not claimed"
                                                           : fl_survival_name(cell->winner));
}

void fl_picture_moves(fl_report *report, const fl_pairing *pairing)
{
    const fl_point93 *p = pairing->point;
    char claimed[48];
    fl_picture *picture =
        fl_report_picture(report, FL_PICTURE_ROWS, "moves",
                          "The fairness table: where the ratio goes when both sides use the same");
    if (!picture)
        return;
    picture->x = (fl_axis){"A / B: to the right of 1, B is the faster one", FL_AXIS_RATIO, true, NAN, NAN};
    fl_picture_series *rule = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_SOFT, "");
    fl_mark_rule(report, rule, 1, "1: equal");
    const fl_cell *first = &p->cells[FL_CELL_CLAIMED];
    if (first->how != FL_NOT_AVAILABLE && first->ratio > 0 && fabs(log(first->ratio)) > 0.05) {
        fl_picture_series *line = fl_picture_series_add(report, picture, FL_SHAPE_RULE, FL_HUE_BLUE, "");
        snprintf(claimed, sizeof claimed, "as claimed: %.3g", first->ratio);
        fl_mark_rule(report, line, first->ratio, claimed);
    }
    fl_picture_series *const series[MARKS] = {
        fl_picture_series_add(report, picture, FL_SHAPE_DOT, FL_HUE_LINE, ""),
        fl_picture_series_add(report, picture, FL_SHAPE_DIAMOND, FL_HUE_BLUE, "as claimed, measured"),
        fl_picture_series_add(report, picture, FL_SHAPE_DOT, FL_HUE_GREEN, "moved, measured"),
        fl_picture_series_add(report, picture, FL_SHAPE_DOT, FL_HUE_ORANGE,
                              "bounded or published, not measured")};
    if (series[BOUNDED])
        series[BOUNDED]->hollow = true;
    fl_picture_tell(report, picture,
                    "The ratio of A's time to B's on a logarithmic scale; above 1, B is the faster one.");
    double from = first->how == FL_NOT_AVAILABLE ? (double)NAN : first->ratio;
    for (int kind = 0; kind < FL_CELLS; kind++)
        if (kind != FL_CELL_SAME_WORK || p->work_differs)
            add_row(report, picture, &p->cells[kind], from, series);
}
