/* Loads of whole SVE vectors, whatever their length here, 8 a turn; what is left of an array by predicated
 * loads. */
#include <arm_sve.h>

#include "bench/bounds/probe_shape.h"

enum { LOADS_PER_TURN = 8 };

static inline svfloat32_t load(svbool_t lanes, const float *from)
{
    svfloat32_t value;
    __asm__ volatile("ld1w %0.s, %1/z, [%2]" : "=w"(value) : "Upl"(lanes), "r"(from) : "memory");
    return value;
}

/* Loads LOADS_PER_TURN vectors behind one another; returns the last. */
static inline svfloat32_t load_turn(svbool_t all, const float *from)
{
    svfloat32_t value;
    __asm__ volatile(".irp i, 0,1,2,3,4,5,6,7\n\t"
                     "ld1w %0.s, %1/z, [%2, #\\i, mul vl]\n\t"
                     ".endr"
                     : "=w"(value)
                     : "Upl"(all), "r"(from)
                     : "memory");
    return value;
}

static inline svfloat32_t load_array(const float *from, uint64_t count)
{
    svbool_t all = svptrue_b32();
    svfloat32_t last = svdup_n_f32(0.0f);
    uint64_t lanes = svcntw(), i = 0;
    for (; i + LOADS_PER_TURN * lanes <= count; i += LOADS_PER_TURN * lanes)
        last = load_turn(all, from + i);
    for (; i < count; i += lanes)
        last = load(svwhilelt_b32_u64(i, count), from + i);
    return last;
}

static void loads_sve(const float *weights, const float *bias, const float *input, float *output)
{
    (void)bias;
    load_array(weights, FL_WEIGHTS);
    svfloat32_t last = load_array(input, FL_INPUTS);
    output[0] = output[1] = svlastb_f32(svptrue_pat_b32(SV_VL1), last);
}

const fl_probe fl_probe_loads_sve = {
    .name = "loads-sve",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_SVE,
    .lanes = 0,
    .needs = FL_NEEDS_SVE,
    .code = "load:18", /* 8 a turn and one for the remainder, for either array */
    .run = loads_sve,
};
