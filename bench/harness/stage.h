/* The arrays of one call, each between two inaccessible pages, and a call that survives a fault in the kernel
 * and looks at what it left behind. */
#ifndef FAIRLANE_BENCH_HARNESS_STAGE_H
#define FAIRLANE_BENCH_HARNESS_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/harness/cases.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

typedef enum fl_array {
    FL_ARRAY_WEIGHTS,
    FL_ARRAY_BIAS,
    FL_ARRAY_INPUT,
    FL_ARRAY_OUTPUT,
    FL_ARRAYS
} fl_array;

typedef struct fl_guarded {
    unsigned char *mapping; /* guard page, usable pages, guard page; owned */
    size_t page, usable;    /* bytes */
    size_t bytes;           /* of the array */
    size_t offset;          /* of the array in the usable pages */
} fl_guarded;

typedef struct fl_stage {
    const fl_kernel *kernel;
    fl_guarded arrays[FL_ARRAYS]; /* an array of length 0 has no mapping and is passed as NULL */
    uint64_t control; /* floating-point control register during the call; the usual one unless set */
} fl_stage;

/* Maps the arrays that the kernel's work asks for. FL_UNABLE
 * when memory is short; the stage is then empty. */
fl_status fl_stage_open(fl_stage *stage, const fl_kernel *kernel, fl_error *error);
void fl_stage_close(fl_stage *stage);

/* Where the array lies from now on: that many bytes (0 … 1023, a multiple of 4) behind a 64-byte boundary in
 * the middle of its pages; or flush against the guard page before it; or that many bytes (a multiple of 4,
 * usually 0) before the guard page behind it. */
void fl_stage_place(fl_stage *stage, fl_array array, size_t misalignment);
void fl_stage_place_at_start(fl_stage *stage, fl_array array);
void fl_stage_place_at_end(fl_stage *stage, fl_array array, size_t distance);

/* Copies data onto the stage, calls the kernel with clean upper vector halves, and copies its outputs. FL_OK
 * when it returned and kept the rules that hold for every call: wrote nothing but its output, changed none of
 * its inputs, left the upper vector halves clean, and kept what it owes its caller (watch.h). Otherwise
 * FL_NEGATIVE, and error names the kernel and what it did, e.g. "illegal instruction in kernel 'avx512'" or
 * "kernel 'x' accesses memory past the end of its input".
 *
 * Faults are caught by a signal handler that jumps back here, not in a child process: a kernel allocates and
 * locks nothing, so nothing is left half done when it is abandoned; and a child would cost a millisecond and
 * hide what the first call does to this process (lazy binding, page faults). The handlers stand only during
 * the call. One call at a time per process, because handlers belong to the process. */
fl_status fl_stage_call(fl_stage *stage, const fl_case *data, float output[FL_OUTPUTS], fl_error *error);

#endif
