/* 512-bit fused multiply-adds: one turn is 14 of them. */
#include <immintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 16 };

static inline __m512 multiply_add(__m512 sum, __m512 factor)
{
    __asm__ volatile("vfmadd231ps %1, %1, %0" : "+v"(sum) : "v"(factor));
    return sum;
}

static void arithmetic_avx512(const float *weights, const float *bias, const float *input, float *output)
{
    __m512 factor = _mm512_set1_ps(FL_PROBE_FACTOR), sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = _mm512_setzero_ps();
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = multiply_add(sum[i], factor);
    }
    (void)weights, (void)bias, (void)input;
    output[0] = _mm512_cvtss_f32(sum[0]);
    output[1] = _mm512_cvtss_f32(sum[FL_PROBE_SUMS - 1]);
}

const fl_probe fl_probe_arithmetic_avx512 = {
    .name = "arithmetic-avx512",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_AVX512,
    .lanes = LANES,
    .fma = true,
    .needs = FL_NEEDS_AVX512F,
    .code = "vfmadd231ps:14",
    .run = arithmetic_avx512,
};
