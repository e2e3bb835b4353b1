/* 128-bit fused multiply-adds into 28 sums, for cores that start four a cycle: one turn is 28 of them. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

static inline float32x4_t multiply_add(float32x4_t sum, float32x4_t factor)
{
    __asm__ volatile("fmla %0.4s, %1.4s, %1.4s" : "+w"(sum) : "w"(factor));
    return sum;
}

static void arithmetic_neon_fma_many(const float *weights, const float *bias, const float *input,
                                     float *output)
{
    float32x4_t factor = vdupq_n_f32(FL_PROBE_FACTOR), sum[FL_PROBE_MANY_SUMS];
#pragma GCC unroll 28
    for (int i = 0; i < FL_PROBE_MANY_SUMS; i++)
        sum[i] = vdupq_n_f32(0.0f);
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_WEIGHTS / LANES / FL_PROBE_MANY_SUMS; turn++) {
#pragma GCC unroll 28
        for (int i = 0; i < FL_PROBE_MANY_SUMS; i++)
            sum[i] = multiply_add(sum[i], factor);
    }
    (void)weights, (void)bias, (void)input;
    output[0] = vgetq_lane_f32(sum[0], 0);
    output[1] = vgetq_lane_f32(sum[FL_PROBE_MANY_SUMS - 1], 0);
}

const fl_probe fl_probe_arithmetic_neon_fma_many = {
    .name = "arithmetic-neon-fma-many",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_NEON,
    .lanes = LANES,
    .fma = true,
    .sums = FL_PROBE_MANY_SUMS,
    .needs = FL_NEEDS_NEON,
    .code = "fmla:28",
    .run = arithmetic_neon_fma_many,
};
