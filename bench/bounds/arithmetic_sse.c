/* 128-bit multiplies and adds, apart, in legacy encoding: one turn is 14 of each. */
#include <emmintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

static inline __m128 multiply(__m128 term, __m128 growth)
{
    __asm__ volatile("mulps %1, %0" : "+x"(term) : "x"(growth));
    return term;
}

static inline __m128 add(__m128 sum, __m128 term)
{
    __asm__ volatile("addps %1, %0" : "+x"(sum) : "x"(term));
    return sum;
}

static void arithmetic_sse(const float *weights, const float *bias, const float *input, float *output)
{
    __m128 growth = _mm_set1_ps(FL_PROBE_GROWTH), term[FL_PROBE_TERMS], sum[FL_PROBE_TERMS];
#pragma GCC unroll 7
    for (int i = 0; i < FL_PROBE_TERMS; i++) {
        term[i] = _mm_set1_ps(FL_PROBE_TERM);
        sum[i] = _mm_setzero_ps();
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
    output[0] = _mm_cvtss_f32(sum[0]);
    output[1] = _mm_cvtss_f32(sum[FL_PROBE_TERMS - 1]);
}

const fl_probe fl_probe_arithmetic_sse = {
    .name = "arithmetic-sse",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SSE,
    .lanes = LANES,
    .grows = true,
    .needs = FL_NEEDS_SSE2,
    .code = "addps:14 mulps:14",
    .run = arithmetic_sse,
};
