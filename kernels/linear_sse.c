/* SSE: one pass over both rows, multiply and add apart, in the baseline of x86-64 and its legacy encoding.
 * Each block of 4 inputs is loaded once and multiplied into row 0 and row 1; four accumulators a row hide the
 * latency of the addition, so the 588 loads are the limit. */
#include <immintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_finish.h"

/* One block of 4 inputs: the input is loaded once and used for both rows. */
static inline void step(const float *row0, const float *row1, const float *input, __m128 *a, __m128 *b)
{
    __m128 x = _mm_loadu_ps(input);
    *a = _mm_add_ps(*a, _mm_mul_ps(_mm_loadu_ps(row0), x));
    *b = _mm_add_ps(*b, _mm_mul_ps(_mm_loadu_ps(row1), x));
}

static void linear_sse(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m128 a0 = _mm_setzero_ps(), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    __m128 b0 = a0, b1 = a0, b2 = a0, b3 = a0;               /* row 1 */
    for (int i = 0; i < FL_INPUTS; i += 16) {
        step(row0 + i, row1 + i, input + i, &a0, &b0);
        step(row0 + i + 4, row1 + i + 4, input + i + 4, &a1, &b1);
        step(row0 + i + 8, row1 + i + 8, input + i + 8, &a2, &b2);
        step(row0 + i + 12, row1 + i + 12, input + i + 12, &a3, &b3);
    }
    __m128 sum0 = _mm_add_ps(_mm_add_ps(a0, a1), _mm_add_ps(a2, a3));
    __m128 sum1 = _mm_add_ps(_mm_add_ps(b0, b1), _mm_add_ps(b2, b3));
    fl_x86_finish(sum0, sum1, bias, output);
}

const fl_kernel fl_kernel_sse = {
    .name = "sse",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SSE,
    .lanes = 4,
    .fma = false,
    .accumulators = 4,
    .needs = FL_NEEDS_SSE2,
    .origin = FL_HAND_WRITTEN,
    .run = linear_sse,
    .chain_adds = 49 + 2 + FL_X86_FINISH_ADDS, /* one accumulator, the sum of the four, the end */
};
