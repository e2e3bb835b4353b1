/* Results of two runs. Their rounds cannot be paired, and what one run saw in all of its processes another
 * may not see: the machine shared its core, or warmed up. How far two runs of this machine differ no pair of
 * times tells; but the same machine code was timed in both: the lab's other kernels and its floor probes. */
#ifndef FAIRLANE_BENCH_VERDICT_ACROSS_H
#define FAIRLANE_BENCH_VERDICT_ACROSS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/verdict/equal.h"

typedef enum fl_calls { FL_CALLS_INDEPENDENT, FL_CALLS_CHAINED } fl_calls;

typedef struct fl_across {
    bool in_cycles;       /* compared in cycles of the core: both files tell them, and it is one machine */
    double ratio;         /* A / B */
    fl_interval interval; /* of other runs as well; of these two alone where controls is 0; unbounded without
                             two processes a side */
    size_t processes[2];
    size_t controls;         /* others whose code was timed in both runs */
    double run_sd;           /* of their log-ratios around 0: how far two runs differ; NaN without controls */
    double ghz[2];           /* clock of the core in both; NaN: not told */
    char why_not_shown[160]; /* "" when a difference may be shown: the state of the core, or no control */
} fl_across;

/* confidence: after correction. use_controls: false where the two are unlike on purpose in what makes all
 * times of a run differ, such as the machine. FL_USAGE or FL_UNABLE as fl_compare_unpaired(). */
fl_status fl_compare_across(const fl_side *a, const fl_side *b, fl_calls calls, double confidence,
                            bool use_controls, fl_across *result, fl_error *error);

#endif
