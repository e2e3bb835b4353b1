/* Eigen in the baseline of the architecture (x86-64: SSE2, multiply and add apart; AArch64: NEON): what its
 * users get who tell the compiler nothing but to optimise. */
#include "kernels/eigen_product.h"

static void linear_eigen(const float *weights, const float *bias, const float *input, float *output)
{
    eigen_product(weights, bias, input, output);
}

extern "C" const fl_kernel fl_kernel_eigen;
const fl_kernel fl_kernel_eigen = {
    .name = "eigen",
    .work = FL_WORK_LINEAR_784X2,
#if defined(__x86_64__)
    .isa = FL_ISA_SSE,
    .lanes = 4,
    .fma = false,
    .needs = FL_NEEDS_SSE2,
#elif defined(__aarch64__)
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = true,
    .needs = FL_NEEDS_NEON,
#else
    .isa = FL_ISA_LIBRARY,
#endif
    .origin = FL_LIBRARY,
    .run = linear_eigen,
    .detail = eigen_detail,
};
