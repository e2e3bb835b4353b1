/* Eigen with AVX-512: what its users get with -march=x86-64-v4. */
#include "kernels/eigen_product.h"
#include "kernels/x86_level4.h"

static void linear_eigen_avx512(const float *weights, const float *bias, const float *input, float *output)
{
    eigen_product(weights, bias, input, output);
}

extern "C" const fl_kernel fl_kernel_eigen_avx512;
const fl_kernel fl_kernel_eigen_avx512 = {
    .name = "eigen-avx512",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = 16,
    .fma = true,
    .needs = FL_NEEDS_AVX2 | FL_NEEDS_FMA | FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL,
    .origin = FL_LIBRARY,
    .run = linear_eigen_avx512,
    .detail = eigen_detail,
    .prepare = fl_x86_lacks_level4,
};
