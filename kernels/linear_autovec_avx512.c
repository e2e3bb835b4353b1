/* The plain loop, left to the compiler, which may reassociate additions and use AVX-512F, preferring its
 * 512-bit registers, and fused multiply-add.
 * Accumulators and chains are the compiler's choice, hence not stated. */
#include "kernels/plain_loop.h"

static void linear_autovec_avx512(const float *restrict weights, const float *restrict bias,
                                  const float *restrict input, float *restrict output)
{
    fl_plain_loop(weights, bias, input, output);
}

const fl_kernel fl_kernel_autovec_avx512 = {
    .name = "autovec-avx512",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = 16,
    .fma = true,
    .needs = FL_NEEDS_AVX512F | FL_NEEDS_AVX2 | FL_NEEDS_FMA,
    .origin = FL_COMPILER,
    .run = linear_autovec_avx512,
};
