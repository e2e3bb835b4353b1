/* Scalar fused multiply-adds: one turn is 14 of them. */
#include "bench/bounds/probe_shape.h"

#if defined(__x86_64__)
#define MULTIPLY_ADD "vfmadd231ss %1, %1, %0"
#define REGISTER "x"
#elif defined(__aarch64__)
#define MULTIPLY_ADD "fmadd %s0, %s1, %s1, %s0"
#define REGISTER "w"
#endif

static inline float multiply_add(float sum, float factor)
{
    __asm__ volatile(MULTIPLY_ADD : "+" REGISTER(sum) : REGISTER(factor));
    return sum;
}

static void arithmetic_scalar_fma(const float *weights, const float *bias, const float *input, float *output)
{
    float factor = FL_PROBE_FACTOR, sum[FL_PROBE_SUMS];
#pragma GCC unroll 14
    for (int i = 0; i < FL_PROBE_SUMS; i++)
        sum[i] = 0.0f;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_TURNS(1); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_SUMS; i++)
            sum[i] = multiply_add(sum[i], factor);
    }
    (void)weights, (void)bias, (void)input;
    output[0] = sum[0];
    output[1] = sum[FL_PROBE_SUMS - 1];
}

const fl_probe fl_probe_arithmetic_scalar_fma = {
    .name = "arithmetic-scalar-fma",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = true,
#if defined(__x86_64__)
    .needs = FL_NEEDS_AVX | FL_NEEDS_FMA,
#else
    .needs = FL_NEEDS_NOTHING,
#endif
#if defined(__x86_64__)
    .code = "vfmadd231ss:14",
#else
    .code = "fmadd:14",
#endif
    .run = arithmetic_scalar_fma,
};
