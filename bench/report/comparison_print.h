/* What `fairlane compare` says. */
#ifndef FAIRLANE_BENCH_REPORT_COMPARISON_PRINT_H
#define FAIRLANE_BENCH_REPORT_COMPARISON_PRINT_H

#include <stdio.h>

#include "bench/verdict/comparison.h"

fl_status fl_comparison_print(const fl_side *a, const fl_side *b, const fl_comparison *comparison, FILE *out,
                              fl_error *error);

/* "fairlane.compare/1"; *text is to be freed by the caller. FL_UNABLE where memory is short. */
fl_status fl_comparison_json(const fl_side *a, const fl_side *b, const fl_comparison *comparison, char **text,
                             fl_error *error);

#endif
