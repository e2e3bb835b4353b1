/* What `fairlane compare` says. */
#ifndef FAIRLANE_BENCH_REPORT_COMPARISON_PRINT_H
#define FAIRLANE_BENCH_REPORT_COMPARISON_PRINT_H

#include "bench/report/report.h"
#include "bench/verdict/comparison.h"

void fl_comparison_report(fl_report *report, const fl_side *a, const fl_side *b,
                          const fl_comparison *comparison);

/* "fairlane.compare/1"; *text is to be freed by the caller. FL_UNABLE where memory is short. */
fl_status fl_comparison_json(const fl_side *a, const fl_side *b, const fl_comparison *comparison, char **text,
                             fl_error *error);

#endif
