/* AVX-512F: one pass over both rows.
 * Each block of 16 inputs is loaded once and multiplied into row 0 and row 1; four accumulators a row hide
 * the latency of the fused multiply-add, so the 147 loads are the limit. 784 is 12 rounds of four blocks and
 * one block more: no masks. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_finish.h"

/* Keeps a loaded block in its register: gcc 12 would read it again for the second row, which costs a
 * third more loads. No instruction comes of it. */
static inline __m512 once(__m512 block)
{
    __asm__("" : "+v"(block));
    return block;
}

/* Sum of the four accumulators of a row, then of its halves, twice. */
static inline __m128 fold(__m512 s0, __m512 s1, __m512 s2, __m512 s3)
{
    __m512 sum = _mm512_add_ps(_mm512_add_ps(s0, s1), _mm512_add_ps(s2, s3));
    __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(sum), 1));
    __m256 half = _mm256_add_ps(_mm512_castps512_ps256(sum), high);
    return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

static void linear_avx512(const float *restrict weights, const float *restrict bias,
                          const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m512 a0 = _mm512_setzero_ps(), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    __m512 b0 = a0, b1 = a0, b2 = a0, b3 = a0;                  /* row 1 */
    int i = 0;
    for (; i < FL_INPUTS - 1 * 16; i += 4 * 16) {
        __m512 x0 = once(_mm512_loadu_ps(input + i));
        __m512 x1 = once(_mm512_loadu_ps(input + i + 16));
        __m512 x2 = once(_mm512_loadu_ps(input + i + 32));
        __m512 x3 = once(_mm512_loadu_ps(input + i + 48));
        a0 = _mm512_fmadd_ps(_mm512_loadu_ps(row0 + i), x0, a0);
        a1 = _mm512_fmadd_ps(_mm512_loadu_ps(row0 + i + 16), x1, a1);
        a2 = _mm512_fmadd_ps(_mm512_loadu_ps(row0 + i + 32), x2, a2);
        a3 = _mm512_fmadd_ps(_mm512_loadu_ps(row0 + i + 48), x3, a3);
        b0 = _mm512_fmadd_ps(_mm512_loadu_ps(row1 + i), x0, b0);
        b1 = _mm512_fmadd_ps(_mm512_loadu_ps(row1 + i + 16), x1, b1);
        b2 = _mm512_fmadd_ps(_mm512_loadu_ps(row1 + i + 32), x2, b2);
        b3 = _mm512_fmadd_ps(_mm512_loadu_ps(row1 + i + 48), x3, b3);
    }
    __m512 x0 = once(_mm512_loadu_ps(input + i));
    a0 = _mm512_fmadd_ps(_mm512_loadu_ps(row0 + i), x0, a0);
    b0 = _mm512_fmadd_ps(_mm512_loadu_ps(row1 + i), x0, b0);
    fl_x86_finish(fold(a0, a1, a2, a3), fold(b0, b1, b2, b3), bias, output);
}

const fl_kernel fl_kernel_avx512 = {
    .name = "avx512",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = 16,
    .fma = true,
    .accumulators = 4,
    .needs = FL_NEEDS_AVX512F,
    .origin = FL_HAND_WRITTEN,
    .run = linear_avx512,
    .chain_adds = 4 + FL_X86_FINISH_ADDS, /* folding, the end */
    .chain_fmas = 13,                     /* the longest accumulator */
};
