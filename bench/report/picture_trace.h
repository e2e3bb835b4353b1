/* What one inference executed: how many instructions in which library and function, and how many lanes of which width
 * multiplied and added. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_TRACE_H
#define FAIRLANE_BENCH_REPORT_PICTURE_TRACE_H

#include "bench/evidence/trace.h"
#include "bench/report/report.h"

void fl_picture_trace(fl_report *report, const fl_trace *trace);

#endif
