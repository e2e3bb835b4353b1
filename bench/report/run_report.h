/* The text of a run: limits of the machine, one table, a few sentences. */
#ifndef FAIRLANE_BENCH_REPORT_RUN_REPORT_H
#define FAIRLANE_BENCH_REPORT_RUN_REPORT_H

#include "bench/record/result.h"

/* Prints to stdout. */
fl_status fl_report_run(const fl_document *document, fl_error *error);

#endif
