#include "bench/report/steadiness.h"

static const char *sides_of(fl_steadiness a, fl_steadiness b, fl_steadiness wanted)
{
    return a == wanted && b == wanted ? "A and B" : a == wanted ? "A" : b == wanted ? "B" : "";
}

void fl_report_steadiness(fl_report *report, fl_steadiness a, fl_steadiness b, const char *below)
{
    const char *unsteady = sides_of(a, b, FL_STEADY_NO), *untold = sides_of(a, b, FL_STEADY_NOT_TOLD);
    if (unsteady[0])
        fl_report_verdict(report, FL_MEANS_UNCHECKED, "Not steady: %s; see %s below", unsteady, below);
    else if (untold[0])
        fl_report_verdict(report, FL_MEANS_UNCHECKED, "Steady or not: nothing tells it of %s", untold);
    else
        fl_report_verdict(report, FL_MEANS_PASS, "Steady: A and B");
    if (unsteady[0] && untold[0])
        fl_report_go_on(report, "; of %s nothing tells it", untold);
    fl_report_go_on(report, ".");
}
