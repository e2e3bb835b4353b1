/* Which addresses a function reads, found without a decoder: its arrays lie in memory without any access,
 * each access faults, is written down, let through by itself (a single step with the pages open) and the
 * pages are closed again. x86-64 Linux on real hardware only. */
#ifndef FAIRLANE_TESTS_TRACE_LOADS_H
#define FAIRLANE_TESTS_TRACE_LOADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/kernel.h"

enum { FL_TRACE_ACCESSES = 8192 };

typedef struct fl_trace {
    size_t count;                        /* of accesses to the pages of weights and input */
    ptrdiff_t offset[FL_TRACE_ACCESSES]; /* in bytes, in order; weights stand at 0 … 6,271, input behind */
} fl_trace;

/* Where the input stands behind the weights, in bytes. */
enum { FL_TRACE_INPUT = 8192 };

/* Runs the function once. Returns NULL, or why this cannot be done here. Bias and output are open memory. */
const char *fl_trace_loads(fl_kernel_function *function, fl_trace *trace);

/* Returns NULL when each of the 9,408 bytes was read exactly once by loads of that many floats, else what is
 * wrong. */
const char *fl_trace_judge(const fl_trace *trace, int lanes);

#endif
