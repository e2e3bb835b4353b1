/* Kernels made wrong on purpose: what the verification exists to catch. */
#ifndef FAIRLANE_TESTS_WRONG_KERNELS_H
#define FAIRLANE_TESTS_WRONG_KERNELS_H

#include <stddef.h>

#include "bench/harness/cases.h"
#include "kernels/kernel.h"

typedef struct wrong_kernel {
    fl_kernel kernel;
    const char *check;   /* name of a check that must catch it by itself */
    const char *failure; /* what the failure must say */
} wrong_kernel;

extern const wrong_kernel wrong_kernels[];
extern const size_t wrong_kernel_count;

/* A kernel of each work that is right, so that a check that fails everything is seen as well. */
extern const fl_kernel right_kernels[];
extern const size_t right_kernel_count;

/* What "wrong on the given data alone" is wrong on. */
extern const float remembered_weight;

#endif
