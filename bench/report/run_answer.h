/* The first three lines of a run's report: what came out, by how much, and whether it can be relied on. */
#ifndef FAIRLANE_BENCH_REPORT_RUN_ANSWER_H
#define FAIRLANE_BENCH_REPORT_RUN_ANSWER_H

#include "bench/record/result.h"
#include "bench/report/report.h"

void fl_run_report_answer(fl_report *report, const fl_document *document);

#endif
