/* 128-bit fused multiply-adds: one turn is 14 of them. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

static inline float32x4_t multiply_add(float32x4_t sum, float32x4_t factor)
{
    __asm__ volatile("fmla %0.4s, %1.4s, %1.4s" : "+w"(sum) : "w"(factor));
    return sum;
}

static void arithmetic_neon_fma(const float *weights, const float *bias, const float *input, float *output)
{
    float32x4_t factor = vdupq_n_f32(FL_PROBE_FACTOR), sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = vdupq_n_f32(0.0f);
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = multiply_add(sum[i], factor);
    }
    (void)weights, (void)bias, (void)input;
    output[0] = vgetq_lane_f32(sum[0], 0);
    output[1] = vgetq_lane_f32(sum[FL_PROBE_SUMS - 1], 0);
}

const fl_probe fl_probe_arithmetic_neon_fma = {
    .name = "arithmetic-neon-fma",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_NEON,
    .lanes = LANES,
    .fma = true,
    .needs = FL_NEEDS_NEON,
    .code = "fmla:14",
    .run = arithmetic_neon_fma,
};
