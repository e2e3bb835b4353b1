/* Scalar multiplies and adds, apart: one turn is 14 of each. */
#include "bench/bounds/probe_shape.h"

#if defined(__x86_64__)
#define MULTIPLY "mulss %1, %0"
#define ADD "addss %1, %0"
#define REGISTER "x"
#elif defined(__aarch64__)
#define MULTIPLY "fmul %s0, %s0, %s1"
#define ADD "fadd %s0, %s0, %s1"
#define REGISTER "w"
#endif

static inline float multiply(float term, float growth)
{
    __asm__ volatile(MULTIPLY : "+" REGISTER(term) : REGISTER(growth));
    return term;
}

static inline float add(float sum, float term)
{
    __asm__ volatile(ADD : "+" REGISTER(sum) : REGISTER(term));
    return sum;
}

static void arithmetic_scalar(const float *weights, const float *bias, const float *input, float *output)
{
    float growth = FL_PROBE_GROWTH, term[FL_PROBE_TERMS], sum[FL_PROBE_TERMS];
#pragma GCC unroll 7
    for (int i = 0; i < FL_PROBE_TERMS; i++) {
        term[i] = FL_PROBE_TERM;
        sum[i] = 0.0f;
    }
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(1); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++) {
            sum[i % FL_PROBE_TERMS] = add(sum[i % FL_PROBE_TERMS], term[i % FL_PROBE_TERMS]);
            term[i % FL_PROBE_TERMS] = multiply(term[i % FL_PROBE_TERMS], growth);
        }
    }
    (void)weights, (void)bias, (void)input;
    output[0] = sum[0];
    output[1] = sum[FL_PROBE_TERMS - 1];
}

const fl_probe fl_probe_arithmetic_scalar = {
    .name = "arithmetic-scalar",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .grows = true,
    .needs = FL_NEEDS_NOTHING,
#if defined(__x86_64__)
    .code = "addss:14 mulss:14",
#else
    .code = "fadd:14 fmul:14",
#endif
    .run = arithmetic_scalar,
};
