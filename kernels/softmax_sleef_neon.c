/* Softmax of two logits with SLEEF's NEON exponential: both exponentials in one call, bit for bit those of
 * `softmax-sleef-scalar`. The upper two of the four lanes repeat the lower two. */
#include <arm_neon.h>

#include "kernels/sleef_detail.h"

static void softmax_sleef_neon(const float *restrict weights, const float *restrict bias,
                               const float *restrict input, float *restrict output)
{
    (void)weights;
    (void)bias;
    float32x2_t two = vld1_f32(input);
    float32x4_t x = vcombine_f32(two, two);
    float32x4_t top = vmaxq_f32(x, vrev64q_f32(x)); /* NaN when either is NaN */
    float32x4_t e = Sleef_cinz_expf4_u10advsimdnofma(vsubq_f32(x, top));
    float32x4_t sum = vaddq_f32(e, vrev64q_f32(e));
    vst1_f32(output, vget_low_f32(vdivq_f32(e, sum)));
}

const fl_kernel fl_kernel_softmax_sleef_neon = {
    .name = "softmax-sleef-neon",
    .work = FL_WORK_SOFTMAX_2,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = false,
    .needs = FL_NEEDS_NEON,
    .origin = FL_LIBRARY,
    .run = softmax_sleef_neon,
    .detail = fl_sleef_detail,
};
