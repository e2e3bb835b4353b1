/* Of the report of a run: libraries and peers, each against the fastest own kernel of the class it executed. */
#ifndef FAIRLANE_BENCH_REPORT_LIBRARY_REPORT_H
#define FAIRLANE_BENCH_REPORT_LIBRARY_REPORT_H

#include "bench/record/result.h"
#include "bench/report/report.h"

/* Nothing when no library has its like. */
void fl_run_report_libraries(fl_report *report, const fl_document *document);

#endif
