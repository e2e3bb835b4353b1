/* The gate in front of every timing: a kernel that fails here is not timed. The tests pass every kernel, and
 * kernels made wrong on purpose, through the same checks with more effort.
 *
 * Rules that hold for every single call (fl_stage_call): inputs unchanged, nothing written but the output,
 * upper vector halves clean, no fault, and nothing lost that the caller owns (watch.h). The checks differ in
 * the data and in where the arrays lie. */
#ifndef FAIRLANE_BENCH_HARNESS_VERIFY_H
#define FAIRLANE_BENCH_HARNESS_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/harness/cases.h"
#include "bench/task/reference.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

/* How much a check tries: what the lab does before timing (a few ms a kernel), or all there is (tests). */
typedef enum fl_effort { FL_EFFORT_QUICK, FL_EFFORT_FULL } fl_effort;

typedef struct fl_accuracy {
    double max_error_in_bounds; /* over all calls, in units of the contract's bound; infinity: wrong NaN */
    size_t calls;               /* of the kernel */
    bool passes;
    char failure[512]; /* one line that names the kernel; "" when it passes */
    char note[160];    /* what could not be checked in full on this machine; "" for nothing */
} fl_accuracy;

typedef struct fl_examination fl_examination;

/* One check. Returns FL_OK, FL_NEGATIVE (the kernel is wrong) or FL_UNABLE (memory is short). */
typedef struct fl_check {
    const char *name; /* "values", "guard pages" … */
    fl_status (*run)(fl_examination *examination, fl_error *error);
} fl_check;

extern const fl_check fl_checks[]; /* ends with an entry whose name is NULL */

/* Runs one check, or all of them for NULL. given: the data on which the kernel will be timed, or NULL. Resets
 * and fills accuracy, and returns what the check returned. One examination at a time per process. */
fl_status fl_verify(const fl_kernel *kernel, const fl_check *check, fl_effort effort, const fl_case *given,
                    fl_accuracy *accuracy);

/* All checks with quick effort: what the lab does before timing. The arrays are what will be timed, shaped as
 * fl_work_shape(kernel->work) tells (those of length 0 may be NULL). The kernel must be one that this CPU
 * runs; one that it does not run is reported as failing with "illegal instruction". */
fl_status fl_verify_kernel(const fl_kernel *kernel, const float *weights, const float *bias,
                           const float *input, fl_accuracy *accuracy);

/* One bare call on these very arrays, not guarded against faults: the error in units of the bound, as
 * fl_error_in_bounds() tells. For buffers that have just been timed. */
double fl_verify_once(const fl_kernel *kernel, const float *weights, const float *bias, const float *input);

#endif
