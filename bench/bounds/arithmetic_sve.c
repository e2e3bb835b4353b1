/* Fused multiply-adds on whole SVE vectors, whatever their length here: one turn is 14 of them. Vectors
 * beyond 512 bits leave a remainder of less than a turn, which goes to the second sum. */
#include <arm_sve.h>

#include "bench/bounds/probe_shape.h"

static inline svfloat32_t multiply_add(svbool_t lanes, svfloat32_t sum, svfloat32_t factor)
{
    __asm__ volatile("fmla %0.s, %1/m, %2.s, %2.s" : "+w"(sum) : "Upl"(lanes), "w"(factor));
    return sum;
}

static void arithmetic_sve(const float *weights, const float *bias, const float *input, float *output)
{
    svbool_t all = svptrue_b32();
    svfloat32_t zero = svdup_n_f32(0.0f), factor = svdup_n_f32(FL_PROBE_FACTOR);
    /* vectors of a length known at run time cannot stand in an array */
    svfloat32_t sum0 = zero, sum1 = zero, sum2 = zero, sum3 = zero, sum4 = zero, sum5 = zero, sum6 = zero,
                sum7 = zero, sum8 = zero, sum9 = zero, sum10 = zero, sum11 = zero, sum12 = zero, sum13 = zero;
    uint64_t lanes = svcntw(), left = FL_WEIGHTS;
    for (; left >= FL_PROBE_SUMS * lanes; left -= FL_PROBE_SUMS * lanes) {
        sum0 = multiply_add(all, sum0, factor);
        sum1 = multiply_add(all, sum1, factor);
        sum2 = multiply_add(all, sum2, factor);
        sum3 = multiply_add(all, sum3, factor);
        sum4 = multiply_add(all, sum4, factor);
        sum5 = multiply_add(all, sum5, factor);
        sum6 = multiply_add(all, sum6, factor);
        sum7 = multiply_add(all, sum7, factor);
        sum8 = multiply_add(all, sum8, factor);
        sum9 = multiply_add(all, sum9, factor);
        sum10 = multiply_add(all, sum10, factor);
        sum11 = multiply_add(all, sum11, factor);
        sum12 = multiply_add(all, sum12, factor);
        sum13 = multiply_add(all, sum13, factor);
    }
    for (uint64_t done = 0; done < left; done += lanes)
        sum1 = multiply_add(svwhilelt_b32_u64(done, left), sum1, factor);
    (void)weights, (void)bias, (void)input;
    svbool_t first = svptrue_pat_b32(SV_VL1);
    output[0] = svlastb_f32(first, sum0);
    output[1] = svlastb_f32(first, sum13);
}

const fl_probe fl_probe_arithmetic_sve = {
    .name = "arithmetic-sve",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .fma = true,
    .needs = FL_NEEDS_SVE,
    .code = "fmla:15", /* one of them for the remainder */
    .run = arithmetic_sve,
};
