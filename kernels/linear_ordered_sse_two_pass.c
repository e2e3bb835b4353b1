/* SSE products, sums in source order, one output after the other: what gcc -O2 makes of a loop over outputs
 * around a loop over inputs. `ordered-sse` overlaps the two chains of 784 additions; here a CPU does so only
 * as far as it looks ahead, as in `scalar-two-pass`, whose bits this gives. */
#include <emmintrin.h>

#include "kernels/kernel.h"
#include "kernels/x86_ordered.h"

static void linear_ordered_sse_two_pass(const float *restrict weights, const float *restrict bias,
                                        const float *restrict input, float *restrict output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *of_row = weights + row * FL_INPUTS;
        float sum = 0.0f;
        for (int i = 0; i < FL_INPUTS; i += 4)
            sum = fl_add_in_order(sum, _mm_mul_ps(_mm_loadu_ps(of_row + i), _mm_loadu_ps(input + i)));
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_ordered_sse_two_pass = {
    .name = "ordered-sse-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SSE,
    .lanes = 4,
    .fma = false,
    .ordered_sums = true,
    .passes = 2,
    .accumulators = 1,
    .needs = FL_NEEDS_SSE2,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_sse_two_pass,
    .chain_adds = FL_INPUTS + 1,
};
