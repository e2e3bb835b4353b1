/* Highway's Dot with NEON, whose multiply and add are fused: what its users get on AArch64 without SVE. */
#include "kernels/highway_dot.h"

/* Highway 1.0 knows one NEON; in 1.2 that one has AES as well, and what every AArch64 has is a target beside it. */
#if HWY_TARGET == HWY_NEON
#define FL_HIGHWAY_TARGET "NEON"
#elif defined(HWY_NEON_WITHOUT_AES) && HWY_TARGET == HWY_NEON_WITHOUT_AES
#define FL_HIGHWAY_TARGET "NEON_WITHOUT_AES"
#else
#error "Highway does not take a target NEON with these compiler flags"
#endif

static void linear_highway_neon(const float *weights, const float *bias, const float *input, float *output)
{
    HWY_STATIC_DISPATCH(highway_linear)(weights, bias, input, output);
}

static const char *highway_neon_detail()
{
    return FL_HIGHWAY_VERSION ", static target " FL_HIGHWAY_TARGET;
}

extern "C" const fl_kernel fl_kernel_highway_neon;
const fl_kernel fl_kernel_highway_neon = {
    .name = "highway-neon",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = true,
    .needs = FL_NEEDS_NEON,
    .origin = FL_LIBRARY,
    .run = linear_highway_neon,
    .detail = highway_neon_detail,
};
