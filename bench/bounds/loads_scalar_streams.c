/* Scalar floating-point loads from six places in turn: the halves of both rows and of the input. One turn is
 * 84 of them. A volatile read is exactly one load on every architecture. */
#include "bench/bounds/probe_shape.h"

static void loads_scalar_streams(const float *weights, const float *bias, const float *input, float *output)
{
    enum { HALF = FL_INPUTS / 2, RUN = 14 };
    const volatile float *weight = weights, *value = input;
    float last;
#pragma GCC unroll 1
    for (int turn = 0; turn < HALF / RUN; turn++) {
#pragma GCC unroll 14
        for (int i = 0; i < RUN; i++) {
            /* NOLINTBEGIN(clang-analyzer-deadcode.DeadStores): the loads are all that is wanted */
            last = weight[i];
            last = weight[HALF + i];
            last = weight[2 * HALF + i];
            last = weight[3 * HALF + i];
            last = value[i];
            last = value[HALF + i];
            /* NOLINTEND(clang-analyzer-deadcode.DeadStores) */
        }
        weight += RUN;
        value += RUN;
    }
    (void)bias;
    output[0] = output[1] = last;
}

const fl_probe fl_probe_loads_scalar_streams = {
    .name = "loads-scalar-streams",
    .kind = FL_PROBE_LOADS,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .needs = FL_NEEDS_NOTHING,
#if defined(__x86_64__)
    .code = "movss:84",
#else
    .code = "load:84",
#endif
    .run = loads_scalar_streams,
};
