#include "bench/report/point_cell.h"

fl_meaning fl_meaning_of_point(fl_point_verdict verdict)
{
    switch (verdict) {
    case FL_POINT_PASS:
        return FL_MEANS_PASS;
    case FL_POINT_FAIL:
        return FL_MEANS_FAIL;
    case FL_POINT_NOT_APPLICABLE:
        return FL_MEANS_NOTHING;
    case FL_POINT_UNCHECKED:
        break;
    }
    return FL_MEANS_UNCHECKED;
}

void fl_report_cell_point(fl_report *report, fl_point_verdict verdict)
{
    fl_report_cell_mean(report, fl_meaning_of_point(verdict), "%s", fl_point_verdict_name(verdict));
}
