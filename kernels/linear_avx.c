/* AVX: one pass over both rows, multiply and add apart, as on the CPUs that have AVX but no FMA.
 * Each block of 8 inputs is loaded once and multiplied into row 0 and row 1; four accumulators a row hide the
 * latency of the addition, so the 294 loads are the limit. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_finish.h"

/* One block of 8 inputs: the input is loaded once and used for both rows. */
static inline void step(const float *row0, const float *row1, const float *input, __m256 *a, __m256 *b)
{
    __m256 x = _mm256_loadu_ps(input);
    *a = _mm256_add_ps(*a, _mm256_mul_ps(_mm256_loadu_ps(row0), x));
    *b = _mm256_add_ps(*b, _mm256_mul_ps(_mm256_loadu_ps(row1), x));
}

/* Sum of the four accumulators of a row, then of its halves. */
static inline __m128 fold(__m256 s0, __m256 s1, __m256 s2, __m256 s3)
{
    __m256 sum = _mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3));
    return _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
}

static void linear_avx(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m256 a0 = _mm256_setzero_ps(), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    __m256 b0 = a0, b1 = a0, b2 = a0, b3 = a0;                  /* row 1 */
    int i = 0;
    for (; i < FL_INPUTS - 16; i += 32) {
        step(row0 + i, row1 + i, input + i, &a0, &b0);
        step(row0 + i + 8, row1 + i + 8, input + i + 8, &a1, &b1);
        step(row0 + i + 16, row1 + i + 16, input + i + 16, &a2, &b2);
        step(row0 + i + 24, row1 + i + 24, input + i + 24, &a3, &b3);
    }
    step(row0 + i, row1 + i, input + i, &a0, &b0);
    step(row0 + i + 8, row1 + i + 8, input + i + 8, &a1, &b1);
    fl_x86_finish(fold(a0, a1, a2, a3), fold(b0, b1, b2, b3), bias, output);
}

const fl_kernel fl_kernel_avx = {
    .name = "avx",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX,
    .lanes = 8,
    .fma = false,
    .accumulators = 4,
    .needs = FL_NEEDS_AVX,
    .origin = FL_HAND_WRITTEN,
    .run = linear_avx,
    .chain_adds = 25 + 3 + FL_X86_FINISH_ADDS, /* the longest accumulator, the four and the halves, the end */
};
