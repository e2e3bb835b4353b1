/* 128-bit loads, in legacy encoding from six places in turn: four of the weights, two of the input. A turn is
 * 96 of them; what is left of the streams follows. */
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

static void loads_sse_streams(const float *weights, const float *bias, const float *input, float *output)
{
    __m128 last;
    const float *end = weights + FL_WEIGHTS - FL_PROBE_LINE;
    const float *middle = weights + FL_INPUTS - FL_PROBE_LINE, *rest = input + FL_INPUTS - FL_PROBE_LINE;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_STREAM / FL_PROBE_RUN; turn++) {
#pragma GCC unroll 16
        for (int i = 0; i < FL_PROBE_RUN; i += LANES) {
            load(weights + FL_PROBE_STREAM_0 + i);
            load(weights + FL_PROBE_STREAM_1 + i);
            load(weights + FL_PROBE_STREAM_2 + i);
            load(weights + FL_PROBE_STREAM_3 + i);
            load(input + FL_PROBE_STREAM_0 + i);
            load(input + FL_PROBE_STREAM_1 + i);
        }
        weights += FL_PROBE_RUN;
        input += FL_PROBE_RUN;
    }
#pragma GCC unroll 4
    for (int i = 0; i < FL_PROBE_LINE; i += LANES) {
        load(middle + i);
        load(end + i);
        last = load(rest + i);
    }
    (void)bias;
    output[0] = output[1] = _mm_cvtss_f32(last);
}

const fl_probe fl_probe_loads_sse_streams = {
    .name = "loads-sse-streams",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_SSE,
    .lanes = LANES,
    .needs = FL_NEEDS_SSE2,
    .code = "movups:108",
    .run = loads_sse_streams,
};
