/* AVX2 + FMA: one pass over both rows.
 * Each block of 8 inputs is loaded once and multiplied into row 0 and row 1; four accumulators a row hide the
 * latency of the fused multiply-add, so the 294 loads are the limit. 784 is 24 rounds of four blocks and two
 * blocks more. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_finish.h"

/* Keeps a loaded block in its register: gcc 12 would read it again for the second row, which costs a
 * third more loads. No instruction comes of it. */
static inline __m256 once(__m256 block)
{
    __asm__("" : "+x"(block));
    return block;
}

/* Sum of the four accumulators of a row, then of its halves. */
static inline __m128 fold(__m256 s0, __m256 s1, __m256 s2, __m256 s3)
{
    __m256 sum = _mm256_add_ps(_mm256_add_ps(s0, s1), _mm256_add_ps(s2, s3));
    return _mm_add_ps(_mm256_castps256_ps128(sum), _mm256_extractf128_ps(sum, 1));
}

static void linear_avx2(const float *restrict weights, const float *restrict bias,
                        const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m256 a0 = _mm256_setzero_ps(), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    __m256 b0 = a0, b1 = a0, b2 = a0, b3 = a0;                  /* row 1 */
    int i = 0;
    for (; i < FL_INPUTS - 2 * 8; i += 4 * 8) {
        __m256 x0 = once(_mm256_loadu_ps(input + i));
        __m256 x1 = once(_mm256_loadu_ps(input + i + 8));
        __m256 x2 = once(_mm256_loadu_ps(input + i + 16));
        __m256 x3 = once(_mm256_loadu_ps(input + i + 24));
        a0 = _mm256_fmadd_ps(_mm256_loadu_ps(row0 + i), x0, a0);
        a1 = _mm256_fmadd_ps(_mm256_loadu_ps(row0 + i + 8), x1, a1);
        a2 = _mm256_fmadd_ps(_mm256_loadu_ps(row0 + i + 16), x2, a2);
        a3 = _mm256_fmadd_ps(_mm256_loadu_ps(row0 + i + 24), x3, a3);
        b0 = _mm256_fmadd_ps(_mm256_loadu_ps(row1 + i), x0, b0);
        b1 = _mm256_fmadd_ps(_mm256_loadu_ps(row1 + i + 8), x1, b1);
        b2 = _mm256_fmadd_ps(_mm256_loadu_ps(row1 + i + 16), x2, b2);
        b3 = _mm256_fmadd_ps(_mm256_loadu_ps(row1 + i + 24), x3, b3);
    }
    __m256 x0 = once(_mm256_loadu_ps(input + i));
    __m256 x1 = once(_mm256_loadu_ps(input + i + 8));
    a0 = _mm256_fmadd_ps(_mm256_loadu_ps(row0 + i), x0, a0);
    a1 = _mm256_fmadd_ps(_mm256_loadu_ps(row0 + i + 8), x1, a1);
    b0 = _mm256_fmadd_ps(_mm256_loadu_ps(row1 + i), x0, b0);
    b1 = _mm256_fmadd_ps(_mm256_loadu_ps(row1 + i + 8), x1, b1);
    fl_x86_finish(fold(a0, a1, a2, a3), fold(b0, b1, b2, b3), bias, output);
}

const fl_kernel fl_kernel_avx2 = {
    .name = "avx2",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX2,
    .lanes = 8,
    .fma = true,
    .accumulators = 4,
    .needs = FL_NEEDS_AVX2 | FL_NEEDS_FMA,
    .origin = FL_HAND_WRITTEN,
    .run = linear_avx2,
    .chain_adds = 3 + FL_X86_FINISH_ADDS, /* folding, the end */
    .chain_fmas = 25,                     /* the longest accumulator */
};
