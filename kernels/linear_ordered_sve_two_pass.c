/* SVE products, sums in source order by FADDA, one output after the other: what compilers make of a loop over
 * outputs around a loop over inputs. For any vector length. Two chains of 784 additions that a CPU overlaps
 * only as far as it looks ahead, as in `scalar-two-pass`, whose bits this gives. */
#include <arm_sve.h>

#include "kernels/kernel.h"

static void linear_ordered_sve_two_pass(const float *restrict weights, const float *restrict bias,
                                        const float *restrict input, float *restrict output)
{
    const uint64_t lanes = svcntw(), end = FL_INPUTS;
    for (int row = 0; row < FL_OUTPUTS; row++) {
        const float *of_row = weights + row * FL_INPUTS;
        float sum = 0.0f;
        uint64_t i = 0;
        for (svbool_t left = svwhilelt_b32(i, end); i < end; i += lanes, left = svwhilelt_b32(i, end))
            sum = svadda(left, sum, svmul_x(left, svld1(left, of_row + i), svld1(left, input + i)));
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_ordered_sve_two_pass = {
    .name = "ordered-sve-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .fma = false,
    .ordered_sums = true,
    .passes = 2,
    .accumulators = 1,
    .needs = FL_NEEDS_SVE,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_sve_two_pass,
    .chain_adds = FL_INPUTS + 1,
};
