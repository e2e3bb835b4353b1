/* AVX-512F: one pass over both rows, read as seven streams of seven cache lines: 784 is 7 · 7 · 16.
 * Each block of 16 inputs is loaded once and multiplied into row 0 and row 1; an accumulator a stream and row
 * hides the latency of the fused multiply-add, so the 147 loads are the limit, and no load follows one of the
 * line before it. The bias is what the first accumulators start with, and both rows are folded in one
 * register, so that little is left to wait for when the last product is there. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_bias.h"
#include "kernels/x86_finish.h"

enum { LANES = 16, STREAMS = 7, STREAM = FL_INPUTS / STREAMS };

/* Keeps a loaded block in its register: gcc 12 would read it again for the second row, which costs a
 * third more loads. No instruction comes of it. */
static inline __m512 once(__m512 block)
{
    __asm__("" : "+v"(block));
    return block;
}

static inline __m512 sum(const __m512 s[STREAMS])
{
    __m512 first = _mm512_add_ps(_mm512_add_ps(s[0], s[1]), _mm512_add_ps(s[2], s[3]));
    return _mm512_add_ps(first, _mm512_add_ps(_mm512_add_ps(s[4], s[5]), s[6]));
}

/* Sums of lanes of both rows at once, down to a0 b0 a1 b1. */
static inline __m128 fold(__m512 row0, __m512 row1)
{
    __m512 both = _mm512_add_ps(_mm512_unpacklo_ps(row0, row1), _mm512_unpackhi_ps(row0, row1));
    __m256 high = _mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(both), 1));
    __m256 half = _mm256_add_ps(_mm512_castps512_ps256(both), high);
    return _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
}

static void linear_avx512(const float *restrict weights, const float *restrict bias,
                          const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m512 a[STREAMS], b[STREAMS]; /* of row 0 and row 1 */
#pragma GCC unroll 7
    for (int k = 0; k < STREAMS; k++)
        a[k] = b[k] = _mm512_setzero_ps();
    __m128 bias0, bias1;
    fl_x86_bias(bias, &bias0, &bias1);
    a[0] = _mm512_zextps128_ps512(bias0);
    b[0] = _mm512_zextps128_ps512(bias1);
#pragma GCC unroll 1
    for (int i = 0; i < STREAM; i += LANES) {
#pragma GCC unroll 7
        for (int k = 0; k < STREAMS; k++) {
            const int at = i + k * STREAM;
            __m512 x = once(_mm512_loadu_ps(input + at));
            a[k] = _mm512_fmadd_ps(_mm512_loadu_ps(row0 + at), x, a[k]);
            b[k] = _mm512_fmadd_ps(_mm512_loadu_ps(row1 + at), x, b[k]);
        }
    }
    fl_x86_finish(fold(sum(a), sum(b)), output);
}

const fl_kernel fl_kernel_avx512 = {
    .name = "avx512",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX512,
    .lanes = LANES,
    .fma = true,
    .accumulators = STREAMS,
    .needs = FL_NEEDS_AVX512F,
    .origin = FL_HAND_WRITTEN,
    .run = linear_avx512,
    .chain_adds = 3 + 3 + FL_X86_FINISH_ADDS, /* the seven accumulators, folding, the end */
    .chain_fmas = STREAM / LANES,             /* one accumulator, which starts with zero or the bias */
};
