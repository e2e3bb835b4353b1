/* 128-bit loads from six places in turn: four of the weights, two of the input. One turn is 96 of them; what
 * is left of the streams follows. */
#include <arm_neon.h>

#include "bench/bounds/probe_shape.h"

/* The offsets are written out, since clang 14 spends an addition on each address otherwise: a run of 256
 * bytes, from every stream of the weights (FL_PROBE_STREAM_0 to 3 in bytes), and of the input. */
static inline void load_runs(const float *weights, const float *input)
{
    __asm__ volatile(".irp at, 0,16,32,48,64,80,96,112,128,144,160,176,192,208,224,240\n\t"
                     ".irp stream, 0,1536,3136,4672\n\t"
                     "ldr q0, [%0, #\\stream + \\at]\n\t"
                     ".endr\n\t"
                     ".irp stream, 0,1536\n\t"
                     "ldr q0, [%1, #\\stream + \\at]\n\t"
                     ".endr\n\t"
                     ".endr"
                     :
                     : "r"(weights), "r"(input)
                     : "v0", "memory");
}

static inline float32x4_t load_line(const float *from)
{
    float32x4_t value;
    __asm__ volatile(".irp at, 0,16,32,48\n\t"
                     "ldr %q0, [%1, #\\at]\n\t"
                     ".endr"
                     : "=w"(value)
                     : "r"(from)
                     : "memory");
    return value;
}

static void loads_neon_streams(const float *weights, const float *bias, const float *input, float *output)
{
    const float *middle = weights + FL_INPUTS - FL_PROBE_LINE, *end = middle + FL_INPUTS;
    const float *rest = input + FL_INPUTS - FL_PROBE_LINE;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_PROBE_STREAM / FL_PROBE_RUN; turn++) {
        load_runs(weights, input);
        weights += FL_PROBE_RUN;
        input += FL_PROBE_RUN;
    }
    load_line(middle);
    load_line(end);
    (void)bias;
    output[0] = output[1] = vgetq_lane_f32(load_line(rest), 0);
}

const fl_probe fl_probe_loads_neon_streams = {
    .name = "loads-neon-streams",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_NEON,
    .lanes = 4,
    .needs = FL_NEEDS_NEON,
    .code = "load:108",
    .run = loads_neon_streams,
};
