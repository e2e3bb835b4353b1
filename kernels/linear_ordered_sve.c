/* SVE products, sums in source order by FADDA, one instruction that adds the lanes of a vector to a sum one
 * after the other: what compilers make of the plain loop with SVE. For any vector length; lanes beyond the
 * end are switched off by the predicate. The 784 additions of each row wait for each other as in `scalar`,
 * whose bits this gives. */
#include <arm_sve.h>

#include "kernels/kernel.h"

static void linear_ordered_sve(const float *restrict weights, const float *restrict bias,
                               const float *restrict input, float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    const uint64_t lanes = svcntw(), end = FL_INPUTS;
    float sum0 = 0.0f, sum1 = 0.0f;
    uint64_t i = 0;
    for (svbool_t left = svwhilelt_b32(i, end); i < end; i += lanes, left = svwhilelt_b32(i, end)) {
        svfloat32_t x = svld1(left, input + i);
        sum0 = svadda(left, sum0, svmul_x(left, svld1(left, row0 + i), x));
        sum1 = svadda(left, sum1, svmul_x(left, svld1(left, row1 + i), x));
    }
    output[0] = sum0 + bias[0];
    output[1] = sum1 + bias[1];
}

const fl_kernel fl_kernel_ordered_sve = {
    .name = "ordered-sve",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .fma = false,
    .ordered_sums = true,
    .accumulators = 1,
    .needs = FL_NEEDS_SVE,
    .origin = FL_HAND_WRITTEN,
    .run = linear_ordered_sve,
    .chain_adds = FL_INPUTS + 1,
};
