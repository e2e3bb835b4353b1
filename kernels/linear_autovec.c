/* The plain loop, left to the compiler, which may reassociate additions but has only the baseline of the
 * architecture (x86-64: SSE2, AArch64: NEON) and keeps multiply and add apart.
 * Accumulators and chains are the compiler's choice, hence not stated. */
#include "kernels/plain_loop.h"

static void linear_autovec(const float *restrict weights, const float *restrict bias,
                           const float *restrict input, float *restrict output)
{
    fl_plain_loop(weights, bias, input, output);
}

const fl_kernel fl_kernel_autovec = {
    .name = "autovec",
    .work = FL_WORK_LINEAR_784X2,
#if defined(__x86_64__)
    .isa = FL_ISA_SSE,
    .lanes = 4,
    .needs = FL_NEEDS_SSE2,
#elif defined(__aarch64__)
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .needs = FL_NEEDS_NEON,
#else
    .isa = FL_ISA_SCALAR, /* not known to have vectors in its baseline */
    .lanes = 0,
#endif
    .fma = false,
    .origin = FL_COMPILER,
    .run = linear_autovec,
};
