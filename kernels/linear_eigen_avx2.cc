/* Eigen with AVX2 and fused multiply-add: what its users get with -march=x86-64-v3 or -march=native. */
#include "kernels/eigen_product.h"

static void linear_eigen_avx2(const float *weights, const float *bias, const float *input, float *output)
{
    eigen_product(weights, bias, input, output);
}

extern "C" const fl_kernel fl_kernel_eigen_avx2;
const fl_kernel fl_kernel_eigen_avx2 = {
    .name = "eigen-avx2",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX2,
    .lanes = 8,
    .fma = true,
    .needs = FL_NEEDS_AVX2 | FL_NEEDS_FMA,
    .origin = FL_LIBRARY,
    .run = linear_eigen_avx2,
    .detail = eigen_detail,
};
