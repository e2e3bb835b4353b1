/* Scalar floating-point loads: one turn is 42 of them. Integer loads of 4 bytes can be faster (three a cycle
 * instead of two on Zen 4), but a scalar kernel needs its floats where they can be multiplied. A volatile
 * read is exactly one load on every architecture. */
#include "bench/bounds/probe_shape.h"

static void loads_scalar(const float *weights, const float *bias, const float *input, float *output)
{
    const volatile float *weight = weights, *value = input;
    float last;
#pragma GCC unroll 1
    for (int turn = 0; turn < FL_WEIGHTS / FL_PROBE_WEIGHT_LOADS; turn++) {
#pragma GCC unroll 28
        for (int i = 0; i < FL_PROBE_WEIGHT_LOADS; i++)
            last = weight[i];
#pragma GCC unroll 14
        for (int i = 0; i < FL_PROBE_INPUT_LOADS; i++)
            last = value[i];
        weight += FL_PROBE_WEIGHT_LOADS;
        value += FL_PROBE_INPUT_LOADS;
    }
    (void)bias;
    output[0] = output[1] = last;
}

const fl_probe fl_probe_loads_scalar = {
    .name = "loads-scalar",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .needs = FL_NEEDS_NOTHING,
#if defined(__x86_64__)
    .code = "movss:42",
#else
    .code = "load:42",
#endif
    .run = loads_scalar,
};
