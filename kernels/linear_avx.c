/* AVX: one pass over both rows, multiply and add apart, as on the CPUs that have AVX but no FMA; read as
 * seven streams of fourteen blocks: 784 is 7 · 14 · 8. Each block of 8 inputs is loaded once and multiplied
 * into row 0 and row 1; an accumulator a stream and row hides the latency of the addition, so the 294 loads
 * are the limit. The bias is what the first accumulators start with, and both rows are folded in one
 * register, so that little is left to wait for at the end. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_bias.h"
#include "kernels/x86_finish.h"

enum { LANES = 8, STREAMS = 7, STREAM = FL_INPUTS / STREAMS };

/* Keeps a loaded block in its register: gcc 12 would read it again for the second row, which costs a
 * third more loads. No instruction comes of it. */
static inline __m256 once(__m256 block)
{
    __asm__("" : "+x"(block));
    return block;
}

static inline __m256 sum(const __m256 s[STREAMS])
{
    __m256 first = _mm256_add_ps(_mm256_add_ps(s[0], s[1]), _mm256_add_ps(s[2], s[3]));
    return _mm256_add_ps(first, _mm256_add_ps(_mm256_add_ps(s[4], s[5]), s[6]));
}

/* Sums of lanes of both rows at once, down to a0 b0 a1 b1. */
static inline __m128 fold(__m256 row0, __m256 row1)
{
    __m256 both = _mm256_add_ps(_mm256_unpacklo_ps(row0, row1), _mm256_unpackhi_ps(row0, row1));
    return _mm_add_ps(_mm256_castps256_ps128(both), _mm256_extractf128_ps(both, 1));
}

static void linear_avx(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m256 a[STREAMS], b[STREAMS]; /* of row 0 and row 1 */
#pragma GCC unroll 7
    for (int k = 0; k < STREAMS; k++)
        a[k] = b[k] = _mm256_setzero_ps();
    __m128 bias0, bias1;
    fl_x86_bias(bias, &bias0, &bias1);
    a[0] = _mm256_zextps128_ps256(bias0);
    b[0] = _mm256_zextps128_ps256(bias1);
#pragma GCC unroll 1
    for (int i = 0; i < STREAM; i += LANES) {
#pragma GCC unroll 7
        for (int k = 0; k < STREAMS; k++) {
            const int at = i + k * STREAM;
            __m256 x = once(_mm256_loadu_ps(input + at));
            a[k] = _mm256_add_ps(a[k], _mm256_mul_ps(_mm256_loadu_ps(row0 + at), x));
            b[k] = _mm256_add_ps(b[k], _mm256_mul_ps(_mm256_loadu_ps(row1 + at), x));
        }
    }
    fl_x86_finish(fold(sum(a), sum(b)), output);
}

const fl_kernel fl_kernel_avx = {
    .name = "avx",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_AVX,
    .lanes = LANES,
    .fma = false,
    .accumulators = STREAMS,
    .needs = FL_NEEDS_AVX,
    .origin = FL_HAND_WRITTEN,
    .run = linear_avx,
    .chain_adds =
        STREAM / LANES + 3 + 2 + FL_X86_FINISH_ADDS, /* one accumulator, the seven, folding, the end */
};
