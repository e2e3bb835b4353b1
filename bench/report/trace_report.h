/* What `fairlane trace` says. */
#ifndef FAIRLANE_BENCH_REPORT_TRACE_REPORT_H
#define FAIRLANE_BENCH_REPORT_TRACE_REPORT_H

#include "bench/evidence/trace.h"
#include "bench/report/report.h"

void fl_trace_report(fl_report *report, const fl_trace *trace);

#endif
