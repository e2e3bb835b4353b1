/* NEON products, sums in source order: what gcc -O3 makes of the plain loop, because floating-point additions
 * may not be reordered. Product and sum stay apart, and the chain of 784 additions of each row is the limit,
 * as in `scalar`, whose bits this gives. */
#include <arm_neon.h>

#include "kernels/kernel.h"

static inline float add_in_order(float sum, float32x4_t products)
{
    sum += vgetq_lane_f32(products, 0);
    sum += vgetq_lane_f32(products, 1);
    sum += vgetq_lane_f32(products, 2);
    return sum + vgetq_lane_f32(products, 3);
}

static void linear_ordered_neon(const float *restrict weights, const float *restrict bias,
                                const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float sum0 = 0.0f, sum1 = 0.0f;
    for (int i = 0; i < FL_INPUTS; i += 4) {
        float32x4_t x = vld1q_f32(input + i);
        sum0 = add_in_order(sum0, vmulq_f32(vld1q_f32(row0 + i), x));
        sum1 = add_in_order(sum1, vmulq_f32(vld1q_f32(row1 + i), x));
    }
    output[0] = sum0 + bias[0];
    output[1] = sum1 + bias[1];
}

const fl_kernel fl_kernel_ordered_neon = {
    .name = "ordered-neon",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = false,
    .ordered_sums = true,
    .accumulators = 1,
    .needs = FL_NEEDS_NEON,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_neon,
    .chain_adds = FL_INPUTS + 1,
};
