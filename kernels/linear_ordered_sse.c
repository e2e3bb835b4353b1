/* SSE products, sums in source order: what gcc -O2 makes of the plain loop, because floating-point additions
 * may not be reordered. Half of its work is in vectors and all of its time is not: the chain of 784 additions
 * of each row is the limit, as in `scalar`, whose bits this gives. */
#include <emmintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_ordered.h"

static void linear_ordered_sse(const float *restrict weights, const float *restrict bias,
                               const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    float sum0 = 0.0f, sum1 = 0.0f;
    for (int i = 0; i < FL_INPUTS; i += 4) {
        __m128 x = _mm_loadu_ps(input + i);
        sum0 = fl_add_in_order(sum0, _mm_mul_ps(_mm_loadu_ps(row0 + i), x));
        sum1 = fl_add_in_order(sum1, _mm_mul_ps(_mm_loadu_ps(row1 + i), x));
    }
    output[0] = sum0 + bias[0];
    output[1] = sum1 + bias[1];
}

const fl_kernel fl_kernel_ordered_sse = {
    .name = "ordered-sse",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SSE,
    .lanes = 4,
    .fma = false,
    .ordered_sums = true,
    .accumulators = 1,
    .needs = FL_NEEDS_SSE2,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_sse,
    .chain_adds = FL_INPUTS + 1,
};
