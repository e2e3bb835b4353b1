/* What a program must know before it may execute a vector instruction.
 *
 * The CPU announces. On x86-64 the instruction CPUID answers questions: leaf 1 has one bit each for AVX and
 * FMA, leaf 7 for AVX2 and the parts of AVX-512. SSE2 belongs to the architecture itself. On AArch64 a
 * program may not read the identification registers of the CPU; the kernel of the operating system reads them
 * and hands every process a set of bits at its start (AT_HWCAP). NEON belongs to the architecture itself, SVE
 * is one of the bits.
 *
 * The operating system must agree. Vector registers are part of a program's state, and the operating system
 * has to save them when it switches between programs. On x86-64 the wide registers came later than most
 * operating systems, so the CPU refuses to touch them until it is told that they are being saved: AVX and
 * everything built on it die of an illegal instruction on a CPU that announces them when the system has not
 * enabled their state. Two facts say so. The bit OSXSAVE of CPUID leaf 1 says that the system uses XSAVE at
 * all; only then may the instruction XGETBV be executed, and it reads XCR0, the list of what is saved: bits 1
 * and 2 for the 256-bit registers, bits 5 to 7 for the mask registers and the two parts of the 512-bit
 * registers. So the facts sit inside each other: AVX-512 inside zmm state, inside ymm state, inside OSXSAVE.
 * macOS enables the 512-bit state of a process only when it first uses it; there the answer is "not saved",
 * which costs speed and never correctness. On AArch64 the kernel leaves the SVE bit out of AT_HWCAP when it
 * does not save SVE's registers, so one bit says both.
 *
 * One feature builds on another. Hypervisors, emulators and boot options take single bits away, and then a
 * CPU announces AVX-512 without AVX. No such silicon exists, and compilers do not know of any: a file
 * compiled for one feature may hold instructions of everything that the compiler counts below it (-mavx
 * allows SSE4.2 and POPCNT, LLVM's avx512f allows FMA and F16C). So a feature is used only where its whole
 * chain is, down to the baseline, and the missing link is what the user is told of. A slower kernel is better
 * than a dead process.
 *
 * Whom we believe. The bits are read here, with XGETBV and CPUID themselves, because the library cpu_features
 * (0.7.0) folds both facts into one flag: it cannot tell "this CPU has no AVX" from "this system does not
 * save AVX's registers", and the user needs to be told which. It is the second witness, and the compiler's
 * run-time (__builtin_cpu_supports) the third. What the CPU announces and the system saves but a witness
 * denies is put in `doubted` and not used. What a witness affirms and CPUID denies is never believed. A
 * witness that has no answer is not a witness: both libraries read the features of the manufacturers they
 * know and say no to everything of the others (Hygon, Zhaoxin and Centaur among them, and Rosetta). Who
 * denies the baseline, without which this very program could not run, knows nothing of this CPU, and is not
 * heard. Known to err in cpu_features 0.7.0, and met here by that rule or kept out of its way:
 *   - its flags are one-bit signed fields, so a flag that is set reads -1 and never equals 1;
 *   - with OSXSAVE off it reads the SSE family from /proc/cpuinfo, which under user-mode emulation describes
 *     the host: it is not asked for the SSE family then;
 *   - on AArch64 it prints a line to standard output when AT_HWCAP2 is 0, so it is asked only when that is
 *     not 0: a line in front of JSON is a broken file;
 *   - on AArch64 it takes implementer and part from /proc/cpuinfo, 0 under emulation; MIDR_EL1 is read
 *     instead (the kernel answers for programs where AT_HWCAP says so).
 *
 * Facts and judgement are apart: the files of one architecture fill a struct
 * with what the machine answers (facts.h) and decide nothing; everything
 * that decides takes such a struct, so that a test can be any machine. */
#include "dispatch/cpu.h"

#include <stdio.h>
#include <string.h>

#include "dispatch/facts.h"

/* x86: needs that are encoded for the 256-bit and for the 512-bit registers. */
enum {
    NEEDS_ZMM =
        FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL | FL_NEEDS_AVX512CD | FL_NEEDS_AVX512DQ | FL_NEEDS_AVX512BW,
    NEEDS_YMM = FL_NEEDS_AVX | FL_NEEDS_F16C | FL_NEEDS_FMA | FL_NEEDS_AVX2 | NEEDS_ZMM,
};

/* What a feature builds on directly; a feature without a line builds on nothing but the architecture. */
static const struct {
    fl_architecture architecture;
    unsigned need, builds_on;
} chains[] = {
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_SSE3, FL_NEEDS_SSE2},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_SSSE3, FL_NEEDS_SSE3},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_SSE41, FL_NEEDS_SSSE3},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_SSE42, FL_NEEDS_SSE41},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX, FL_NEEDS_SSE42 | FL_NEEDS_POPCNT},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_F16C, FL_NEEDS_AVX},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_FMA, FL_NEEDS_AVX},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX2, FL_NEEDS_AVX},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX512F, FL_NEEDS_AVX2 | FL_NEEDS_FMA | FL_NEEDS_F16C},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX512CD, FL_NEEDS_AVX512F},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX512DQ, FL_NEEDS_AVX512F},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX512BW, FL_NEEDS_AVX512F},
    {FL_ARCHITECTURE_X86_64, FL_NEEDS_AVX512VL, FL_NEEDS_AVX512F},
    {FL_ARCHITECTURE_AARCH64, FL_NEEDS_SVE, FL_NEEDS_NEON},
};
enum { CHAINS = sizeof chains / sizeof chains[0] };

unsigned fl_need_prerequisites(fl_architecture architecture, unsigned needs)
{
    unsigned all = 0, before;
    do {
        before = all;
        for (size_t i = 0; i < CHAINS; i++)
            if (chains[i].architecture == architecture && ((needs | all) & chains[i].need))
                all |= chains[i].builds_on;
    } while (all != before);
    return all & ~needs;
}

unsigned fl_cpu_unsaved(const fl_cpu *cpu, unsigned needs)
{
    unsigned unsaved = 0;
    if (cpu->architecture != FL_ARCHITECTURE_X86_64)
        return unsaved;
    if (!cpu->os_saves_ymm)
        unsaved |= needs & NEEDS_YMM;
    if (!cpu->os_saves_zmm)
        unsaved |= needs & NEEDS_ZMM;
    return unsaved;
}

unsigned fl_cpu_usable(const fl_cpu *cpu)
{
    unsigned usable = cpu->has & ~cpu->doubted & ~cpu->hidden, complete = 0;
    usable &= ~fl_cpu_unsaved(cpu, usable);
    for (unsigned bit = 1; bit; bit <<= 1)
        if ((usable & bit) && !(fl_need_prerequisites(cpu->architecture, bit) & ~usable))
            complete |= bit;
    return complete;
}

unsigned fl_cpu_hidden(const fl_cpu *cpu)
{
    return cpu->has & cpu->hidden;
}

/* ---- from facts ---- */

/* Of what may be used, what this witness denies; nothing when it knows nothing of this CPU. */
static unsigned denied(const fl_witness *witness, unsigned usable, unsigned baseline)
{
    bool knows_this_cpu = (witness->affirms & baseline) == baseline;
    return witness->asked && knows_this_cpu ? usable & witness->asked & ~witness->affirms : 0;
}

static unsigned when(uint32_t word, int bit, unsigned meant)
{
    return word >> bit & 1 ? meant : 0;
}

/* Bits: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2A, CPUID, and volume 1, 13;
 * LZCNT: AMD64 Architecture Programmer's Manual, volume 3, appendix E. */
static unsigned announced_by_x86(const fl_x86_facts *facts)
{
    uint32_t c = facts->leaf_1[FL_ECX], b = facts->leaf_7[FL_EBX];
    unsigned has = FL_NEEDS_SSE2;
    has |= when(c, 0, FL_NEEDS_SSE3) | when(c, 9, FL_NEEDS_SSSE3) | when(c, 19, FL_NEEDS_SSE41);
    has |= when(c, 20, FL_NEEDS_SSE42) | when(c, 23, FL_NEEDS_POPCNT) | when(c, 28, FL_NEEDS_AVX);
    has |= when(c, 12, FL_NEEDS_FMA) | when(c, 29, FL_NEEDS_F16C);
    has |= when(b, 3, FL_NEEDS_BMI1) | when(b, 5, FL_NEEDS_AVX2) | when(b, 8, FL_NEEDS_BMI2);
    has |= when(b, 16, FL_NEEDS_AVX512F) | when(b, 17, FL_NEEDS_AVX512DQ) | when(b, 28, FL_NEEDS_AVX512CD);
    has |= when(b, 30, FL_NEEDS_AVX512BW) | when(b, 31, FL_NEEDS_AVX512VL);
    return has | when(facts->extended_1[FL_ECX], 5, FL_NEEDS_LZCNT);
}

static unsigned traits_of_x86(const fl_x86_facts *facts)
{
    uint32_t d = facts->leaf_7[FL_EDX], a1 = facts->leaf_7_1[FL_EAX], d1 = facts->leaf_7_1[FL_EDX];
    unsigned traits = when(d, 23, FL_TRAIT_AVX512_FP16) | when(d, 24, FL_TRAIT_AMX);
    return traits | when(a1, 5, FL_TRAIT_AVX512_BF16) | when(d1, 14, FL_TRAIT_PREFETCHI);
}

/* Family and model: extended parts count only where the manuals say so. */
static void name_x86(const fl_x86_facts *facts, fl_cpu *cpu)
{
    uint32_t a = facts->leaf_1[FL_EAX];
    const int order[] = {FL_EBX, FL_EDX, FL_ECX};
    for (size_t i = 0; i < 3; i++)
        memcpy(cpu->vendor + 4 * i, &facts->leaf_0[order[i]], 4);
    cpu->stepping = (int)(a & 0xf);
    cpu->family = (int)(a >> 8 & 0xf);
    cpu->model = (int)(a >> 4 & 0xf);
    if (cpu->family == 0x6 || cpu->family == 0xf)
        cpu->model += (int)(a >> 16 & 0xf) << 4;
    if (cpu->family == 0xf)
        cpu->family += (int)(a >> 20 & 0xff);

    char brand[sizeof facts->brand + 1] = "";
    memcpy(brand, facts->brand, sizeof facts->brand);
    size_t start = strspn(brand, " "), length = strlen(brand); /* padded with blanks on some CPUs */
    while (length > start && brand[length - 1] == ' ')
        brand[--length] = '\0';
    for (size_t i = 0; i < length; i++) /* a hypervisor's owner may write anything there */
        brand[i] = (char)(brand[i] >= ' ' && brand[i] <= '~' ? brand[i] : '?');
    for (char *c = cpu->vendor; *c; c++)
        *c = (char)(*c >= ' ' && *c <= '~' ? *c : '?');
    snprintf(cpu->name, sizeof cpu->name, "%s", length > start ? brand + start : "x86-64 CPU without a name");
}

fl_cpu fl_cpu_of_x86(const fl_x86_facts *facts)
{
    enum { OSXSAVE = 1 << 27, XCR0_YMM = 0x6, XCR0_ZMM = 0xe6 };
    enum { SSE_FAMILY = FL_NEEDS_SSE3 | FL_NEEDS_SSSE3 | FL_NEEDS_SSE41 | FL_NEEDS_SSE42 };
    fl_cpu cpu = {.architecture = FL_ARCHITECTURE_X86_64, .has = announced_by_x86(facts)};
    cpu.traits = traits_of_x86(facts);
    name_x86(facts, &cpu);
    bool told = facts->leaf_1[FL_ECX] & OSXSAVE;
    cpu.os_saves_ymm = told && (facts->saved & XCR0_YMM) == XCR0_YMM;
    cpu.os_saves_zmm = told && (facts->saved & XCR0_ZMM) == XCR0_ZMM;
    fl_witness library = facts->cpu_features;
    library.asked &= told ? ~0u : ~(unsigned)SSE_FAMILY;
    /* The witnesses speak of what may be used, so they are heard only on what the system saves. */
    unsigned usable = fl_cpu_usable(&cpu);
    cpu.doubted = denied(&facts->compiler, usable, FL_NEEDS_SSE2) | denied(&library, usable, FL_NEEDS_SSE2);
    return cpu;
}

/* Documentation/arm64/elf_hwcaps of Linux. */
fl_cpu fl_cpu_of_aarch64(const fl_aarch64_facts *facts)
{
    enum { ASIMD = 1, SVE = 22 };
    fl_cpu cpu = {.architecture = FL_ARCHITECTURE_AARCH64, .midr = facts->midr};
    cpu.has = FL_NEEDS_FMA; /* FMADD belongs to the architecture */
    for (int i = 0; i < 2; i++)
        cpu.has |= facts->hwcap >> (i ? SVE : ASIMD) & 1 ? (i ? FL_NEEDS_SVE : FL_NEEDS_NEON) : 0u;
    if (cpu.has & FL_NEEDS_SVE)
        cpu.sve_vector_bytes = facts->sve_vector_bytes;
    cpu.doubted = denied(&facts->cpu_features, fl_cpu_usable(&cpu), FL_NEEDS_NEON);
    if (cpu.midr)
        snprintf(cpu.name, sizeof cpu.name, "AArch64 implementer 0x%02x part 0x%03x variant %u revision %u",
                 cpu.midr >> 24, cpu.midr >> 4 & 0xfff, cpu.midr >> 20 & 0xf, cpu.midr & 0xf);
    else
        snprintf(cpu.name, sizeof cpu.name, "AArch64 CPU whose MIDR_EL1 cannot be read");
    return cpu;
}

/* ---- names ---- */

/* Newest first: the telling one stands in front. */
static const struct {
    unsigned need;
    const char *name;
} names[] = {
    {FL_NEEDS_AVX512VL, "AVX512VL"}, {FL_NEEDS_AVX512BW, "AVX512BW"}, {FL_NEEDS_AVX512DQ, "AVX512DQ"},
    {FL_NEEDS_AVX512CD, "AVX512CD"}, {FL_NEEDS_AVX512F, "AVX512F"},   {FL_NEEDS_AVX2, "AVX2"},
    {FL_NEEDS_FMA, "FMA"},           {FL_NEEDS_F16C, "F16C"},         {FL_NEEDS_BMI2, "BMI2"},
    {FL_NEEDS_BMI1, "BMI1"},         {FL_NEEDS_LZCNT, "LZCNT"},       {FL_NEEDS_AVX, "AVX"},
    {FL_NEEDS_POPCNT, "POPCNT"},     {FL_NEEDS_SSE42, "SSE4.2"},      {FL_NEEDS_SSE41, "SSE4.1"},
    {FL_NEEDS_SSSE3, "SSSE3"},       {FL_NEEDS_SSE3, "SSE3"},         {FL_NEEDS_SSE2, "SSE2"},
    {FL_NEEDS_SVE, "SVE"},           {FL_NEEDS_NEON, "NEON"},
};
enum { NAMES = sizeof names / sizeof names[0] };

const char *fl_need_name(unsigned need)
{
    for (size_t i = 0; i < NAMES; i++)
        if (names[i].need == need)
            return names[i].name;
    return "";
}

void fl_name_needs(unsigned needs, char *text, size_t size)
{
    size_t used = 0;
    if (size)
        text[0] = '\0';
    for (size_t i = 0; i < NAMES && used < size; i++)
        if (needs & names[i].need)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", names[i].name);
}
