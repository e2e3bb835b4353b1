/* The loop that everyone writes first: strict source order, one accumulator per output, both outputs in one
 * pass. Several variants are this very source and differ in nothing but what the compiler is told, which is
 * what makes them comparable: `scalar` (no vectors, no fused multiply-add) and all of `autovec*` (additions
 * may be reassociated, wider and wider instructions allowed). */
#ifndef FAIRLANE_KERNELS_PLAIN_LOOP_H
#define FAIRLANE_KERNELS_PLAIN_LOOP_H

#include "kernels/kernel.h"

static inline void fl_plain_loop(const float *restrict weights, const float *restrict bias,
                                 const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float sum0 = 0.0f, sum1 = 0.0f;
    for (int i = 0; i < FL_INPUTS; i++) {
        sum0 += row0[i] * input[i];
        sum1 += row1[i] * input[i];
    }
    output[0] = sum0 + bias[0];
    output[1] = sum1 + bias[1];
}

#endif
