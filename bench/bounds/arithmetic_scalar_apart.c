/* Scalar multiplies and adds where no multiply waits for another: one turn is 14 of each. */
#include "bench/bounds/probe_shape.h"

#if defined(__x86_64__)
#define PRODUCT "movaps %1, %0\n\tmulss %1, %0"
#define ADD "addss %1, %0"
#define REGISTER "x"
#elif defined(__aarch64__)
#define PRODUCT "fmul %s0, %s1, %s1"
#define ADD "fadd %s0, %s0, %s1"
#define REGISTER "w"
#endif

static inline float product(float factor)
{
    float term;
    __asm__ volatile(PRODUCT : "=&" REGISTER(term) : REGISTER(factor));
    return term;
}

static inline float add(float sum, float term)
{
    __asm__ volatile(ADD : "+" REGISTER(sum) : REGISTER(term));
    return sum;
}

static void arithmetic_scalar_apart(const float *weights, const float *bias, const float *input,
                                    float *output)
{
    float factor = FL_PROBE_FACTOR, sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = 0.0f;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(1); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = add(sum[i], product(factor));
    }
    (void)weights, (void)bias, (void)input;
    output[0] = sum[0];
    output[1] = sum[FL_PROBE_SUMS - 1];
}

const fl_probe fl_probe_arithmetic_scalar_apart = {
    .name = "arithmetic-scalar-apart",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .needs = FL_NEEDS_NOTHING,
#if defined(__x86_64__)
    .code = "addss:14 mulss:14",
#else
    .code = "fadd:14 fmul:14",
#endif
    .run = arithmetic_scalar_apart,
};
