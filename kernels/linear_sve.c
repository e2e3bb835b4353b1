/* SVE: one pass over both rows, for any vector length from 128 to 2,048 bits.
 * Rounds of four whole vectors a row as long as they fit, then single vectors under a predicate that switches
 * the lanes beyond the end off: those neither load nor change their accumulator. */
#include <arm_sve.h>

#include "kernels/kernel.h"

static void linear_sve(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    const uint64_t lanes = svcntw(), end = FL_INPUTS;
    const svbool_t all = svptrue_b32();
    svfloat32_t a0 = svdup_f32(0.0f), a1 = a0, a2 = a0, a3 = a0; /* row 0 */
    svfloat32_t b0 = a0, b1 = a0, b2 = a0, b3 = a0;              /* row 1 */
    uint64_t i = 0;
    for (; i + 4 * lanes <= end; i += 4 * lanes) {
        svfloat32_t x0 = svld1_vnum(all, input + i, 0), x1 = svld1_vnum(all, input + i, 1);
        svfloat32_t x2 = svld1_vnum(all, input + i, 2), x3 = svld1_vnum(all, input + i, 3);
        a0 = svmla_x(all, a0, svld1_vnum(all, row0 + i, 0), x0);
        a1 = svmla_x(all, a1, svld1_vnum(all, row0 + i, 1), x1);
        a2 = svmla_x(all, a2, svld1_vnum(all, row0 + i, 2), x2);
        a3 = svmla_x(all, a3, svld1_vnum(all, row0 + i, 3), x3);
        b0 = svmla_x(all, b0, svld1_vnum(all, row1 + i, 0), x0);
        b1 = svmla_x(all, b1, svld1_vnum(all, row1 + i, 1), x1);
        b2 = svmla_x(all, b2, svld1_vnum(all, row1 + i, 2), x2);
        b3 = svmla_x(all, b3, svld1_vnum(all, row1 + i, 3), x3);
    }
    for (svbool_t left = svwhilelt_b32(i, end); i < end; i += lanes, left = svwhilelt_b32(i, end)) {
        svfloat32_t x = svld1(left, input + i);
        a0 = svmla_m(left, a0, svld1(left, row0 + i), x);
        b0 = svmla_m(left, b0, svld1(left, row1 + i), x);
    }
    svfloat32_t sum0 = svadd_x(all, svadd_x(all, a0, a1), svadd_x(all, a2, a3));
    svfloat32_t sum1 = svadd_x(all, svadd_x(all, b0, b1), svadd_x(all, b2, b3));
    output[0] = svaddv(all, sum0) + bias[0];
    output[1] = svaddv(all, sum1) + bias[1];
}

const fl_kernel fl_kernel_sve = {
    .name = "sve",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .fma = true,
    .accumulators = 4,
    .needs = FL_NEEDS_SVE,
    .origin = FL_HAND_WRITTEN,
    .run = linear_sve, /* the chain depends on the vector length, hence is not stated */
};
