/* 512-bit loads: one turn is 21 of them, each a cache line. */
#include <immintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 16, WEIGHT_LOADS = FL_PROBE_WEIGHT_LOADS / 2, INPUT_LOADS = FL_PROBE_INPUT_LOADS / 2 };

typedef __m512 vector __attribute__((aligned(4), may_alias));

static inline __m512 load(const float *from)
{
    __m512 value;
    __asm__ volatile("vmovups %1, %0" : "=v"(value) : "m"(*(const vector *)from));
    return value;
}

static void loads_avx512(const float *weights, const float *bias, const float *input, float *output)
{
    __m512 last;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_WEIGHTS / (WEIGHT_LOADS * LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < WEIGHT_LOADS; i++)
            load(weights + i * LANES);
#pragma GCC unroll 7
        for (int i = 0; i < INPUT_LOADS; i++)
            last = load(input + i * LANES);
        weights += WEIGHT_LOADS * LANES;
        input += INPUT_LOADS * LANES;
    }
    (void)bias;
    output[0] = output[1] = _mm512_cvtss_f32(last);
}

const fl_probe fl_probe_loads_avx512 = {
    .name = "loads-avx512",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_AVX512,
    .lanes = LANES,
    .needs = FL_NEEDS_AVX512F,
    .code = "vmovups:21",
    .run = loads_avx512,
};
