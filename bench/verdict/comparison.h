/* Two results side by side: the ratio of their times, and what it rests on. bench/report/comparison_print.h
 * shows it. */
#ifndef FAIRLANE_BENCH_VERDICT_COMPARISON_H
#define FAIRLANE_BENCH_VERDICT_COMPARISON_H

#include <stdbool.h>

#include "bench/record/result.h"
#include "bench/verdict/equal.h"
#include "kernels/error.h"

/* One ratio of times, A / B: above 1, B is the faster one. */
typedef struct fl_time_ratio {
    bool known; /* both sides were measured this way */
    double a_ns, b_ns;
    double ratio;
    fl_interval interval; /* of the ratio; absent when there is no ground for one */
    char method[256];     /* how ratio and interval came about */
    bool different;      /* a difference may be claimed, within what method says: the interval excludes 1, and
                            nothing forbids to show it */
    char not_shown[160]; /* why neither a difference nor its absence is shown; "" otherwise */
    bool holds_runs;     /* the interval holds how far runs differ as well, or both are of one run */
    bool in_cycles;      /* ratio and interval are those of cycles of the core */
    char words[256];     /* the ratio in words, "no difference" and "not shown" included */
} fl_time_ratio;

enum { FL_COMPARISON_WARNINGS = 16 };

typedef struct fl_comparison {
    double confidence;
    size_t comparisons; /* that independent and chained calls are corrected for: those of the file, or these
                           two */
    fl_time_ratio independent, chained;   /* amortised: what ratios should be taken from */
    fl_time_ratio call_median, call_mean; /* single calls, the clock's share included */
    /* Of the means of the single calls in µs, as the audited benchmark asks for them */
    fl_t_test welch;
    double cohens_d;
    const char *effect;
    bool intervals_overlap; /* the 95 % intervals of both means */
    fl_equality equality;   /* what is unlike was allowed */
    char warnings[FL_COMPARISON_WARNINGS][400];
    size_t warning_count;
} fl_comparison;

typedef struct fl_comparison_options {
    unsigned allowed; /* FL_ASPECT_BIT() of what the two may be unlike in */
    size_t pairs; /* of as many pairs this is one: intervals are corrected for all of their ratios; 0: one */
} fl_comparison_options;

/* What the file of one side tells of its own measurement; another tool's tells nothing. */
typedef enum fl_steadiness { FL_STEADY_NOT_TOLD, FL_STEADY_NO, FL_STEADY_YES } fl_steadiness;

fl_steadiness fl_side_steadiness(const fl_side *side);
const char *fl_steadiness_name(fl_steadiness steadiness); /* "not told", "no", "yes" */

/* Both from one file (the same document): paired by rounds. FL_USAGE with the cure in the line for what is
 * unlike and not allowed. */
fl_status fl_compare_results(const fl_side *a, const fl_side *b, const fl_comparison_options *options,
                             fl_comparison *comparison, fl_error *error);

#endif
