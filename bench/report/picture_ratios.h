/* Ratios with their intervals in order, the largest above; those that show no difference in grey. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_RATIOS_H
#define FAIRLANE_BENCH_REPORT_PICTURE_RATIOS_H

#include "bench/record/result.h"
#include "bench/report/report.h"
#include "bench/verdict/fleet.h"
#include "bench/verdict/pairs.h"

/* Of a run: every contestant against the baseline, independent calls. */
void fl_picture_run_ratios(fl_report *report, const fl_document *document);

/* Of two results: independent, chained and single calls; of all pairs of two files: the ratio that judges each. */
void fl_picture_comparison(fl_report *report, const fl_side *a, const fl_side *b,
                           const fl_comparison *comparison);
void fl_picture_pairs(fl_report *report, const fl_pairs *pairs);

/* Of a claim of many machines: machine by machine. */
void fl_picture_fleet_claim(fl_report *report, const fl_fleet *fleet);

#endif
