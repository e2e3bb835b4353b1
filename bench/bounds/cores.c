/* Processors of which LLVM 19 has a model of its own, and what their ports can do: the least of both is the
 * modelled floor. */
#include <math.h>
#include <string.h>

#include "bench/bounds/core_model.h"

enum {
    X86 = FL_NEEDS_SSE2,
    X86_SSE42 = X86 | FL_NEEDS_SSE3 | FL_NEEDS_SSSE3 | FL_NEEDS_SSE41 | FL_NEEDS_SSE42 | FL_NEEDS_POPCNT,
    X86_AVX = X86_SSE42 | FL_NEEDS_AVX,
    X86_FMA4_TIME = X86_AVX | FL_NEEDS_FMA, /* FMA3 without AVX2 */
    X86_AVX2 = X86_FMA4_TIME | FL_NEEDS_AVX2 | FL_NEEDS_F16C | FL_NEEDS_LZCNT | FL_NEEDS_BMI1 | FL_NEEDS_BMI2,
    X86_AVX512 = X86_AVX2 | FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL | FL_NEEDS_AVX512CD | FL_NEEDS_AVX512DQ |
                 FL_NEEDS_AVX512BW,
    ARM = FL_NEEDS_NEON,
    ARM_SVE = ARM | FL_NEEDS_SVE,
};

/* Per cycle at 1, 4, 8 and 16 lanes, and latencies in cycles, as the vendors' manuals tell them: loads,
 * multiplies and adds apart, fused. Of two figures the better one (an addition's addend forwarded, a port
 * that only one form can use): a floor may be low, never high. Models that are known to be slower than that:
 * sapphirerapids and icelake-server start one 512-bit multiply-add a cycle where the server cores start two;
 * sapphirerapids and alderlake know no forwarding between additions; znver4 starts one scalar multiply-add a
 * cycle instead of two, bdver2 two in three; slm multiplies too slowly; thunderx2t99 starts half of
 * everything; neoverse-n1, -n2 and -v1 do not forward the addend. */
static const fl_core_ports jaguar = {{1, 1, 0.5, 0}, {1, 1, 0.5, 0}, {0}, 3, 0},
                           piledriver = {{2, 2, 1, 0}, {1, 1, 0.5, 0}, {2, 2, 1, 0}, 5, 5},
                           silvermont = {{1, 1, 0, 0}, {1, 0.5, 0, 0}, {0}, 3, 0},
                           sandy_bridge = {{2, 2, 1, 0}, {1, 1, 1, 0}, {0}, 3, 0},
                           haswell = {{2, 2, 2, 0}, {1, 1, 1, 0}, {2, 2, 2, 0}, 3, 5},
                           skylake = {{2, 2, 2, 2}, {1, 1, 1, 1}, {2, 2, 2, 2}, 4, 4},
                           golden_cove = {{3, 3, 3, 2}, {1.5, 1.5, 1.5, 1}, {2, 2, 2, 2}, 2, 4},
                           zen1 = {{2, 2, 1, 0}, {2, 2, 1, 0}, {2, 2, 1, 0}, 3, 5},
                           zen2 = {{2, 2, 2, 0}, {2, 2, 2, 0}, {2, 2, 2, 0}, 3, 5},
                           zen4 = {{2, 2, 2, 1}, {2, 2, 2, 1}, {2, 2, 2, 1}, 3, 4},
                           cortex_a57 = {{1, 1, 0, 0}, {1, 1, 0, 0}, {2, 2, 0, 0}, 5, 4},
                           neoverse_n1 = {{2, 2, 0, 0}, {1, 1, 0, 0}, {2, 2, 0, 0}, 2, 2},
                           neoverse_n2 = {{3, 3, 0, 0}, {1, 1, 0, 0}, {2, 2, 0, 0}, 2, 2},
                           neoverse_v1 = {{3, 3, 0, 0}, {2, 2, 0, 0}, {4, 4, 0, 0}, 2, 2},
                           a64fx = {{2, 2, 0, 0}, {1, 1, 0, 0}, {2, 2, 0, 0}, 9, 9},
                           thunderx2 = {{2, 2, 0, 0}, {1, 1, 0, 0}, {2, 2, 0, 0}, 6, 6},
                           not_told = {{0}, {0}, {0}, 0, 0};

/* Examined with LLVM 19.1: each of these has resources of its own. */
const fl_core fl_cores[] = {
    {"btver2", "J", FL_ARCHITECTURE_X86_64, X86_AVX, &jaguar},
    {"bdver2", "Pd", FL_ARCHITECTURE_X86_64, X86_FMA4_TIME, &piledriver},
    {"slm", "SLM", FL_ARCHITECTURE_X86_64, X86, &silvermont},
    {"sandybridge", "SB", FL_ARCHITECTURE_X86_64, X86_AVX, &sandy_bridge},
    {"haswell", "HW", FL_ARCHITECTURE_X86_64, X86_AVX2, &haswell},
    {"broadwell", "BW", FL_ARCHITECTURE_X86_64, X86_AVX2, &haswell},
    {"skylake", "SKL", FL_ARCHITECTURE_X86_64, X86_AVX2, &skylake},
    {"skylake-avx512", "SKX", FL_ARCHITECTURE_X86_64, X86_AVX512, &skylake},
    {"icelake-server", "ICX", FL_ARCHITECTURE_X86_64, X86_AVX512, &skylake},
    {"alderlake", "ADLP", FL_ARCHITECTURE_X86_64, X86_AVX2, &golden_cove},
    {"sapphirerapids", "SPR", FL_ARCHITECTURE_X86_64, X86_AVX512, &golden_cove},
    {"znver1", "Zn", FL_ARCHITECTURE_X86_64, X86_AVX2, &zen1},
    {"znver2", "Zn2", FL_ARCHITECTURE_X86_64, X86_AVX2, &zen2},
    {"znver3", "Zn3", FL_ARCHITECTURE_X86_64, X86_AVX2, &zen4},
    {"znver4", "Zn4", FL_ARCHITECTURE_X86_64, X86_AVX512, &zen4},
    {"cortex-a53", "A53", FL_ARCHITECTURE_AARCH64, ARM, &not_told},
    {"cortex-a55", "CortexA55", FL_ARCHITECTURE_AARCH64, ARM, &not_told},
    {"cortex-a57", "A57", FL_ARCHITECTURE_AARCH64, ARM, &cortex_a57},
    {"cortex-a510", "CortexA510", FL_ARCHITECTURE_AARCH64, ARM_SVE, &not_told},
    {"neoverse-n1", "N1Unit", FL_ARCHITECTURE_AARCH64, ARM, &neoverse_n1},
    {"neoverse-n2", "N2Unit", FL_ARCHITECTURE_AARCH64, ARM_SVE, &neoverse_n2},
    {"neoverse-v1", "V1Unit", FL_ARCHITECTURE_AARCH64, ARM_SVE, &neoverse_v1},
    {"neoverse-v2", "V2Unit", FL_ARCHITECTURE_AARCH64, ARM_SVE, &neoverse_v1},
    {"ampere1", "Ampere1Unit", FL_ARCHITECTURE_AARCH64, ARM, &not_told},
    {"ampere1b", "Ampere1BUnit", FL_ARCHITECTURE_AARCH64, ARM, &not_told},
    {"a64fx", "A64FX", FL_ARCHITECTURE_AARCH64, ARM_SVE, &a64fx},
    {"thunderx2t99", "THX2T99", FL_ARCHITECTURE_AARCH64, ARM, &thunderx2},
    {"apple-a7", "Cy", FL_ARCHITECTURE_AARCH64, ARM, &not_told},
    {NULL, NULL, FL_ARCHITECTURE_OTHER, 0, NULL},
};

const fl_core *fl_core_find(const char *name)
{
    for (const fl_core *core = fl_cores; core->name; core++)
        if (strcmp(core->name, name) == 0)
            return core;
    return NULL;
}

const fl_core *fl_core_of_resource(const char *resource)
{
    const fl_core *best = NULL;
    for (const fl_core *core = fl_cores; core->name; core++) {
        size_t length = strlen(core->prefix);
        if (strncmp(core->prefix, resource, length) == 0 && (!best || length > strlen(best->prefix)))
            best = core;
    }
    return best;
}

/* ---- modelled floors ---- */

static void take(fl_core_floor *floor, double cycles, const char *set_by)
{
    if (!(cycles > 0.0) || cycles >= floor->cycles)
        return;
    floor->cycles = cycles;
    floor->set_by = set_by;
}

/* Cycles of one call by the ports alone; NaN where they are not told. */
static double cycles_of_ports(const fl_core_ports *ports, const fl_kernel *kernel)
{
    static const int lanes[FL_CORE_WIDTHS] = {1, 4, 8, 16};
    int width = 0;
    while (width < FL_CORE_WIDTHS && lanes[width] != kernel->lanes)
        width++;
    if (width == FL_CORE_WIDTHS)
        return NAN;
    double loads = ports->loads[width], sums = (kernel->fma ? ports->fused : ports->pairs)[width];
    if (!(loads > 0.0 && sums > 0.0))
        return NAN;
    return fmax((FL_WEIGHTS + FL_INPUTS) / (kernel->lanes * loads), FL_WEIGHTS / (kernel->lanes * sums));
}

static double cycles_of_chain(const fl_core_ports *ports, const fl_kernel *kernel)
{
    return kernel->chain_adds * ports->add_latency + kernel->chain_fmas * ports->fused_latency;
}

static double measured_cycles(const fl_floors *measured, const fl_kernel *kernel)
{
    const fl_floor_part_of *which;
    fl_floor_kind sums = kernel->fma ? FL_FLOOR_OF_FUSED : FL_FLOOR_OF_PAIRS;
    return measured ? fl_floors_least(measured, fl_floor_width(kernel->lanes), sums, &which) : NAN;
}

/* What a single call takes at least: its chain, and no less than independent ones. */
static double one_call(double independent, double chain)
{
    return independent > 0.0 ? fmax(independent, chain) : NAN;
}

fl_status fl_core_set_floors(fl_core_times *times, const fl_document *measured, fl_error *error)
{
    fl_floors floors;
    if (measured)
        fl_floors_of(measured, &floors);
    if (measured && !floors.in_cycles)
        return fl_fail(
            error, FL_USAGE,
            "--result: that file holds no cycles; 'fairlane run -o FILE' on such a processor writes "
            "them");
    for (size_t i = 0; i < times->count; i++) {
        fl_core_time *time = &times->times[i];
        const fl_kernel *kernel = time->variant->kernel;
        const fl_core_ports *ports = times->core->ports;
        double by_ports = cycles_of_ports(ports, kernel);
        double by_rounds = measured_cycles(measured ? &floors : NULL, kernel);
        double chain =
            measured
                ? fl_floor_chain_cycles(measured, (fl_floor_chain){kernel->chain_adds, kernel->chain_fmas})
                : NAN;
        time->throughput_floor = time->latency_floor = (fl_core_floor){INFINITY, ""};
        take(&time->throughput_floor, time->throughput_cycles, "model");
        take(&time->throughput_floor, by_ports, "ports");
        take(&time->throughput_floor, by_rounds, "measured");
        take(&time->latency_floor, time->latency_cycles, "model");
        take(&time->latency_floor, one_call(by_ports, cycles_of_chain(ports, kernel)), "ports");
        take(&time->latency_floor, one_call(by_rounds, chain), "measured");
    }
    return FL_OK;
}
