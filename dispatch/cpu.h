/* What this CPU and its operating system allow. */
#ifndef FAIRLANE_DISPATCH_CPU_H
#define FAIRLANE_DISPATCH_CPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"
#include "kernels/kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum fl_architecture {
    FL_ARCHITECTURE_X86_64,
    FL_ARCHITECTURE_AARCH64,
    FL_ARCHITECTURE_OTHER
} fl_architecture;

/* What tells cores apart that no kernel here needs. */
typedef enum fl_cpu_trait {
    FL_TRAIT_AVX512_BF16 = 1 << 0,
    FL_TRAIT_AVX512_FP16 = 1 << 1,
    FL_TRAIT_AMX = 1 << 2,
    FL_TRAIT_PREFETCHI = 1 << 3,
} fl_cpu_trait;

/* Facts as the machine states them, before any judgement; a test fills them by hand. */
typedef struct fl_cpu {
    fl_architecture architecture;
    char name[128];              /* brand string, or what MIDR_EL1 says, for people */
    char vendor[16];             /* x86: "GenuineIntel", "AuthenticAMD" …; "" when not known */
    int family, model, stepping; /* x86: as CPUID counts them, extended parts added; 0 elsewhere */
    uint32_t midr;               /* AArch64: MIDR_EL1; 0 when it cannot be read */
    unsigned traits;             /* x86: set of fl_cpu_trait that the CPU announces */
    unsigned has;                /* set of fl_needs that the CPU announces */
    unsigned doubted;            /* of these, the ones that a second source denies; never used */
    unsigned hidden;             /* what FAIRLANE_HIDE hides, and what builds on it; never used */
    bool os_saves_ymm;           /* x86: OSXSAVE, and bits 1-2 of XCR0 */
    bool os_saves_zmm;           /* x86: and bits 5-7 of XCR0 */
    int sve_vector_bytes;        /* AArch64: of this process; 0 without SVE */
} fl_cpu;

/* Facts of this machine. Reads registers, and on some machines a file in /proc: microseconds, not
 * nanoseconds. hidden follows from FAIRLANE_HIDE (fl_read_hide); where that cannot be read, everything is
 * hidden that can be. */
fl_cpu fl_cpu_detect(void);

/* Reads a list of features to hide, as FAIRLANE_HIDE holds one: names as fl_need_name() gives them, in either
 * case, and "avx512" for AVX512F, separated by commas; NULL and "" hide nothing. *hidden is the set of
 * fl_needs that is gone then: the named ones and everything that builds on one of them (without AVX there is
 * neither FMA nor AVX2 nor AVX-512). Features of another architecture are known too and hide nothing here.
 * FL_USAGE when a name is unknown or belongs to every CPU of its architecture (SSE2, NEON), with the names
 * there are; *hidden is then everything that can be hidden. */
fl_status fl_read_hide(const char *text, unsigned *hidden, fl_error *error);

/* The same of the environment's FAIRLANE_HIDE. The line says so. */
fl_status fl_read_hide_of_environment(unsigned *hidden, fl_error *error);

/* Pure: what the CPU has and FAIRLANE_HIDE hides: nothing when it hides only what is not there anyway. */
unsigned fl_cpu_hidden(const fl_cpu *cpu);

/* Pure: the microarchitecture by the vendor's numbers, "AMD_ZEN3 (AuthenticAMD family 25 model 1)"; the
 * numbers alone where its name is not known, "" where there are none. A hypervisor may write any number
 * there: where the CPU announces what no core of that name has, it says "not INTEL_RCL: it has AMX (…)".
 * Returns text. */
char *fl_cpu_microarchitecture(const fl_cpu *cpu, char *text, size_t size);

/* Pure: of these needs, the ones whose registers the operating system does not save. */
unsigned fl_cpu_unsaved(const fl_cpu *cpu, unsigned needs);

/* Pure: the needs that may be used: the CPU has them and everything that they build on, no second source
 * denies any of it, the operating system saves the registers, and nobody hides them. */
unsigned fl_cpu_usable(const fl_cpu *cpu);

/* Pure: what these needs build on, however far down, without themselves: of AVX2 it is AVX, POPCNT and SSE4.2
 * to SSE2. */
unsigned fl_need_prerequisites(fl_architecture architecture, unsigned needs);

/* The name of one need as manufacturers write it, e.g. "AVX512F"; "" for anything that is not one need. */
const char *fl_need_name(unsigned need);

/* The names of a set, the newest first, as "AVX512VL, AVX512F"; "" for none. Cut to size. */
void fl_name_needs(unsigned needs, char *text, size_t size);

/* Clears the upper halves of the vector registers if this machine has any (x86 AVX: vzeroupper), hidden or
 * not: a library may have used them. */
void fl_cpu_clear_upper(void);

/* Whether the upper halves are clean now: 1 clean, 0 dirty, -1 unknowable (no AVX, no XGETBV with ECX = 1,
 * or an emulator that does not track the state). The first call leaves them clean. */
int fl_cpu_upper_is_clean(void);

#ifdef __cplusplus
}
#endif
#endif
