/* The 100 points as a map: each a cell with its number and its verdict, in the row of its category. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_AUDIT_H
#define FAIRLANE_BENCH_REPORT_PICTURE_AUDIT_H

#include "bench/audit/audit.h"
#include "bench/report/report.h"

void fl_picture_audit(fl_report *report, const fl_audit *audit);

#endif
