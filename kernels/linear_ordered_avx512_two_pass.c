/* 512-bit products, sums in source order, one output after the other: what gcc -O3 with 512-bit vectors makes of a loop
 * over outputs around a loop over inputs. Two chains of 784 additions that a CPU overlaps only as far as it
 * looks ahead, as in `scalar-two-pass`, whose bits this gives. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_ordered.h"

static void linear_ordered_avx512_two_pass(const float *restrict weights, const float *restrict bias,
                                           const float *restrict input, float *restrict output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *of_row = weights + row * FL_INPUTS;
        float sum = 0.0f;
        for (int i = 0; i < FL_INPUTS; i += 16) {
            __m512 products = _mm512_mul_ps(_mm512_loadu_ps(of_row + i), _mm512_loadu_ps(input + i));
            sum = fl_add_in_order(sum, _mm512_castps512_ps128(products));
            sum = fl_add_in_order(sum, _mm512_extractf32x4_ps(products, 1));
            sum = fl_add_in_order(sum, _mm512_extractf32x4_ps(products, 2));
            sum = fl_add_in_order(sum, _mm512_extractf32x4_ps(products, 3));
        }
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_ordered_avx512_two_pass = {
    .name = "ordered-avx512-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = 16,
    .fma = false,
    .ordered_sums = true,
    .passes = 2,
    .accumulators = 1,
    .needs = FL_NEEDS_AVX512F,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_avx512_two_pass,
    .chain_adds = FL_INPUTS + 1,
};
