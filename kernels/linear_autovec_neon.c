/* The plain loop, left to the compiler, which may reassociate additions and contract multiply and
 * add; that contraction is all that sets it apart from `autovec` on AArch64.
 * Accumulators and chains are the compiler's choice, hence not stated. */
#include "kernels/plain_loop.h"

static void linear_autovec_neon(const float *restrict weights, const float *restrict bias,
                                const float *restrict input, float *restrict output)
{
    fl_plain_loop(weights, bias, input, output);
}

const fl_kernel fl_kernel_autovec_neon = {
    .name = "autovec-neon",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = true,
    .needs = FL_NEEDS_NEON,
    .origin = FL_COMPILER,
    .run = linear_autovec_neon,
};
