/* Trying a kernel before it is offered. What a library executes is its own choice, made by looking at the CPU
 * itself, and on one with features taken away, in emulators or because a variable says so, that choice can
 * kill the process or never come back. */
#ifndef FAIRLANE_BENCH_HARNESS_TRIAL_H
#define FAIRLANE_BENCH_HARNESS_TRIAL_H

#include "kernels/kernel.h"

/* Prepares and calls the kernel in a child process with time limits. NULL when it came back, else what became
 * of it, "illegal instruction in kernel 'blas-sgemv'", in static storage. Each kernel is tried once a
 * process. Not thread-safe. NULL as well where no child can be started: nothing is known then. */
const char *fl_try_in_child(const fl_kernel *kernel);

#endif
