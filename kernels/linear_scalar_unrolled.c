/* Scalar with four accumulators per output: the additions no longer wait for each other, so this is as fast
 * as one lane gets, and what is left between it and `sse` is the worth of the vector alone. A turn is sixteen
 * inputs: the end of a loop of 196 turns is mispredicted in each call, that of 49 is not (1.7 % on Zen 5). */
#include "kernels/kernel.h"

static void linear_scalar_unrolled(const float *restrict weights, const float *restrict bias,
                                   const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float a0 = 0.0f, a1 = 0.0f, a2 = 0.0f, a3 = 0.0f; /* row 0 */
    float b0 = 0.0f, b1 = 0.0f, b2 = 0.0f, b3 = 0.0f; /* row 1 */
#pragma GCC unroll 4
    for (int i = 0; i < FL_INPUTS; i += 4) {
        a0 += row0[i] * input[i];
        b0 += row1[i] * input[i];
        a1 += row0[i + 1] * input[i + 1];
        b1 += row1[i + 1] * input[i + 1];
        a2 += row0[i + 2] * input[i + 2];
        b2 += row1[i + 2] * input[i + 2];
        a3 += row0[i + 3] * input[i + 3];
        b3 += row1[i + 3] * input[i + 3];
    }
    output[0] = ((a0 + a1) + (a2 + a3)) + bias[0];
    output[1] = ((b0 + b1) + (b2 + b3)) + bias[1];
}

const fl_kernel fl_kernel_scalar_unrolled = {
    .name = "scalar-unrolled",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false,
    .accumulators = 4,
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_PLAIN_LOOP,
    .run = linear_scalar_unrolled,
    .chain_adds = FL_INPUTS / 4 + 2 + 1, /* one accumulator, the sum of the four, the bias */
};
