/* The third line of an answer about two sides: was this measured steadily? */
#ifndef FAIRLANE_BENCH_REPORT_STEADINESS_H
#define FAIRLANE_BENCH_REPORT_STEADINESS_H

#include "bench/report/report.h"
#include "bench/verdict/comparison.h"

/* below: where the reasons stand: "the warnings". */
void fl_report_steadiness(fl_report *report, fl_steadiness a, fl_steadiness b, const char *below);

#endif
