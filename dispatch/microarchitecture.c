/* Names of cores. cpu_features knows those of x86 up to its release; what is newer, and what AArch64 tells in
 * MIDR_EL1, stands here. No code is chosen by a name: they are for people, and to group results by.
 *
 * A hypervisor writes into CPUID what it likes, and some give a new server the number of an old desktop, so that
 * software takes nothing for granted. What a CPU announces beyond any core of the name refutes the name. What
 * it lacks says nothing: features are taken away every day. */
#include <stdio.h>
#include <string.h>

#include "dispatch/cpu.h"

#if defined(FAIRLANE_HAVE_CPU_FEATURES) && defined(__x86_64__)
#include <cpu_features/cpuinfo_x86.h>
#endif

/* Family, and the models from first to last. */
static const struct {
    const char *vendor;
    int family, first, last;
    const char *name;
} x86_cores[] = {
    {"AuthenticAMD", 25, 0x10, 0x1f, "AMD_ZEN4"}, {"AuthenticAMD", 25, 0x60, 0x7f, "AMD_ZEN4"},
    {"AuthenticAMD", 25, 0xa0, 0xaf, "AMD_ZEN4"}, {"AuthenticAMD", 25, 0x00, 0xff, "AMD_ZEN3"},
    {"AuthenticAMD", 26, 0x00, 0x7f, "AMD_ZEN5"}, {"GenuineIntel", 6, 0xcf, 0xcf, "INTEL_EMR"},
    {"GenuineIntel", 6, 0xad, 0xae, "INTEL_GNR"},
};

/* Implementer and part, by the tables of Arm's and the vendors' manuals. */
static const struct {
    unsigned implementer, part;
    const char *name;
} arm_cores[] = {
    {0x41, 0xd03, "ARM_CORTEX_A53"},  {0x41, 0xd07, "ARM_CORTEX_A57"},  {0x41, 0xd08, "ARM_CORTEX_A72"},
    {0x41, 0xd0b, "ARM_CORTEX_A76"},  {0x41, 0xd0c, "ARM_NEOVERSE_N1"}, {0x41, 0xd40, "ARM_NEOVERSE_V1"},
    {0x41, 0xd49, "ARM_NEOVERSE_N2"}, {0x41, 0xd4f, "ARM_NEOVERSE_V2"}, {0x46, 0x001, "FUJITSU_A64FX"},
    {0xc0, 0xac3, "AMPERE_1"},        {0xc0, 0xac4, "AMPERE_1A"},
};

/* What refutes a name, the newest first. */
static const struct {
    unsigned need, trait;
    const char *name;
} marks[] = {
    {0, FL_TRAIT_PREFETCHI, "PREFETCHI"},     {0, FL_TRAIT_AMX, "AMX"},
    {0, FL_TRAIT_AVX512_FP16, "AVX512-FP16"}, {0, FL_TRAIT_AVX512_BF16, "AVX512-BF16"},
    {FL_NEEDS_AVX512F, 0, "AVX512F"},         {FL_NEEDS_AVX2, 0, "AVX2"},
};

/* How many of the marks, from the first, no core of a name has; names as cpu_features writes them. A name
 * that does not stand here is refuted by nothing. INTEL_SKL holds Cooper Lake, which has bfloat16; Alder Lake
 * began with AVX-512, half precision included. */
static const struct {
    const char *name;
    size_t lacks;
} limits[] = {
    {"INTEL_CORE", 6},      {"INTEL_PNR", 6},     {"INTEL_NHM", 6},      {"INTEL_WSM", 6},
    {"INTEL_SNB", 6},       {"INTEL_IVB", 6},     {"INTEL_ATOM_BNL", 6}, {"INTEL_ATOM_SMT", 6},
    {"INTEL_ATOM_GMT", 6},  {"INTEL_HSW", 5},     {"INTEL_BDW", 5},      {"INTEL_KBL", 5},
    {"INTEL_CFL", 5},       {"INTEL_WHL", 5},     {"INTEL_SKL", 3},      {"INTEL_CNL", 4},
    {"INTEL_ICL", 4},       {"INTEL_TGL", 4},     {"INTEL_RCL", 4},      {"INTEL_KNIGHTS_L", 4},
    {"INTEL_KNIGHTS_M", 4}, {"INTEL_ADL", 2},     {"INTEL_SPR", 1},      {"INTEL_EMR", 1},
    {"AMD_HAMMER", 6},      {"AMD_K10", 6},       {"AMD_K11", 6},        {"AMD_K12", 6},
    {"AMD_BOBCAT", 6},      {"AMD_BULLDOZER", 6}, {"AMD_PILEDRIVER", 6}, {"AMD_STREAMROLLER", 6},
    {"AMD_JAGUAR", 6},      {"AMD_PUMA", 6},      {"AMD_EXCAVATOR", 5},  {"AMD_ZEN", 5},
    {"AMD_ZEN_PLUS", 5},    {"AMD_ZEN2", 5},      {"AMD_ZEN3", 5},       {"AMD_ZEN4", 3},
};

/* What the CPU has and no core of that name; NULL when it may be one. */
static const char *refuted_by(const fl_cpu *cpu, const char *name)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        for (size_t k = 0; strcmp(limits[i].name, name) == 0 && k < limits[i].lacks; k++)
            if ((cpu->has & marks[k].need) || (cpu->traits & marks[k].trait))
                return marks[k].name;
    return NULL;
}

static const char *name_of_x86(const fl_cpu *cpu)
{
#if defined(FAIRLANE_HAVE_CPU_FEATURES) && defined(__x86_64__)
    X86Info info = {.family = cpu->family, .model = cpu->model, .stepping = cpu->stepping};
    snprintf(info.vendor, sizeof info.vendor, "%.12s", cpu->vendor);
    const X86Microarchitecture known = GetX86Microarchitecture(&info);
    if (known != X86_UNKNOWN)
        return GetX86MicroarchitectureName(known);
#endif
    for (size_t i = 0; i < sizeof x86_cores / sizeof *x86_cores; i++)
        if (strcmp(x86_cores[i].vendor, cpu->vendor) == 0 && x86_cores[i].family == cpu->family &&
            cpu->model >= x86_cores[i].first && cpu->model <= x86_cores[i].last)
            return x86_cores[i].name;
    return NULL;
}

static const char *name_of_arm(unsigned implementer, unsigned part)
{
    for (size_t i = 0; i < sizeof arm_cores / sizeof *arm_cores; i++)
        if (arm_cores[i].implementer == implementer && arm_cores[i].part == part)
            return arm_cores[i].name;
    return NULL;
}

char *fl_cpu_microarchitecture(const fl_cpu *cpu, char *text, size_t size)
{
    char numbers[64] = "";
    const char *name = NULL, *refuted = NULL;
    if (cpu->architecture == FL_ARCHITECTURE_X86_64 && cpu->vendor[0]) {
        snprintf(numbers, sizeof numbers, "%s family %d model %d", cpu->vendor, cpu->family, cpu->model);
        name = name_of_x86(cpu);
        refuted = name ? refuted_by(cpu, name) : NULL;
    } else if (cpu->architecture == FL_ARCHITECTURE_AARCH64 && cpu->midr) {
        const unsigned implementer = cpu->midr >> 24, part = cpu->midr >> 4 & 0xfff;
        snprintf(numbers, sizeof numbers, "implementer 0x%02x part 0x%03x", implementer, part);
        name = name_of_arm(implementer, part);
    }
    if (refuted)
        snprintf(text, size, "not %s: it has %s (%s)", name, refuted, numbers);
    else if (name)
        snprintf(text, size, "%s (%s)", name, numbers);
    else
        snprintf(text, size, "%s", numbers);
    return text;
}
