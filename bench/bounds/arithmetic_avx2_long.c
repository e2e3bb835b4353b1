/* 256-bit fused multiply-adds, all of them in one go: no loop costs anything. */
#include <immintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 8 };

static inline __m256 multiply_add(__m256 sum, __m256 factor)
{
    __asm__ volatile("vfmadd231ps %1, %1, %0" : "+x"(sum) : "x"(factor));
    return sum;
}

static void arithmetic_avx2_long(const float *weights, const float *bias, const float *input, float *output)
{
    __m256 factor = _mm256_set1_ps(FL_PROBE_FACTOR), sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = _mm256_setzero_ps();
#pragma GCC unroll 196
    for (int i = 0; i < FL_WEIGHTS / LANES; i++)
        sum[i % FL_PROBE_SUMS] = multiply_add(sum[i % FL_PROBE_SUMS], factor);
    (void)weights, (void)bias, (void)input;
    output[0] = _mm256_cvtss_f32(sum[0]);
    output[1] = _mm256_cvtss_f32(sum[FL_PROBE_SUMS - 1]);
}

const fl_probe fl_probe_arithmetic_avx2_long = {
    .name = "arithmetic-avx2-long",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_AVX2,
    .lanes = LANES,
    .fma = true,
    .needs = FL_NEEDS_AVX | FL_NEEDS_FMA,
    .code = "vfmadd231ps:196",
    .run = arithmetic_avx2_long,
};
