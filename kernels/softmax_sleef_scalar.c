/* Softmax of two logits with SLEEF's scalar exponential (1.0 ULP, no fused multiply-add, the same bits on
 * every CPU). The maximum is subtracted first; NaN and infinity as in `softmax-libm`. */
#include "kernels/sleef_detail.h"

static void softmax_sleef_scalar(const float *restrict weights, const float *restrict bias,
                                 const float *restrict input, float *restrict output)
{
    (void)weights;
    (void)bias;
    float top = input[0] > input[1] ? input[0] : input[1];
    float e0 = Sleef_cinz_expf1_u10purec(input[0] - top), e1 = Sleef_cinz_expf1_u10purec(input[1] - top);
    float sum = e0 + e1;
    output[0] = e0 / sum;
    output[1] = e1 / sum;
}

const fl_kernel fl_kernel_softmax_sleef_scalar = {
    .name = "softmax-sleef-scalar",
    .work = FL_WORK_SOFTMAX_2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false,
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = softmax_sleef_scalar,
    .detail = fl_sleef_detail,
};
