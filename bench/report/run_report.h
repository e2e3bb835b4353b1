/* What `fairlane run` says: limits of the machine, one table, a few sentences. */
#ifndef FAIRLANE_BENCH_REPORT_RUN_REPORT_H
#define FAIRLANE_BENCH_REPORT_RUN_REPORT_H

#include "bench/record/result.h"
#include "bench/report/report.h"

void fl_run_report(fl_report *report, const fl_document *document);

#endif
