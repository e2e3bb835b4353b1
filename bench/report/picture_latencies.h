/* The scale of latencies: floors, what is reached with hot caches and with cold ones, and what is claimed; where no
 * time can lie is shaded. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_LATENCIES_H
#define FAIRLANE_BENCH_REPORT_PICTURE_LATENCIES_H

#include "bench/record/result.h"
#include "bench/report/bound_report.h"
#include "bench/report/report.h"

/* Class by class, with the claims across them. */
void fl_picture_bounds(fl_report *report, const fl_bound_facts *facts);

/* Contestant by contestant, of those that do the baseline's work. */
void fl_picture_run_latencies(fl_report *report, const fl_document *document);

#endif
