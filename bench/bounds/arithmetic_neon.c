/* 128-bit multiplies and adds, apart: one turn is 14 of each. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

static inline float32x4_t multiply(float32x4_t term, float32x4_t growth)
{
    __asm__ volatile("fmul %0.4s, %0.4s, %1.4s" : "+w"(term) : "w"(growth));
    return term;
}

static inline float32x4_t add(float32x4_t sum, float32x4_t term)
{
    __asm__ volatile("fadd %0.4s, %0.4s, %1.4s" : "+w"(sum) : "w"(term));
    return sum;
}

static void arithmetic_neon(const float *weights, const float *bias, const float *input, float *output)
{
    float32x4_t growth = vdupq_n_f32(FL_PROBE_GROWTH), term[FL_PROBE_TERMS], sum[FL_PROBE_TERMS];
#pragma GCC unroll 7
    for (int i = 0; i < FL_PROBE_TERMS; i++) {
        term[i] = vdupq_n_f32(FL_PROBE_TERM);
        sum[i] = vdupq_n_f32(0.0f);
    }
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++) {
            sum[i % FL_PROBE_TERMS] = add(sum[i % FL_PROBE_TERMS], term[i % FL_PROBE_TERMS]);
            term[i % FL_PROBE_TERMS] = multiply(term[i % FL_PROBE_TERMS], growth);
        }
    }
    (void)weights, (void)bias, (void)input;
    output[0] = vgetq_lane_f32(sum[0], 0);
    output[1] = vgetq_lane_f32(sum[FL_PROBE_TERMS - 1], 0);
}

const fl_probe fl_probe_arithmetic_neon = {
    .name = "arithmetic-neon",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_NEON,
    .lanes = LANES,
    .grows = true,
    .needs = FL_NEEDS_NEON,
    .code = "fadd:14 fmul:14",
    .run = arithmetic_neon,
};
