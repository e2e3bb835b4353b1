/* Highway's Dot with AVX2 and fused multiply-add: what its users get from either dispatch on a CPU that has
 * AVX2 and no AVX-512. Highway counts BMI1 and BMI2 to that target, and the compiler may use them beside the
 * arithmetic. */
#include "kernels/highway_dot.h"

#if HWY_TARGET != HWY_AVX2
#error "Highway does not take its target AVX2 with these compiler flags"
#endif

static void linear_highway_avx2(const float *weights, const float *bias, const float *input, float *output)
{
    HWY_STATIC_DISPATCH(highway_linear)(weights, bias, input, output);
}

static const char *highway_avx2_detail()
{
    return FL_HIGHWAY_VERSION ", static target AVX2";
}

extern "C" const fl_kernel fl_kernel_highway_avx2;
const fl_kernel fl_kernel_highway_avx2 = {
    .name = "highway-avx2",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX2,
    .lanes = 8,
    .fma = true,
    .needs = FL_NEEDS_AVX2 | FL_NEEDS_FMA | FL_NEEDS_BMI1 | FL_NEEDS_BMI2,
    .origin = FL_LIBRARY,
    .run = linear_highway_avx2,
    .detail = highway_avx2_detail,
};
