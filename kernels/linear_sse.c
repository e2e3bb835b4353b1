/* SSE: one pass over both rows, multiply and add apart, in the baseline of x86-64 and its legacy encoding.
 * Each block of 4 inputs is loaded once and multiplied into row 0 and row 1; four accumulators a row hide the
 * latency of the addition, so the 588 loads are the limit. 784 is 49 rounds of four blocks. */
#include <emmintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_finish.h"

static void linear_sse(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    __m128 a0 = _mm_setzero_ps(), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    __m128 b0 = a0, b1 = a0, b2 = a0, b3 = a0;               /* row 1 */
    for (int i = 0; i < FL_INPUTS; i += 4 * 4) {
        __m128 x0 = _mm_loadu_ps(input + i);
        __m128 x1 = _mm_loadu_ps(input + i + 4);
        __m128 x2 = _mm_loadu_ps(input + i + 8);
        __m128 x3 = _mm_loadu_ps(input + i + 12);
        a0 = _mm_add_ps(a0, _mm_mul_ps(_mm_loadu_ps(row0 + i), x0));
        a1 = _mm_add_ps(a1, _mm_mul_ps(_mm_loadu_ps(row0 + i + 4), x1));
        a2 = _mm_add_ps(a2, _mm_mul_ps(_mm_loadu_ps(row0 + i + 8), x2));
        a3 = _mm_add_ps(a3, _mm_mul_ps(_mm_loadu_ps(row0 + i + 12), x3));
        b0 = _mm_add_ps(b0, _mm_mul_ps(_mm_loadu_ps(row1 + i), x0));
        b1 = _mm_add_ps(b1, _mm_mul_ps(_mm_loadu_ps(row1 + i + 4), x1));
        b2 = _mm_add_ps(b2, _mm_mul_ps(_mm_loadu_ps(row1 + i + 8), x2));
        b3 = _mm_add_ps(b3, _mm_mul_ps(_mm_loadu_ps(row1 + i + 12), x3));
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
    .chain_adds = 49 + 2 + FL_X86_FINISH_ADDS, /* one accumulator, the four of them, the end */
};
