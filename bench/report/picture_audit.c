#include "bench/report/picture_audit.h"

#include "bench/report/picture.h"

static const struct {
    const char *label, *sign;
    fl_point_verdict verdict;
    fl_hue hue;
} states[] = {
    {"pass", "\u2713", FL_POINT_PASS, FL_HUE_PASS},
    {"fail", "\u2717", FL_POINT_FAIL, FL_HUE_FAIL},
    {"unchecked, which is no pass", "?", FL_POINT_UNCHECKED, FL_HUE_OPEN},
    {"not applicable", "\u2013", FL_POINT_NOT_APPLICABLE, FL_HUE_NONE},
};

enum { STATES = sizeof states / sizeof *states };

/* The place of a point in the row of its category. */
static size_t column_of(int point)
{
    size_t column = 0;
    for (int i = 0; i < point; i++)
        column += fl_audit_questions[i].category == fl_audit_questions[point].category;
    return column;
}

static void tell(fl_report *report, fl_picture *picture, const fl_audit *audit)
{
    fl_picture_tell(report, picture,
                    "Of the 100 points %d pass, %d fail, %d are unchecked, %d do not apply. By category: ",
                    audit->total.pass, audit->total.fail, audit->total.unchecked,
                    audit->total.not_applicable);
    for (int i = 0; i < FL_AUDIT_CATEGORIES; i++)
        fl_picture_tell(report, picture, "%s%s %d pass, %d fail, %d unchecked", i ? "; " : "",
                        fl_audit_categories[i], audit->categories[i].pass, audit->categories[i].fail,
                        audit->categories[i].unchecked);
    fl_picture_tell(report, picture, ".");
    const char *before = " Failed:";
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        if (audit->points[i].verdict == FL_POINT_FAIL) {
            fl_picture_tell(report, picture, "%s %d (%s)", before, audit->points[i].question->number,
                            audit->points[i].question->title);
            before = ",";
        }
    if (audit->total.fail > 0)
        fl_picture_tell(report, picture, ".");
}

void fl_picture_audit(fl_report *report, const fl_audit *audit)
{
    fl_picture *picture =
        fl_report_picture(report, FL_PICTURE_GRID, "points", "The 100 points, one row for each category");
    size_t columns = 0;
    for (int i = 0; i < FL_AUDIT_CATEGORIES; i++)
        fl_picture_row_add(report, picture, fl_audit_categories[i], "%s", "");
    for (int i = 0; i < FL_AUDIT_POINTS; i++)
        columns = column_of(i) >= columns ? column_of(i) + 1 : columns;
    fl_picture_columns(report, picture, NULL, columns);
    for (int state = 0; state < STATES; state++) {
        fl_picture_series *series =
            fl_picture_series_add(report, picture, FL_SHAPE_CELL, states[state].hue, states[state].label);
        for (int i = 0; i < FL_AUDIT_POINTS; i++)
            if (audit->points[i].verdict == states[state].verdict)
                fl_mark_cell(report, series, column_of(i), (size_t)fl_audit_questions[i].category - 1,
                             "%d %s", fl_audit_questions[i].number, states[state].sign);
    }
    tell(report, picture, audit);
}
