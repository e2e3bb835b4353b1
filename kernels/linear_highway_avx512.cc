/* Highway's Dot with AVX-512, its target AVX3: what its users get from either dispatch on a CPU that has it.
 * Highway counts AVX512BW, DQ and VL to that target, and BMI1 and BMI2, and the compiler may use them beside
 * the arithmetic. */
#include "kernels/highway_dot.h"
#include "kernels/x86_level4.h"

#if HWY_TARGET != HWY_AVX3
#error "Highway does not take its target AVX3 with these compiler flags"
#endif

static void linear_highway_avx512(const float *weights, const float *bias, const float *input, float *output)
{
    HWY_STATIC_DISPATCH(highway_linear)(weights, bias, input, output);
}

static const char *highway_avx512_detail()
{
    return FL_HIGHWAY_VERSION ", static target AVX3";
}

extern "C" const fl_kernel fl_kernel_highway_avx512;
const fl_kernel fl_kernel_highway_avx512 = {
    .name = "highway-avx512",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = 16,
    .fma = true,
    .needs = FL_NEEDS_AVX2 | FL_NEEDS_FMA | FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL,
    .origin = FL_LIBRARY,
    .run = linear_highway_avx512,
    .detail = highway_avx512_detail,
    .prepare = fl_x86_lacks_level4,
};
