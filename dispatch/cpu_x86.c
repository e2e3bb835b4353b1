/* Facts of an x86-64 CPU: CPUID, XGETBV, and two more witnesses. cpu.c tells the whole story. */
#include "dispatch/facts.h"

#include <cpuid.h>
#include <stdatomic.h>
#include <string.h>

#ifdef FAIRLANE_HAVE_CPU_FEATURES
#include <cpu_features/cpuinfo_x86.h>
#endif

enum { OSXSAVE = 1 << 27, STATE_UPPER_YMM = 1 << 2 };

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

static void ask(unsigned leaf, unsigned subleaf, uint32_t answer[FL_CPUID_WORDS])
{
    uint32_t a, b, c, d;
    if (!__get_cpuid_count(leaf, subleaf, &a, &b, &c, &d))
        return; /* the CPU does not have this leaf */
    answer[FL_EAX] = a, answer[FL_EBX] = b, answer[FL_ECX] = c, answer[FL_EDX] = d;
}

static void read_registers(fl_x86_facts *facts)
{
    memset(facts, 0, sizeof *facts);
    ask(0, 0, facts->leaf_0);
    ask(1, 0, facts->leaf_1);
    ask(7, 0, facts->leaf_7);
    if (facts->leaf_7[FL_EAX] >= 1) /* its last subleaf */
        ask(7, 1, facts->leaf_7_1);
    ask(0x80000001, 0, facts->extended_1);
    for (unsigned i = 0; i < 3; i++)
        ask(0x80000002 + i, 0, facts->brand[i]);
    if (facts->leaf_1[FL_ECX] & OSXSAVE)
        facts->saved = xgetbv(0);
}

/* What the compiler's run-time says may be used: of what gcc and clang both know by name. */
static fl_witness ask_the_compiler(void)
{
    __builtin_cpu_init();
    fl_witness w = {.asked = ~(unsigned)(FL_NEEDS_F16C | FL_NEEDS_LZCNT)};
    w.affirms |= __builtin_cpu_supports("sse2") ? FL_NEEDS_SSE2 : 0u;
    w.affirms |= __builtin_cpu_supports("sse3") ? FL_NEEDS_SSE3 : 0u;
    w.affirms |= __builtin_cpu_supports("ssse3") ? FL_NEEDS_SSSE3 : 0u;
    w.affirms |= __builtin_cpu_supports("sse4.1") ? FL_NEEDS_SSE41 : 0u;
    w.affirms |= __builtin_cpu_supports("sse4.2") ? FL_NEEDS_SSE42 : 0u;
    w.affirms |= __builtin_cpu_supports("popcnt") ? FL_NEEDS_POPCNT : 0u;
    w.affirms |= __builtin_cpu_supports("avx") ? FL_NEEDS_AVX : 0u;
    w.affirms |= __builtin_cpu_supports("fma") ? FL_NEEDS_FMA : 0u;
    w.affirms |= __builtin_cpu_supports("avx2") ? FL_NEEDS_AVX2 : 0u;
    w.affirms |= __builtin_cpu_supports("bmi") ? FL_NEEDS_BMI1 : 0u;
    w.affirms |= __builtin_cpu_supports("bmi2") ? FL_NEEDS_BMI2 : 0u;
    w.affirms |= __builtin_cpu_supports("avx512f") ? FL_NEEDS_AVX512F : 0u;
    w.affirms |= __builtin_cpu_supports("avx512cd") ? FL_NEEDS_AVX512CD : 0u;
    w.affirms |= __builtin_cpu_supports("avx512dq") ? FL_NEEDS_AVX512DQ : 0u;
    w.affirms |= __builtin_cpu_supports("avx512bw") ? FL_NEEDS_AVX512BW : 0u;
    w.affirms |= __builtin_cpu_supports("avx512vl") ? FL_NEEDS_AVX512VL : 0u;
    return w;
}

static fl_witness ask_cpu_features(void)
{
    fl_witness w = {0};
#ifdef FAIRLANE_HAVE_CPU_FEATURES
    X86Features f = GetX86Info().features;
    w.asked = ~(unsigned)FL_NEEDS_LZCNT; /* it does not know that one */
    w.affirms |= f.sse2 ? FL_NEEDS_SSE2 : 0u;
    w.affirms |= f.sse3 ? FL_NEEDS_SSE3 : 0u;
    w.affirms |= f.ssse3 ? FL_NEEDS_SSSE3 : 0u;
    w.affirms |= f.sse4_1 ? FL_NEEDS_SSE41 : 0u;
    w.affirms |= f.sse4_2 ? FL_NEEDS_SSE42 : 0u;
    w.affirms |= f.popcnt ? FL_NEEDS_POPCNT : 0u;
    w.affirms |= f.avx ? FL_NEEDS_AVX : 0u;
    w.affirms |= f.f16c ? FL_NEEDS_F16C : 0u;
    w.affirms |= f.fma3 ? FL_NEEDS_FMA : 0u;
    w.affirms |= f.avx2 ? FL_NEEDS_AVX2 : 0u;
    w.affirms |= f.bmi1 ? FL_NEEDS_BMI1 : 0u;
    w.affirms |= f.bmi2 ? FL_NEEDS_BMI2 : 0u;
    w.affirms |= f.avx512f ? FL_NEEDS_AVX512F : 0u;
    w.affirms |= f.avx512cd ? FL_NEEDS_AVX512CD : 0u;
    w.affirms |= f.avx512dq ? FL_NEEDS_AVX512DQ : 0u;
    w.affirms |= f.avx512bw ? FL_NEEDS_AVX512BW : 0u;
    w.affirms |= f.avx512vl ? FL_NEEDS_AVX512VL : 0u;
#endif
    return w;
}

fl_cpu fl_cpu_detect(void)
{
    fl_x86_facts facts;
    read_registers(&facts);
    facts.compiler = ask_the_compiler();
    facts.cpu_features = ask_cpu_features();
    fl_cpu cpu = fl_cpu_of_x86(&facts);
    fl_read_hide_of_environment(&cpu.hidden, NULL);
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
        fl_x86_facts facts;
        read_registers(&facts);
        fl_cpu cpu = fl_cpu_of_x86(&facts);
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
