/* The plain loop, left to the compiler, which may reassociate additions and use SVE of whatever
 * vector length the CPU has, with fused multiply-add.
 * Accumulators and chains are the compiler's choice, hence not stated. */
#include "kernels/plain_loop.h"

static void linear_autovec_sve(const float *restrict weights, const float *restrict bias,
                               const float *restrict input, float *restrict output)
{
    fl_plain_loop(weights, bias, input, output);
}

const fl_kernel fl_kernel_autovec_sve = {
    .name = "autovec-sve",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .fma = true,
    .needs = FL_NEEDS_SVE,
    .origin = FL_COMPILER,
    .run = linear_autovec_sve,
};
