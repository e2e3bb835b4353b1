/* What the printed forms of comparisons share. Private to this room. */
#ifndef FAIRLANE_BENCH_REPORT_COMPARISON_PARTS_H
#define FAIRLANE_BENCH_REPORT_COMPARISON_PARTS_H

#include <stdio.h>

#include "bench/record/fields.h"
#include "bench/verdict/comparison.h"

/* The lines that head whatever was compared in spite of being unlike. */
void fl_comparison_print_unlike(const fl_comparison *comparison, FILE *out);

/* The member "unlike"; the members "independent", "chained", "call_median", "call_mean". */
void fl_comparison_encode_unlike(fl_encoder *encoder, const fl_equality *equality);
void fl_comparison_encode_ratios(fl_encoder *encoder, const fl_comparison *comparison);

#endif
