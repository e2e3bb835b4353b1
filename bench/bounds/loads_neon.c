/* 128-bit loads: one turn is 21 of them. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

typedef float32x4_t vector __attribute__((aligned(4), may_alias));

static inline float32x4_t load(const float *from)
{
    float32x4_t value;
    __asm__ volatile("ldr %q0, %1" : "=w"(value) : "m"(*(const vector *)from));
    return value;
}

static void loads_neon(const float *weights, const float *bias, const float *input, float *output)
{
    float32x4_t last;
    for (int turn = 0; turn < FL_PROBE_TURNS(LANES); turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_WEIGHT_LOADS; i++)
            load(weights + i * LANES);
#pragma GCC unroll 7
        for (int i = 0; i < FL_PROBE_INPUT_LOADS; i++)
            last = load(input + i * LANES);
        weights += FL_PROBE_WEIGHT_LOADS * LANES;
        input += FL_PROBE_INPUT_LOADS * LANES;
    }
    (void)bias;
    output[0] = output[1] = vgetq_lane_f32(last, 0);
}

const fl_probe fl_probe_loads_neon = {
    .name = "loads-neon",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_NEON,
    .lanes = LANES,
    .needs = FL_NEEDS_NEON,
    .run = loads_neon,
};
