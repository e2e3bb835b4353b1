/* Facts of an AArch64 CPU: what the kernel of the operating system hands to every process. cpu.c tells the
 * whole story. Outside Linux only the baseline, NEON, is reported. */
#include "dispatch/cpu.h"

#include <stdio.h>

#ifdef __linux__
#include <sys/auxv.h>
#include <sys/prctl.h>
#ifdef FAIRLANE_HAVE_CPU_FEATURES
#include <cpu_features/cpuinfo_aarch64.h>
#endif

/* Documentation/arm64/elf_hwcaps and Documentation/arm64/sve of Linux; older headers lack the names. */
#define HWCAP_BIT_ASIMD (1ul << 1)
#define HWCAP_BIT_CPUID (1ul << 11)
#define HWCAP_BIT_SVE (1ul << 22)
#ifndef PR_SVE_GET_VL
#define PR_SVE_GET_VL 51
#endif
enum { SVE_LENGTH_MASK = 0xffff };

static unsigned cpu_features_says(void)
{
#ifdef FAIRLANE_HAVE_CPU_FEATURES
    if (getauxval(AT_HWCAP2) != 0) { /* else it prints to standard output */
        Aarch64Info info = GetAarch64Info();
        return FL_NEEDS_FMA | (info.features.asimd ? FL_NEEDS_NEON : 0u) |
               (info.features.sve ? FL_NEEDS_SVE : 0u);
    }
#endif
    return ~0u;
}

static void read_facts(fl_cpu *cpu)
{
    unsigned long bits = getauxval(AT_HWCAP);
    cpu->has = FL_NEEDS_FMA; /* FMADD belongs to the architecture */
    cpu->has |= (bits & HWCAP_BIT_ASIMD ? FL_NEEDS_NEON : 0u) | (bits & HWCAP_BIT_SVE ? FL_NEEDS_SVE : 0u);
    if (bits & HWCAP_BIT_SVE) {
        int answer = prctl(PR_SVE_GET_VL, 0, 0, 0, 0);
        cpu->sve_vector_bytes = answer > 0 ? answer & SVE_LENGTH_MASK : 0;
    }
    if (bits & HWCAP_BIT_CPUID) { /* the kernel lets programs read the identification registers */
        uint64_t midr;
        __asm__("mrs %0, midr_el1" : "=r"(midr));
        cpu->midr = (uint32_t)midr;
    }
    cpu->doubted = cpu->has & ~cpu_features_says();
}
#else
static void read_facts(fl_cpu *cpu)
{
    cpu->has = FL_NEEDS_FMA | FL_NEEDS_NEON;
}
#endif

fl_cpu fl_cpu_detect(void)
{
    fl_cpu cpu = {.architecture = FL_ARCHITECTURE_AARCH64};
    read_facts(&cpu);
    if (cpu.midr)
        snprintf(cpu.name, sizeof cpu.name, "AArch64 implementer 0x%02x part 0x%03x variant %u revision %u",
                 cpu.midr >> 24, cpu.midr >> 4 & 0xfff, cpu.midr >> 20 & 0xf, cpu.midr & 0xf);
    else
        snprintf(cpu.name, sizeof cpu.name, "AArch64 CPU whose MIDR_EL1 cannot be read");
    return cpu;
}

/* NEON and SVE share their registers without a price for switching: there is nothing to clear. */
void fl_cpu_clear_upper(void)
{
}

int fl_cpu_upper_is_clean(void)
{
    return -1;
}
