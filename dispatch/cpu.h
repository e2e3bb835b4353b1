/* What this CPU and its operating system allow. */
#ifndef FAIRLANE_DISPATCH_CPU_H
#define FAIRLANE_DISPATCH_CPU_H

#include <stdbool.h>

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
    char name[128];       /* brand string or MIDR, for people */
    unsigned has;         /* set of fl_needs that the CPU announces */
    bool os_saves_ymm;    /* x86: OSXSAVE and XCR0 bits 1-2 */
    bool os_saves_zmm;    /* x86: and XCR0 bits 5-7 */
    int sve_vector_bytes; /* AArch64: 0 without SVE */
} fl_cpu;

/* Facts of this machine. */
fl_cpu fl_cpu_detect(void);

/* Pure: the needs that may be used, what the CPU has and the OS saves. */
unsigned fl_cpu_usable(const fl_cpu *cpu);

/* Clears the upper halves of the vector registers if this machine has any (x86 AVX: vzeroupper). */
void fl_cpu_clear_upper(void);

/* Whether the upper halves are clean now (x86: XGETBV with ECX = 1, bit 2 clear); 1 clean, 0 dirty, -1
 * unknowable. */
int fl_cpu_upper_is_clean(void);

#ifdef __cplusplus
}
#endif
#endif
