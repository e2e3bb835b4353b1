/* What the planted contestants share: fixed data, scalar arithmetic, the usual course of a program.
 *
 * Each contestant is a small program that performs one inference 784→2 between fl_region_begin() and
 * fl_region_end(), honestly or not, and prints the logits. expected.json says what its trace must come to.
 * Inputs and weights are multiples of 1/16 and 1/32, small enough that every order of summation and every
 * precision from 24 bits up gives the very same logits. */
#ifndef FAIRLANE_TESTS_CONTESTANT_H
#define FAIRLANE_TESTS_CONTESTANT_H

#include "bench/evidence/region/fairlane_region.h"

enum { INPUTS = 784, OUTPUTS = 2, WEIGHTS = INPUTS * OUTPUTS };

extern float contestant_input[INPUTS], contestant_weights[WEIGHTS], contestant_bias[OUTPUTS];
extern float contestant_logits[OUTPUTS]; /* where an inference leaves its answer */

void contestant_fill(void);

/* Prints the logits; returns the exit status of the program: 0, or 1 when nothing could be written. */
int contestant_print(void);

/* For a machine that does not allow what the contestant needs: one line, and exit status 77. */
int contestant_skip(const char *reason);

/* The usual course: fill, warm up, the inference inside the region, print. Returns the exit status. */
static inline int contestant_run(void (*inference)(void))
{
    contestant_fill();
    inference();
    contestant_logits[0] = contestant_logits[1] = 0;
    fl_region_begin();
    inference();
    fl_region_end();
    return contestant_print();
}

/* Product sum in strict source order, one element after the other. Inlined, so that it leaves no call. */
static inline __attribute__((always_inline)) float scalar_dot(const float *row, const float *input, int count)
{
    float sum = 0;
    for (int i = 0; i < count; i++)
        sum += row[i] * input[i];
    return sum;
}

/* The whole work with it. */
static inline __attribute__((always_inline)) void scalar_inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            scalar_dot(contestant_weights + k * INPUTS, contestant_input, INPUTS) + contestant_bias[k];
}

#endif
