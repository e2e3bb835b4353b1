/* Names of cores. cpu_features knows those of x86 up to its release; what is newer, and what AArch64 tells in
 * MIDR_EL1, stands here. No code is chosen by a name: they are for people, and to group results by. */
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
    const char *name = NULL;
    if (cpu->architecture == FL_ARCHITECTURE_X86_64 && cpu->vendor[0]) {
        snprintf(numbers, sizeof numbers, "%s family %d model %d", cpu->vendor, cpu->family, cpu->model);
        name = name_of_x86(cpu);
    } else if (cpu->architecture == FL_ARCHITECTURE_AARCH64 && cpu->midr) {
        const unsigned implementer = cpu->midr >> 24, part = cpu->midr >> 4 & 0xfff;
        snprintf(numbers, sizeof numbers, "implementer 0x%02x part 0x%03x", implementer, part);
        name = name_of_arm(implementer, part);
    }
    if (name)
        snprintf(text, size, "%s (%s)", name, numbers);
    else
        snprintf(text, size, "%s", numbers);
    return text;
}
