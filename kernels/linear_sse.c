/* SSE: one pass over both rows, multiply and add apart, in the baseline of x86-64 and its legacy encoding;
 * read as four streams of 49 blocks: 784 is 4 · 49 · 4. Each block of 4 inputs is loaded once and multiplied
 * into row 0 and row 1; an accumulator a stream and row hides the latency of the addition, so the 588 loads
 * are the limit. The bias is what the first accumulators start with, and both rows are folded in one
 * register, so that little is left to wait for at the end. */
#include <emmintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_finish.h"

enum { LANES = 4, STREAMS = 4, STREAM = FL_INPUTS / STREAMS };

/* Keeps a loaded block in its register: gcc 12 would read it again for the second row, which costs a
 * third more loads. No instruction comes of it. */
static inline __m128 once(__m128 block)
{
    __asm__("" : "+x"(block));
    return block;
}

static inline __m128 sum(const __m128 s[STREAMS])
{
    return _mm_add_ps(_mm_add_ps(s[0], s[1]), _mm_add_ps(s[2], s[3]));
}

/* Sums of lanes of both rows at once, down to a0 b0 a1 b1. */
static inline __m128 fold(__m128 row0, __m128 row1)
{
    return _mm_add_ps(_mm_unpacklo_ps(row0, row1), _mm_unpackhi_ps(row0, row1));
}

static void linear_sse(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m128 a[STREAMS], b[STREAMS]; /* of row 0 and row 1 */
#pragma GCC unroll 4
    for (int k = 0; k < STREAMS; k++)
        a[k] = b[k] = _mm_setzero_ps();
    a[0] = _mm_load_ss(bias);
    b[0] = _mm_load_ss(bias + 1);
#pragma GCC unroll 1
    for (int i = 0; i < STREAM; i += LANES) {
#pragma GCC unroll 4
        for (int k = 0; k < STREAMS; k++) {
            const int at = i + k * STREAM;
            __m128 x = once(_mm_loadu_ps(input + at));
            a[k] = _mm_add_ps(a[k], _mm_mul_ps(_mm_loadu_ps(row0 + at), x));
            b[k] = _mm_add_ps(b[k], _mm_mul_ps(_mm_loadu_ps(row1 + at), x));
        }
    }
    fl_x86_finish(fold(sum(a), sum(b)), output);
}

const fl_kernel fl_kernel_sse = {
    .name = "sse",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SSE,
    .lanes = LANES,
    .fma = false,
    .accumulators = STREAMS,
    .needs = FL_NEEDS_SSE2,
    .origin = FL_HAND_WRITTEN,
    .run = linear_sse,
    .chain_adds =
        STREAM / LANES + 2 + 1 + FL_X86_FINISH_ADDS, /* one accumulator, the four, folding, the end */
};
