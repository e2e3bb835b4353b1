/* 256-bit multiplies and adds, apart: one turn is 14 of each. */
#include <immintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 8 };

static inline __m256 multiply(__m256 term, __m256 growth)
{
    __asm__ volatile("vmulps %1, %0, %0" : "+x"(term) : "x"(growth));
    return term;
}

static inline __m256 add(__m256 sum, __m256 term)
{
    __asm__ volatile("vaddps %1, %0, %0" : "+x"(sum) : "x"(term));
    return sum;
}

static void arithmetic_avx(const float *weights, const float *bias, const float *input, float *output)
{
    __m256 growth = _mm256_set1_ps(FL_PROBE_GROWTH), term[FL_PROBE_TERMS], sum[FL_PROBE_TERMS];
#pragma GCC unroll 7
    for (int i = 0; i < FL_PROBE_TERMS; i++) {
        term[i] = _mm256_set1_ps(FL_PROBE_TERM);
        sum[i] = _mm256_setzero_ps();
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
    output[0] = _mm256_cvtss_f32(sum[0]);
    output[1] = _mm256_cvtss_f32(sum[FL_PROBE_TERMS - 1]);
}

const fl_probe fl_probe_arithmetic_avx = {
    .name = "arithmetic-avx",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_AVX,
    .lanes = LANES,
    .grows = true,
    .needs = FL_NEEDS_AVX,
    .code = "vaddps:14 vmulps:14",
    .run = arithmetic_avx,
};
