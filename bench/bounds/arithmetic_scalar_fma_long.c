/* Scalar fused multiply-adds, more in a turn: on x86-64 98, on AArch64, whose cores start up to four a cycle,
 * into 28 sums. */
#include "bench/bounds/probe_shape.h"

#if defined(__x86_64__)
enum { SUMS = FL_PROBE_SUMS, TURN = FL_PROBE_LONG_TURN };
#define MULTIPLY_ADD "vfmadd231ss %1, %1, %0"
#define REGISTER "x"
#elif defined(__aarch64__)
enum { SUMS = FL_PROBE_MANY_SUMS, TURN = FL_PROBE_MANY_SUMS };
#define MULTIPLY_ADD "fmadd %s0, %s1, %s1, %s0"
#define REGISTER "w"
#endif

static inline float multiply_add(float sum, float factor)
{
    __asm__ volatile(MULTIPLY_ADD : "+" REGISTER(sum) : REGISTER(factor));
    return sum;
}

static void arithmetic_scalar_fma_long(const float *weights, const float *bias, const float *input,
                                       float *output)
{
    float factor = FL_PROBE_FACTOR, sum[SUMS];
#pragma GCC unroll 28
    for (int i = 0; i < SUMS; i++)
        sum[i] = 0.0f;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_WEIGHTS / TURN; turn++) {
#pragma GCC unroll 98
        for (int i = 0; i < TURN; i++)
            sum[i % SUMS] = multiply_add(sum[i % SUMS], factor);
    }
    (void)weights, (void)bias, (void)input;
    output[0] = sum[0];
    output[1] = sum[SUMS - 1];
}

const fl_probe fl_probe_arithmetic_scalar_fma_long = {
    .name = "arithmetic-scalar-fma-long",
    .kind = FL_PROBE_ARITHMETIC,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = true,
    .sums = SUMS,
#if defined(__x86_64__)
    .needs = FL_NEEDS_AVX | FL_NEEDS_FMA,
    .code = "vfmadd231ss:98",
#else
    .needs = FL_NEEDS_NOTHING,
    .code = "fmadd:28",
#endif
    .run = arithmetic_scalar_fma_long,
};
