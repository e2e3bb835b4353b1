/* Facts of an AArch64 CPU: what the kernel of the operating system hands to every process. cpu.c tells the
 * whole story. Outside Linux only the baseline, NEON, is reported. */
#include "dispatch/facts.h"

#ifdef __linux__
#include <sys/auxv.h>
#include <sys/prctl.h>
#ifdef FAIRLANE_HAVE_CPU_FEATURES
#include <cpu_features/cpuinfo_aarch64.h>
#endif

/* Documentation/arm64/elf_hwcaps and Documentation/arm64/sve of Linux; older headers lack the names. */
#define HWCAP_BIT_CPUID (1ul << 11)
#define HWCAP_BIT_SVE (1ul << 22)
#ifndef PR_SVE_GET_VL
#define PR_SVE_GET_VL 51
#endif
enum { SVE_LENGTH_MASK = 0xffff };

static fl_witness ask_cpu_features(void)
{
    fl_witness w = {0};
#ifdef FAIRLANE_HAVE_CPU_FEATURES
    if (getauxval(AT_HWCAP2) != 0) { /* else it prints to standard output */
        Aarch64Info info = GetAarch64Info();
        w.asked = FL_NEEDS_NEON | FL_NEEDS_SVE;
        w.affirms = (info.features.asimd ? FL_NEEDS_NEON : 0u) | (info.features.sve ? FL_NEEDS_SVE : 0u);
    }
#endif
    return w;
}

static void read_facts(fl_aarch64_facts *facts)
{
    facts->hwcap = getauxval(AT_HWCAP);
    if (facts->hwcap & HWCAP_BIT_SVE) {
        int answer = prctl(PR_SVE_GET_VL, 0, 0, 0, 0);
        facts->sve_vector_bytes = answer > 0 ? answer & SVE_LENGTH_MASK : 0;
    }
    if (facts->hwcap & HWCAP_BIT_CPUID) { /* the kernel lets programs read the identification registers */
        uint64_t midr;
        __asm__("mrs %0, midr_el1" : "=r"(midr));
        facts->midr = (uint32_t)midr;
    }
    facts->cpu_features = ask_cpu_features();
}
#else
static void read_facts(fl_aarch64_facts *facts)
{
    facts->hwcap = 1 << 1; /* the architecture's own NEON */
}
#endif

fl_cpu fl_cpu_detect(void)
{
    fl_aarch64_facts facts = {0};
    read_facts(&facts);
    fl_cpu cpu = fl_cpu_of_aarch64(&facts);
    fl_read_hide_of_environment(&cpu.hidden, NULL);
    cpu.hidden &= ~(unsigned)FL_NEEDS_FMA; /* x86's: here it belongs to the architecture */
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
