/* Scalar with fused multiply-add, one accumulator per output, one pass: what becomes of the plain loop where
 * the CPU has the instruction and the compiler may contract, as clang and gcc -std=gnu11 do unless told
 * otherwise. One rounding instead of two; the chain is as long as that of `scalar`, in units of the fused
 * instruction's latency. */
#include <math.h>

#include "kernels/kernel.h"

static void linear_scalar_fma(const float *restrict weights, const float *restrict bias,
                              const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float sum0 = 0.0f, sum1 = 0.0f;
    for (int i = 0; i < FL_INPUTS; i++) {
        sum0 = fmaf(row0[i], input[i], sum0);
        sum1 = fmaf(row1[i], input[i], sum1);
    }
    output[0] = sum0 + bias[0];
    output[1] = sum1 + bias[1];
}

const fl_kernel fl_kernel_scalar_fma = {
    .name = "scalar-fma",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = true,
    .accumulators = 1,
#if defined(__x86_64__)
    .needs = FL_NEEDS_AVX | FL_NEEDS_FMA, /* the fused instructions have no other encoding than AVX's */
#else
    .needs = FL_NEEDS_NOTHING,
#endif
    .origin = FL_PLAIN_LOOP,
    .run = linear_scalar_fma,
    .chain_adds = 1,
    .chain_fmas = FL_INPUTS,
};
