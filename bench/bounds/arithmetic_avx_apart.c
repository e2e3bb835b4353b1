/* 256-bit multiplies and adds where no multiply waits for another: one turn is 14 of each. */
#include <immintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 8 };

static inline __m256 product(__m256 factor)
{
    __m256 term;
    __asm__ volatile("vmulps %1, %1, %0" : "=x"(term) : "x"(factor));
    return term;
}

static inline __m256 add(__m256 sum, __m256 term)
{
    __asm__ volatile("vaddps %1, %0, %0" : "+x"(sum) : "x"(term));
    return sum;
}

static void arithmetic_avx_apart(const float *weights, const float *bias, const float *input, float *output)
{
    __m256 factor = _mm256_set1_ps(FL_PROBE_FACTOR), sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = _mm256_setzero_ps();
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = add(sum[i], product(factor));
    }
    (void)weights, (void)bias, (void)input;
    output[0] = _mm256_cvtss_f32(sum[0]);
    output[1] = _mm256_cvtss_f32(sum[FL_PROBE_SUMS - 1]);
}

const fl_probe fl_probe_arithmetic_avx_apart = {
    .name = "arithmetic-avx-apart",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_AVX,
    .lanes = LANES,
    .needs = FL_NEEDS_AVX,
    .code = "vaddps:14 vmulps:14",
    .run = arithmetic_avx_apart,
};
