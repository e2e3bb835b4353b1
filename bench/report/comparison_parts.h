/* What the printed forms of comparisons share. Private to this room. */
#ifndef FAIRLANE_BENCH_REPORT_COMPARISON_PARTS_H
#define FAIRLANE_BENCH_REPORT_COMPARISON_PARTS_H

#include "bench/record/json.h"
#include "bench/verdict/comparison.h"

extern const fl_field fl_unlike_fields[]; /* of an element of "unlike" */
extern const fl_field
    fl_time_ratio_fields[]; /* of an fl_comparison: independent, chained, call_median, call_mean */

/* The member "unlike". */
void fl_json_add_unlike(fl_json to, const fl_equality *equality);

#endif
