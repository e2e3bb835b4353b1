/* Scalar with fused multiply-add, output after output: what clang makes of a loop over outputs around a loop
 * over inputs, where the CPU has the instruction. Two chains of 784 fused operations that a CPU overlaps only
 * as far as it looks ahead: up to twice `scalar-fma` for the same arithmetic. */
#include <math.h>

#include "kernels/kernel.h"

static void linear_scalar_fma_two_pass(const float *restrict weights, const float *restrict bias,
                                       const float *restrict input, float *restrict output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *of_row = weights + row * FL_INPUTS;
        float sum = 0.0f;
        for (int i = 0; i < FL_INPUTS; i++)
            sum = fmaf(of_row[i], input[i], sum);
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_scalar_fma_two_pass = {
    .name = "scalar-fma-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = true,
    .passes = 2,
    .accumulators = 1,
#if defined(__x86_64__)
    .needs = FL_NEEDS_AVX | FL_NEEDS_FMA, /* the fused instructions have no other encoding than AVX's */
#else
    .needs = FL_NEEDS_NOTHING,
#endif
    .origin = FL_PLAIN_LOOP,
    .run = linear_scalar_fma_two_pass,
    .chain_adds = 1,
    .chain_fmas = FL_INPUTS,
};
