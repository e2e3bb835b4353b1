/* 256-bit loads: one turn is 42 of them. Two a cycle on the x86 cores of these years, hence 147 cycles. */
#include <immintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 8 };

typedef __m256 vector __attribute__((aligned(4), may_alias));

static inline __m256 load(const float *from)
{
    __m256 value;
    __asm__ volatile("vmovups %1, %0" : "=x"(value) : "m"(*(const vector *)from));
    return value;
}

static void loads_avx(const float *weights, const float *bias, const float *input, float *output)
{
    __m256 last;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_WEIGHTS / (FL_PROBE_WEIGHT_LOADS * LANES); turn++) {
#pragma GCC unroll 28
        for (int i = 0; i < FL_PROBE_WEIGHT_LOADS; i++)
            load(weights + i * LANES);
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_INPUT_LOADS; i++)
            last = load(input + i * LANES);
        weights += FL_PROBE_WEIGHT_LOADS * LANES;
        input += FL_PROBE_INPUT_LOADS * LANES;
    }
    (void)bias;
    output[0] = output[1] = _mm256_cvtss_f32(last);
}

const fl_probe fl_probe_loads_avx = {
    .name = "loads-avx",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_AVX,
    .lanes = LANES,
    .needs = FL_NEEDS_AVX,
    .code = "vmovups:42",
    .run = loads_avx,
};
