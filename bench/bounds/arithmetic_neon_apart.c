/* 128-bit multiplies and adds where no multiply waits for another: one turn is 14 of each. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

static inline float32x4_t product(float32x4_t factor)
{
    float32x4_t term;
    __asm__ volatile("fmul %0.4s, %1.4s, %1.4s" : "=w"(term) : "w"(factor));
    return term;
}

static inline float32x4_t add(float32x4_t sum, float32x4_t term)
{
    __asm__ volatile("fadd %0.4s, %0.4s, %1.4s" : "+w"(sum) : "w"(term));
    return sum;
}

static void arithmetic_neon_apart(const float *weights, const float *bias, const float *input, float *output)
{
    float32x4_t factor = vdupq_n_f32(FL_PROBE_FACTOR), sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = vdupq_n_f32(0.0f);
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = add(sum[i], product(factor));
    }
    (void)weights, (void)bias, (void)input;
    output[0] = vgetq_lane_f32(sum[0], 0);
    output[1] = vgetq_lane_f32(sum[FL_PROBE_SUMS - 1], 0);
}

const fl_probe fl_probe_arithmetic_neon_apart = {
    .name = "arithmetic-neon-apart",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_NEON,
    .lanes = LANES,
    .needs = FL_NEEDS_NEON,
    .code = "fadd:14 fmul:14",
    .run = arithmetic_neon_apart,
};
