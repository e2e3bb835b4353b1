/* The cold protocol inside one measuring process: single
 * calls, each after everything it touches was flushed. */
#ifndef FAIRLANE_BENCH_HARNESS_COLD_H
#define FAIRLANE_BENCH_HARNESS_COLD_H

#include "bench/harness/layout.h"

/* samples_ns: [contestant][job->cold_calls], NULL for contestants that take no part. Flushed before each call:
 * weights, input, bias, output and the contestant's own code (contestant->code_bytes of it). Not flushed: what a
 * library calls, the code that times, address translations, predictors. Every contestant is called once in turn,
 * so that none finds what its last call left in the core. A few calls go ahead uncounted, for the page
 * tables. */
void fl_cold_run(const fl_job *job, const fl_layout *layout, double *samples_ns[FL_MOST_CONTESTANTS]);

#endif
