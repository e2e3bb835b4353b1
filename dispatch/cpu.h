/* What this CPU and its operating system allow. */
#ifndef FAIRLANE_DISPATCH_CPU_H
#define FAIRLANE_DISPATCH_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels/kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum fl_architecture {
    FL_ARCHITECTURE_X86_64,
    FL_ARCHITECTURE_AARCH64,
    FL_ARCHITECTURE_OTHER
} fl_architecture;

/* Facts as the machine states them, before any judgement; a test fills them by hand. */
typedef struct fl_cpu {
    fl_architecture architecture;
    char name[128];              /* brand string, or what MIDR_EL1 says, for people */
    char vendor[16];             /* x86: "GenuineIntel", "AuthenticAMD" …; "" when not known */
    int family, model, stepping; /* x86: as CPUID counts them, extended parts added; 0 elsewhere */
    uint32_t midr;               /* AArch64: MIDR_EL1; 0 when it cannot be read */
    unsigned has;                /* set of fl_needs that the CPU announces */
    unsigned doubted;            /* of these, the ones that a second source denies; never used */
    bool os_saves_ymm;           /* x86: OSXSAVE, and bits 1-2 of XCR0 */
    bool os_saves_zmm;           /* x86: and bits 5-7 of XCR0 */
    int sve_vector_bytes;        /* AArch64: of this process; 0 without SVE */
} fl_cpu;

/* Facts of this machine. Reads registers, and on some machines a file in /proc: microseconds, not
 * nanoseconds. */
fl_cpu fl_cpu_detect(void);

/* Pure: of these needs, the ones whose registers the operating system does not save. */
unsigned fl_cpu_unsaved(const fl_cpu *cpu, unsigned needs);

/* Pure: the needs that may be used: the CPU has them, no second source denies them, and the operating
 * system saves their registers. */
unsigned fl_cpu_usable(const fl_cpu *cpu);

/* The name of one need as manufacturers write it, e.g. "AVX512F"; "" for anything that is not one need. */
const char *fl_need_name(unsigned need);

/* Clears the upper halves of the vector registers if this machine has any (x86 AVX: vzeroupper). */
void fl_cpu_clear_upper(void);

/* Whether the upper halves are clean now: 1 clean, 0 dirty, -1 unknowable (no AVX, no XGETBV with ECX = 1,
 * or an emulator that does not track the state). The first call leaves them clean. */
int fl_cpu_upper_is_clean(void);

#ifdef __cplusplus
}
#endif
#endif
