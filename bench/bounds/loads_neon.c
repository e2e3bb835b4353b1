/* 128-bit loads: one turn is 42 of them. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

enum { LANES = 4 };

/* The offsets are written out, since clang 14 spends an addition on each address otherwise. */
static inline float32x4_t load_weights(const float *from)
{
    float32x4_t value;
    __asm__ volatile(".irp offset, 0,16,32,48,64,80,96,112,128,144,160,176,192,208,"
                     "224,240,256,272,288,304,320,336,352,368,384,400,416,432\n\t"
                     "ldr %q0, [%1, #\\offset]\n\t"
                     ".endr"
                     : "=w"(value)
                     : "r"(from)
                     : "memory");
    return value;
}

static inline float32x4_t load_inputs(const float *from)
{
    float32x4_t value;
    __asm__ volatile(".irp offset, 0,16,32,48,64,80,96,112,128,144,160,176,192,208\n\t"
                     "ldr %q0, [%1, #\\offset]\n\t"
                     ".endr"
                     : "=w"(value)
                     : "r"(from)
                     : "memory");
    return value;
}

static void loads_neon(const float *weights, const float *bias, const float *input, float *output)
{
    float32x4_t last;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_WEIGHTS / (FL_PROBE_WEIGHT_LOADS * LANES); turn++) {
        load_weights(weights);
        last = load_inputs(input);
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
    .code = "load:42",
    .run = loads_neon,
};
