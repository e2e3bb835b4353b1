/* Of the report of a run: what is told of contestants that are programs of their own, beside their rows among the
 * kernels. */
#ifndef FAIRLANE_BENCH_REPORT_PEER_REPORT_H
#define FAIRLANE_BENCH_REPORT_PEER_REPORT_H

#include "bench/record/result.h"
#include "bench/report/report.h"

/* Nothing for a document without any. */
void fl_run_report_peers(fl_report *report, const fl_document *document);

#endif
