/* The data on which a kernel is examined: seeded, the same on every machine. */
#ifndef FAIRLANE_BENCH_HARNESS_CASES_H
#define FAIRLANE_BENCH_HARNESS_CASES_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/kernel.h"

/* Arguments of one call. Arrays longer than the work's shape are used from their start. */
typedef struct fl_case {
    char name[96]; /* for messages, e.g. "cancellation, seed 3" */
    float weights[FL_WEIGHTS], bias[FL_OUTPUTS], input[FL_INPUTS];
} fl_case;

/* Recipes of a work: magnitudes, cancellation, denormals, zeros … */
size_t fl_recipe_count(fl_work work);

/* Fills data by the recipe of that index (0 … count − 1). No recipe comes near overflow: there the order of
 * summation would decide between a number and infinity. */
void fl_case_fill(fl_case *data, fl_work work, size_t index, uint64_t seed);

/* Puts something unusual into ordinary data (recipe 0) at one place: NaN or infinity in the input or a
 * weight, or all weights zero but one column. Kinds 0 … FL_ODD_KINDS − 1, positions 0 … FL_INPUTS − 1; linear
 * and logistic work only. */
enum { FL_ODD_KINDS = 5 };
void fl_case_make_odd(fl_case *data, fl_work work, int kind, size_t position);

/* Copies the caller's arrays; those of length 0 may be NULL. */
void fl_case_given(fl_case *data, fl_work work, const float *weights, const float *bias, const float *input);

#endif
