/* 128-bit loads in legacy encoding: one turn is 42 of them. */
#include <emmintrin.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

typedef __m128 vector __attribute__((aligned(4), may_alias));

static inline __m128 load(const float *from)
{
    __m128 value;
    __asm__ volatile("movups %1, %0" : "=x"(value) : "m"(*(const vector *)from));
    return value;
}

static void loads_sse(const float *weights, const float *bias, const float *input, float *output)
{
    __m128 last;
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
    output[0] = output[1] = _mm_cvtss_f32(last);
}

const fl_probe fl_probe_loads_sse = {
    .name = "loads-sse",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_SSE,
    .lanes = LANES,
    .needs = FL_NEEDS_SSE2,
    .code = "movups:42",
    .run = loads_sse,
};
