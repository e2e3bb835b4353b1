/* What `fairlane selftest` says. */
#ifndef FAIRLANE_BENCH_REPORT_SELFTEST_REPORT_H
#define FAIRLANE_BENCH_REPORT_SELFTEST_REPORT_H

#include "bench/lab/selftest.h"
#include "bench/report/report.h"

void fl_selftest_report(fl_report *report, const fl_selftest *found);

/* The same as JSON (fairlane.selftest/1) on stdout. FL_UNABLE without memory. */
fl_status fl_selftest_print_json(const fl_selftest *found, fl_error *error);

#endif
