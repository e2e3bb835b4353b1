/* 128-bit multiplies and adds, in legacy encoding where no multiply waits for another: one turn is 14 of
 * each. */
#include <emmintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

static inline __m128 product(__m128 factor)
{
    __m128 term;
    __asm__ volatile("movaps %1, %0\n\tmulps %1, %0" : "=&x"(term) : "x"(factor));
    return term;
}

static inline __m128 add(__m128 sum, __m128 term)
{
    __asm__ volatile("addps %1, %0" : "+x"(sum) : "x"(term));
    return sum;
}

static void arithmetic_sse_apart(const float *weights, const float *bias, const float *input, float *output)
{
    __m128 factor = _mm_set1_ps(FL_PROBE_FACTOR), sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = _mm_setzero_ps();
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = add(sum[i], product(factor));
    }
    (void)weights, (void)bias, (void)input;
    output[0] = _mm_cvtss_f32(sum[0]);
    output[1] = _mm_cvtss_f32(sum[FL_PROBE_SUMS - 1]);
}

const fl_probe fl_probe_arithmetic_sse_apart = {
    .name = "arithmetic-sse-apart",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SSE,
    .lanes = LANES,
    .needs = FL_NEEDS_SSE2,
    .code = "addps:14 mulps:14",
    .run = arithmetic_sse_apart,
};
