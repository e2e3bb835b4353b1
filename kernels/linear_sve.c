/* SVE: one pass over both rows, for any vector length from 128 to 2,048 bits.
 * Rounds of seven whole vectors a row as long as they fit, which leaves nothing over for vectors of 128, 256
 * and 512 bits (784 is 7 · 7 · 16); then single vectors under a predicate that switches the lanes beyond the
 * end off: those neither load nor change their accumulator. The bias is what the first accumulators start
 * with. */
#include <arm_sve.h>

#include "kernels/kernel.h"

enum { BLOCKS = 7 };

static void linear_sve(const float *restrict weights, const float *restrict bias, const float *restrict input,
                       float *restrict output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    const uint64_t lanes = svcntw(), end = FL_INPUTS;
    const svbool_t all = svptrue_b32(), first = svptrue_pat_b32(SV_VL1);
    svfloat32_t a0 = svdup_f32_z(first, bias[0]), b0 = svdup_f32_z(first, bias[1]); /* row 0, row 1 */
    svfloat32_t a1 = svdup_f32(0.0f), a2 = a1, a3 = a1, a4 = a1, a5 = a1, a6 = a1;
    svfloat32_t b1 = a1, b2 = a1, b3 = a1, b4 = a1, b5 = a1, b6 = a1;
    uint64_t i = 0;
    for (; i + BLOCKS * lanes <= end; i += BLOCKS * lanes) {
        svfloat32_t x0 = svld1_vnum(all, input + i, 0), x1 = svld1_vnum(all, input + i, 1);
        svfloat32_t x2 = svld1_vnum(all, input + i, 2), x3 = svld1_vnum(all, input + i, 3);
        svfloat32_t x4 = svld1_vnum(all, input + i, 4), x5 = svld1_vnum(all, input + i, 5);
        svfloat32_t x6 = svld1_vnum(all, input + i, 6);
        a0 = svmla_x(all, a0, svld1_vnum(all, row0 + i, 0), x0);
        a1 = svmla_x(all, a1, svld1_vnum(all, row0 + i, 1), x1);
        a2 = svmla_x(all, a2, svld1_vnum(all, row0 + i, 2), x2);
        a3 = svmla_x(all, a3, svld1_vnum(all, row0 + i, 3), x3);
        a4 = svmla_x(all, a4, svld1_vnum(all, row0 + i, 4), x4);
        a5 = svmla_x(all, a5, svld1_vnum(all, row0 + i, 5), x5);
        a6 = svmla_x(all, a6, svld1_vnum(all, row0 + i, 6), x6);
        b0 = svmla_x(all, b0, svld1_vnum(all, row1 + i, 0), x0);
        b1 = svmla_x(all, b1, svld1_vnum(all, row1 + i, 1), x1);
        b2 = svmla_x(all, b2, svld1_vnum(all, row1 + i, 2), x2);
        b3 = svmla_x(all, b3, svld1_vnum(all, row1 + i, 3), x3);
        b4 = svmla_x(all, b4, svld1_vnum(all, row1 + i, 4), x4);
        b5 = svmla_x(all, b5, svld1_vnum(all, row1 + i, 5), x5);
        b6 = svmla_x(all, b6, svld1_vnum(all, row1 + i, 6), x6);
    }
    for (svbool_t left = svwhilelt_b32(i, end); i < end; i += lanes, left = svwhilelt_b32(i, end)) {
        svfloat32_t x = svld1(left, input + i);
        a0 = svmla_m(left, a0, svld1(left, row0 + i), x);
        b0 = svmla_m(left, b0, svld1(left, row1 + i), x);
    }
    svfloat32_t sum0 = svadd_x(all, svadd_x(all, a0, a1), svadd_x(all, a2, a3));
    svfloat32_t sum1 = svadd_x(all, svadd_x(all, b0, b1), svadd_x(all, b2, b3));
    sum0 = svadd_x(all, sum0, svadd_x(all, svadd_x(all, a4, a5), a6));
    sum1 = svadd_x(all, sum1, svadd_x(all, svadd_x(all, b4, b5), b6));
    output[0] = svaddv(all, sum0);
    output[1] = svaddv(all, sum1);
}

const fl_kernel fl_kernel_sve = {
    .name = "sve",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .fma = true,
    .accumulators = BLOCKS,
    .needs = FL_NEEDS_SVE,
    .origin = FL_HAND_WRITTEN,
    .run = linear_sve, /* the chain depends on the vector length, hence is not stated */
};
