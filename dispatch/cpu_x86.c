/* Facts of an x86-64 CPU: CPUID, XGETBV, and two more witnesses. cpu.c tells the whole story.
 * Bits: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2A, CPUID, and volume 1, 13. */
#include "dispatch/cpu.h"

#include <cpuid.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#ifdef FAIRLANE_HAVE_CPU_FEATURES
#include <cpu_features/cpuinfo_x86.h>
#endif

enum { XCR0_YMM = 0x6, XCR0_ZMM = 0xe6, STATE_UPPER_YMM = 1 << 2 };

/* ECX = 0: XCR0, what the system saves. ECX = 1: of that, what is not in its initial state now. */
static inline uint32_t xgetbv(uint32_t which)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(which));
    return low;
}

static inline void vzeroupper(void)
{
    /* The compiler keeps nothing in upper halves in this file, which is compiled for the baseline. */
    __asm__ volatile("vzeroupper");
}

static void read_registers(fl_cpu *cpu)
{
    unsigned a, b, c, d;
    cpu->has = FL_NEEDS_SSE2;
    if (!__get_cpuid(1, &a, &b, &c, &d))
        return;
    cpu->has |= (c & bit_AVX ? FL_NEEDS_AVX : 0u) | (c & bit_FMA ? FL_NEEDS_FMA : 0u);
    if (c & bit_OSXSAVE) {
        uint32_t saved = xgetbv(0);
        cpu->os_saves_ymm = (saved & XCR0_YMM) == XCR0_YMM;
        cpu->os_saves_zmm = (saved & XCR0_ZMM) == XCR0_ZMM;
    }
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d))
        cpu->has |= (b & bit_AVX2 ? FL_NEEDS_AVX2 : 0u) | (b & bit_AVX512F ? FL_NEEDS_AVX512F : 0u) |
                    (b & bit_AVX512VL ? FL_NEEDS_AVX512VL : 0u);
}

/* What the compiler's run-time says may be used. */
static unsigned builtin_says(void)
{
    __builtin_cpu_init();
    unsigned says = 0;
    says |= __builtin_cpu_supports("sse2") ? FL_NEEDS_SSE2 : 0u;
    says |= __builtin_cpu_supports("avx") ? FL_NEEDS_AVX : 0u;
    says |= __builtin_cpu_supports("fma") ? FL_NEEDS_FMA : 0u;
    says |= __builtin_cpu_supports("avx2") ? FL_NEEDS_AVX2 : 0u;
    says |= __builtin_cpu_supports("avx512f") ? FL_NEEDS_AVX512F : 0u;
    says |= __builtin_cpu_supports("avx512vl") ? FL_NEEDS_AVX512VL : 0u;
    return says;
}

#ifdef FAIRLANE_HAVE_CPU_FEATURES
/* What cpu_features says may be used; it knows the CPU's name as well. */
static unsigned cpu_features_says(fl_cpu *cpu)
{
    X86Info info = GetX86Info();
    cpu->family = info.family;
    cpu->model = info.model;
    cpu->stepping = info.stepping;
    snprintf(cpu->vendor, sizeof cpu->vendor, "%s", info.vendor);
    snprintf(cpu->name, sizeof cpu->name, "%s", info.brand_string + strspn(info.brand_string, " "));
    unsigned says = 0;
    says |= info.features.sse2 ? FL_NEEDS_SSE2 : 0u;
    says |= info.features.avx ? FL_NEEDS_AVX : 0u;
    says |= info.features.fma3 ? FL_NEEDS_FMA : 0u;
    says |= info.features.avx2 ? FL_NEEDS_AVX2 : 0u;
    says |= info.features.avx512f ? FL_NEEDS_AVX512F : 0u;
    says |= info.features.avx512vl ? FL_NEEDS_AVX512VL : 0u;
    return says;
}
#else
static unsigned cpu_features_says(fl_cpu *cpu)
{
    (void)cpu;
    return ~0u;
}
#endif

/* Brand strings are padded with blanks on some CPUs. */
static void trim_name(fl_cpu *cpu)
{
    size_t length = strlen(cpu->name);
    while (length > 0 && cpu->name[length - 1] == ' ')
        cpu->name[--length] = '\0';
    if (length == 0)
        snprintf(cpu->name, sizeof cpu->name, "x86-64 CPU without a name");
}

fl_cpu fl_cpu_detect(void)
{
    fl_cpu cpu = {.architecture = FL_ARCHITECTURE_X86_64};
    read_registers(&cpu);
    unsigned witnesses = builtin_says() & cpu_features_says(&cpu);
    /* The witnesses speak of what may be used, so they are heard only on what the system saves. */
    cpu.doubted = fl_cpu_usable(&cpu) & ~witnesses;
    trim_name(&cpu);
    return cpu;
}

/* Facts that do not change while a process runs, kept because a timed block cannot wait for CPUID (which
 * traps to the hypervisor in a virtual machine). Threads that race here find the same answer. */
enum { UNKNOWN, NO, YES };

static bool upper_halves_usable(void)
{
    static atomic_int known = UNKNOWN;
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer == UNKNOWN) {
        fl_cpu cpu = {.architecture = FL_ARCHITECTURE_X86_64};
        read_registers(&cpu);
        answer = fl_cpu_usable(&cpu) & FL_NEEDS_AVX ? YES : NO;
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return answer == YES;
}

void fl_cpu_clear_upper(void)
{
    if (upper_halves_usable())
        vzeroupper();
}

int fl_cpu_upper_is_clean(void)
{
    static atomic_int known = UNKNOWN;
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer == NO)
        return -1;
    if (answer == YES)
        return !(xgetbv(1) & STATE_UPPER_YMM);

    unsigned a = 0, b, c, d;
    bool can_ask = upper_halves_usable() && __get_cpuid_count(0xd, 1, &a, &b, &c, &d) && (a & 1 << 2);
    int clean = -1;
    answer = NO;
    if (can_ask) {
        clean = !(xgetbv(1) & STATE_UPPER_YMM);
        /* QEMU calls the state in use even directly after it was cleared: such an answer is worth nothing. */
        vzeroupper();
        answer = xgetbv(1) & STATE_UPPER_YMM ? NO : YES;
    }
    atomic_store_explicit(&known, answer, memory_order_relaxed);
    return answer == YES ? clean : -1;
}
