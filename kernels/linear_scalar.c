/* Strict source order, one accumulator per output, both outputs in one pass over the input.
 * What a plain loop in C or Rust compiles to when the compiler may not reorder additions:
 * the two chains of 784 dependent additions are the limit. */
#include "kernels/kernel.h"

static void linear_scalar(const float *restrict weights, const float *restrict bias,
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

const fl_kernel fl_kernel_scalar = {
    .name = "scalar",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false,
    .accumulators = 1,
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_PLAIN_LOOP,
    .run = linear_scalar,
    .chain_adds = FL_INPUTS + 1,
};
