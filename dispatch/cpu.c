/* What a program must know before it may execute a vector instruction.
 *
 * The CPU announces. On x86-64 the instruction CPUID answers questions: leaf 1 has one bit each for AVX and
 * FMA, leaf 7 for AVX2, AVX-512F and AVX-512VL. SSE2 belongs to the architecture itself. On AArch64 a program
 * may not read the identification registers of the CPU; the kernel of the operating system reads them and
 * hands every process a set of bits at its start (AT_HWCAP). NEON belongs to the architecture itself, SVE is
 * one of the bits.
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
 * Whom we believe. The bits are read here, with XGETBV and CPUID themselves, because the library cpu_features
 * (0.7.0) folds both facts into one flag: it cannot tell "this CPU has no AVX" from "this system does not
 * save AVX's registers", and the user needs to be told which. It is the second witness, and the compiler's
 * run-time (__builtin_cpu_supports) the third. What the CPU announces and the system saves but a witness
 * denies is put in `doubted` and not used: a slower kernel is better than a dead process. What a witness
 * affirms and CPUID denies is never believed. Known to err in cpu_features 0.7.0, and met here by that rule
 * or kept out of its way:
 *   - its flags are one-bit signed fields, so a flag that is set reads -1 and never equals 1;
 *   - with OSXSAVE off it reads the SSE family from /proc/cpuinfo, which under user-mode emulation describes
 *     the host, and reports SSSE3 and SSE4.2 that the emulated CPU does not have (neither is used here);
 *   - on AArch64 it prints a line to standard output when AT_HWCAP2 is 0, so it is asked only when that is
 * not 0: a line in front of JSON is a broken file;
 *   - on AArch64 it takes implementer and part from /proc/cpuinfo, 0 under emulation; MIDR_EL1 is read
 * instead (the kernel answers for programs where AT_HWCAP says so).
 *
 * Facts and judgement are apart: fl_cpu_detect() fills a struct and decides nothing; everything that decides
 * takes such a struct, so that a test can be any machine. */
#include "dispatch/cpu.h"

#include <stddef.h>

/* x86: needs that are encoded for the 256-bit and for the 512-bit registers. */
enum {
    NEEDS_ZMM = FL_NEEDS_AVX512F | FL_NEEDS_AVX512VL,
    NEEDS_YMM = FL_NEEDS_AVX | FL_NEEDS_FMA | FL_NEEDS_AVX2 | NEEDS_ZMM,
};

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
    unsigned announced = cpu->has & ~cpu->doubted;
    return announced & ~fl_cpu_unsaved(cpu, announced);
}

const char *fl_need_name(unsigned need)
{
    switch (need) {
    case FL_NEEDS_SSE2:
        return "SSE2";
    case FL_NEEDS_AVX:
        return "AVX";
    case FL_NEEDS_FMA:
        return "FMA";
    case FL_NEEDS_AVX2:
        return "AVX2";
    case FL_NEEDS_AVX512F:
        return "AVX512F";
    case FL_NEEDS_AVX512VL:
        return "AVX512VL";
    case FL_NEEDS_NEON:
        return "NEON";
    case FL_NEEDS_SVE:
        return "SVE";
    default:
        return "";
    }
}
