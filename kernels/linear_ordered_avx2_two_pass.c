/* 256-bit products, sums in source order, one output after the other: what gcc -O3 -mavx2 makes of a loop
 * over outputs around a loop over inputs. Two chains of 784 additions that a CPU overlaps only as far as it
 * looks ahead, as in `scalar-two-pass`, whose bits this gives. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_ordered.h"

static void linear_ordered_avx2_two_pass(const float *restrict weights, const float *restrict bias,
                                         const float *restrict input, float *restrict output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *of_row = weights + row * FL_INPUTS;
        float sum = 0.0f;
        for (int i = 0; i < FL_INPUTS; i += 8) {
            __m256 products = _mm256_mul_ps(_mm256_loadu_ps(of_row + i), _mm256_loadu_ps(input + i));
            sum = fl_add_in_order(sum, _mm256_castps256_ps128(products));
            sum = fl_add_in_order(sum, _mm256_extractf128_ps(products, 1));
        }
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_ordered_avx2_two_pass = {
    .name = "ordered-avx2-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX2,
    .lanes = 8,
    .fma = false,
    .ordered_sums = true,
    .passes = 2,
    .accumulators = 1,
    .needs = FL_NEEDS_AVX2,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_avx2_two_pass,
    .chain_adds = FL_INPUTS + 1,
};
