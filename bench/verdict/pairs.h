/* All results of two files, paired by name. */
#ifndef FAIRLANE_BENCH_VERDICT_PAIRS_H
#define FAIRLANE_BENCH_VERDICT_PAIRS_H

#include "bench/verdict/comparison.h"

typedef struct fl_pair {
    fl_side a, b;
    bool compared;
    char refused[320]; /* why not: what the two are unlike in */
    fl_comparison comparison;
} fl_pair;

typedef struct fl_pairs {
    fl_pair *pairs; /* owned */
    size_t count;
    size_t compared, a_faster, b_faster, not_shown, no_difference; /* by the ratio of fl_pair_ratio() */
} fl_pairs;

/* Floor probes are left out. FL_USAGE where the files have no name in common, or no pair may be compared:
 * then the reason is that of the first. The sides' results are not looked at; what the pairs refer to must
 * outlive them. The caller frees, after a failure too. */
fl_status fl_compare_pairs(const fl_side *a, const fl_side *b, const fl_comparison_options *options,
                           fl_pairs *pairs, fl_error *error);
/* The one pair of both sides' results. FL_USAGE where they may not be compared. */
fl_status fl_compare_one_pair(const fl_side *a, const fl_side *b, const fl_comparison_options *options,
                              fl_pairs *pairs, fl_error *error);
void fl_pairs_free(fl_pairs *pairs);

/* Which of its ratios a pair is judged by: independent calls, else chained ones, else means of single calls.
 */
const fl_time_ratio *fl_pair_ratio(const fl_comparison *comparison);

/* Whether such a ratio tells a difference, or that there is none: without any interval it tells neither. */
bool fl_pair_shows(const fl_time_ratio *ratio);

#endif
