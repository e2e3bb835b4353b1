/* Loads of whole SVE vectors from three places in turn: both rows and the input, 4 vectors of each a turn;
 * what is left of them by predicated loads. */
#include <arm_sve.h>

#include "bench/bounds/probe_shape.h"

enum { RUN = 4 };

static inline svfloat32_t load(svbool_t lanes, const float *from)
{
    svfloat32_t value;
    __asm__ volatile("ld1w %0.s, %1/z, [%2]" : "=w"(value) : "Upl"(lanes), "r"(from) : "memory");
    return value;
}

static inline svfloat32_t load_turn(svbool_t all, const float *row0, const float *row1, const float *input)
{
    svfloat32_t value;
    __asm__ volatile(".irp i, 0,1,2,3\n\t"
                     "ld1w %0.s, %1/z, [%2, #\\i, mul vl]\n\t"
                     "ld1w %0.s, %1/z, [%3, #\\i, mul vl]\n\t"
                     "ld1w %0.s, %1/z, [%4, #\\i, mul vl]\n\t"
                     ".endr"
                     : "=w"(value)
                     : "Upl"(all), "r"(row0), "r"(row1), "r"(input)
                     : "memory");
    return value;
}

static void loads_sve_streams(const float *weights, const float *bias, const float *input, float *output)
{
    const float *row0 = weights, *row1 = weights + FL_INPUTS;
    svbool_t all = svptrue_b32();
    svfloat32_t last = svdup_n_f32(0.0f);
    uint64_t lanes = svcntw(), i = 0;
    for (; i + RUN * lanes <= FL_INPUTS; i += RUN * lanes)
        last = load_turn(all, row0 + i, row1 + i, input + i);
    for (; i < FL_INPUTS; i += lanes) {
        svbool_t left = svwhilelt_b32_u64(i, FL_INPUTS);
        load(left, row0 + i);
        load(left, row1 + i);
        last = load(left, input + i);
    }
    (void)bias;
    output[0] = output[1] = svlastb_f32(svptrue_pat_b32(SV_VL1), last);
}

const fl_probe fl_probe_loads_sve_streams = {
    .name = "loads-sve-streams",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .needs = FL_NEEDS_SVE,
    .code = "load:15", /* 12 a turn, and one of each for the remainder */
    .run = loads_sve_streams,
};
