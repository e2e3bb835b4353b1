/* SimSIMD: two dot products in float32. Its successor NumKong sums products of float32 in double, which is
 * other work than the task's. */
#include <string.h>

#include <simsimd/simsimd.h>

#include "bench/peers/c/fairlane_peer.h"

#ifndef SIMSIMD_VERSION
#define SIMSIMD_VERSION "not told"
#endif

static _Alignas(FL_PEER_LINE) float weights[FL_PEER_OUTPUTS * FL_PEER_INPUTS], bias[FL_PEER_OUTPUTS];
static _Alignas(FL_PEER_LINE) float input[FL_PEER_INPUTS], output[FL_PEER_OUTPUTS];

static inline void infer(void)
{
    simsimd_distance_t sums[FL_PEER_OUTPUTS];
    simsimd_dot_f32(weights, input, FL_PEER_INPUTS, &sums[0]);
    simsimd_dot_f32(weights + FL_PEER_INPUTS, input, FL_PEER_INPUTS, &sums[1]);
    output[0] = (float)sums[0] + bias[0];
    output[1] = (float)sums[1] + bias[1];
}

static bool load(const float *new_weights, const float *new_bias)
{
    memcpy(weights, new_weights, sizeof weights);
    memcpy(bias, new_bias, sizeof bias);
    return true;
}

static bool take(const float *sample)
{
    memcpy(input, sample, sizeof input);
    return true;
}

FL_PEER_LOOPS(dot, infer(), output)

/* The kernels that it took for this CPU. */
static const char *core_name(void)
{
    static const struct {
        simsimd_capability_t bit;
        const char *name;
    } cores[] = {{simsimd_cap_serial_k, "serial"},   {simsimd_cap_haswell_k, "haswell"},
                 {simsimd_cap_skylake_k, "skylake"}, {simsimd_cap_ice_k, "ice"},
                 {simsimd_cap_genoa_k, "genoa"},     {simsimd_cap_sapphire_k, "sapphire"},
                 {simsimd_cap_turin_k, "turin"},     {simsimd_cap_sierra_k, "sierra"},
                 {simsimd_cap_neon_k, "neon"},       {simsimd_cap_sve_k, "sve"},
                 {simsimd_cap_sve2_k, "sve2"}};
    simsimd_kernel_punned_t kernel = NULL;
    simsimd_capability_t taken = (simsimd_capability_t)0;
    simsimd_find_kernel_punned(simsimd_metric_dot_k, simsimd_datatype_f32_k, simsimd_capabilities(),
                               simsimd_cap_any_k, &kernel, &taken);
    for (size_t i = 0; i < sizeof cores / sizeof cores[0]; i++)
        if (cores[i].bit == taken)
            return cores[i].name;
    return "not told";
}

int main(void)
{
    const fl_peer_fact facts[] = {{"mode", "two simsimd_dot_f32, and the bias"},
                                  {"threads", "1"},
                                  {"core", core_name()},
                                  {"compiler", __VERSION__},
                                  {NULL, NULL}};
    fl_peer_library library = {
        .name = "simsimd", .version = SIMSIMD_VERSION, .facts = facts, .load = load, .take = take};
    FL_PEER_SET_LOOPS(library, dot);
    return fl_peer_serve(&library);
}
