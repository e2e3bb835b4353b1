/* Verdicts on points in reports: the word, and its meaning for colours. */
#ifndef FAIRLANE_BENCH_REPORT_POINT_CELL_H
#define FAIRLANE_BENCH_REPORT_POINT_CELL_H

#include "bench/report/report.h"
#include "bench/verdict/point_verdict.h"

fl_meaning fl_meaning_of_point(fl_point_verdict verdict);

/* The next cell: PASS, FAIL or UNCHECKED. */
void fl_report_cell_point(fl_report *report, fl_point_verdict verdict);

#endif
