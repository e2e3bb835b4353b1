/* NEON products, sums in source order, one output after the other: what gcc -O3 makes of a loop over outputs
 * around a loop over inputs. Two chains of 784 additions that a CPU overlaps only as far as it looks ahead,
 * as in `scalar-two-pass`, whose bits this gives. */
#include <arm_neon.h>

#include "kernels/kernel.h"

static void linear_ordered_neon_two_pass(const float *restrict weights, const float *restrict bias,
                                         const float *restrict input, float *restrict output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *of_row = weights + row * FL_INPUTS;
        float sum = 0.0f;
        for (int i = 0; i < FL_INPUTS; i += 4) {
            float32x4_t products = vmulq_f32(vld1q_f32(of_row + i), vld1q_f32(input + i));
            sum += vgetq_lane_f32(products, 0);
            sum += vgetq_lane_f32(products, 1);
            sum += vgetq_lane_f32(products, 2);
            sum += vgetq_lane_f32(products, 3);
        }
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_ordered_neon_two_pass = {
    .name = "ordered-neon-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .fma = false,
    .ordered_sums = true,
    .passes = 2,
    .accumulators = 1,
    .needs = FL_NEEDS_NEON,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_neon_two_pass,
    .chain_adds = FL_INPUTS + 1,
};
