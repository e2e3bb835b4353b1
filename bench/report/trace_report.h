/* The text of a trace. */
#ifndef FAIRLANE_BENCH_REPORT_TRACE_REPORT_H
#define FAIRLANE_BENCH_REPORT_TRACE_REPORT_H

#include "bench/evidence/trace.h"

/* Prints to stdout. */
fl_status fl_report_trace(const fl_trace *trace, fl_error *error);

#endif
