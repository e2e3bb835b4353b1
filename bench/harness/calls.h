/* The timed loops. Everything that is ever timed is timed here. */
#ifndef FAIRLANE_BENCH_HARNESS_CALLS_H
#define FAIRLANE_BENCH_HARNESS_CALLS_H

#include "bench/harness/job.h"

/* One kernel with its arguments. */
typedef struct fl_call {
    fl_kernel_function *run;
    const float *weights, *bias, *input;
    float *output;
    size_t outputs; /* floats in output, 1 or 2 */
} fl_call;

/* Per-call protocol: warmups calls, then n calls, each between two clock readings with nothing else between
 * them. samples_ns: n values, written. */
void fl_time_each(const fl_call *call, size_t warmups, size_t n, double *samples_ns);

/* Cold protocol: one call between two clock readings; ns. The caller has flushed what the call touches. */
double fl_time_one(const fl_call *call);

/* Amortised protocol: makes made calls between two clock readings; returns ns for all of them together. */
uint64_t fl_time_block(const fl_call *call, fl_mode mode, uint64_t made);

/* A call that does nothing, with a kernel's signature, in a translation unit of its own. */
fl_kernel_function fl_empty_call;

#endif
