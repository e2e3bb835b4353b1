/* The lines that head whatever was compared or judged in spite of being unlike. */
#ifndef FAIRLANE_BENCH_REPORT_UNLIKE_H
#define FAIRLANE_BENCH_REPORT_UNLIKE_H

#include "bench/report/report.h"
#include "bench/verdict/equal.h"

void fl_report_unlike(fl_report *report, const fl_equality *equality);

#endif
