/* 512-bit products, sums in source order: what gcc -O3 -march=skylake-avx512 -mprefer-vector-width=512 makes of the
 * plain loop, because floating-point additions may not be reordered. Product and sum stay apart, and the chain of
 * 784 additions of each row is the limit, as in `scalar`, whose bits this gives. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_ordered.h"

static inline float add_in_order(float sum, __m512 products)
{
    sum = fl_add_in_order(sum, _mm512_castps512_ps128(products));
    sum = fl_add_in_order(sum, _mm512_extractf32x4_ps(products, 1));
    sum = fl_add_in_order(sum, _mm512_extractf32x4_ps(products, 2));
    return fl_add_in_order(sum, _mm512_extractf32x4_ps(products, 3));
}

static void linear_ordered_avx512(const float *restrict weights, const float *restrict bias,
                                  const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float sum0 = 0.0f, sum1 = 0.0f;
    for (int i = 0; i < FL_INPUTS; i += 16) {
        __m512 x = _mm512_loadu_ps(input + i);
        __asm__("" : "+v"(x)); /* kept: gcc 12 would load it again for the second row */
        sum0 = add_in_order(sum0, _mm512_mul_ps(_mm512_loadu_ps(row0 + i), x));
        sum1 = add_in_order(sum1, _mm512_mul_ps(_mm512_loadu_ps(row1 + i), x));
    }
    output[0] = sum0 + bias[0];
    output[1] = sum1 + bias[1];
}

const fl_kernel fl_kernel_ordered_avx512 = {
    .name = "ordered-avx512",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = 16,
    .fma = false,
    .ordered_sums = true,
    .accumulators = 1,
    .needs = FL_NEEDS_AVX512F,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_avx512,
    .chain_adds = FL_INPUTS + 1,
};
