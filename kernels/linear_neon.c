/* NEON: one pass over both rows, fused multiply-add as AArch64 has it in its baseline.
 * Each block of 4 inputs is loaded once and multiplied into row 0 and row 1; four accumulators a row hide the
 * latency: 784 is 49 rounds of four blocks. More accumulators would let gcc 12 load ahead until it runs out
 * of registers. They are named one by one because it keeps an array of them in memory. The bias is what the
 * first accumulators start with, and the last additions do both rows at once. */
#include <arm_neon.h>

#include "kernels/kernel.h"

static void linear_neon(const float *restrict weights, const float *restrict bias,
                        const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float32x4_t a0 = vdupq_n_f32(0.0f), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    float32x4_t b0 = a0, b1 = a0, b2 = a0, b3 = a0;                /* row 1 */
    a0 = vsetq_lane_f32(bias[0], a0, 0);
    b0 = vsetq_lane_f32(bias[1], b0, 0);
    for (int i = 0; i < FL_INPUTS; i += 16) {
        float32x4_t x0 = vld1q_f32(input + i), x1 = vld1q_f32(input + i + 4);
        float32x4_t x2 = vld1q_f32(input + i + 8), x3 = vld1q_f32(input + i + 12);
        a0 = vfmaq_f32(a0, vld1q_f32(row0 + i), x0);
        a1 = vfmaq_f32(a1, vld1q_f32(row0 + i + 4), x1);
        a2 = vfmaq_f32(a2, vld1q_f32(row0 + i + 8), x2);
        a3 = vfmaq_f32(a3, vld1q_f32(row0 + i + 12), x3);
        b0 = vfmaq_f32(b0, vld1q_f32(row1 + i), x0);
        b1 = vfmaq_f32(b1, vld1q_f32(row1 + i + 4), x1);
        b2 = vfmaq_f32(b2, vld1q_f32(row1 + i + 8), x2);
        b3 = vfmaq_f32(b3, vld1q_f32(row1 + i + 12), x3);
    }
    float32x4_t sum0 = vaddq_f32(vaddq_f32(a0, a1), vaddq_f32(a2, a3));
    float32x4_t sum1 = vaddq_f32(vaddq_f32(b0, b1), vaddq_f32(b2, b3));
    float32x4_t pairs = vpaddq_f32(sum0, sum1);
    vst1_f32(output, vpadd_f32(vget_low_f32(pairs), vget_high_f32(pairs)));
}

const fl_kernel fl_kernel_neon = {
    .name = "neon",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = true,
    .accumulators = 4,
    .needs = FL_NEEDS_NEON,
    .origin = FL_HAND_WRITTEN,
    .run = linear_neon,
    .chain_adds = 2 + 2, /* the four accumulators, the four lanes */
    .chain_fmas = 49,    /* one accumulator, which starts with zero or the bias */
};
