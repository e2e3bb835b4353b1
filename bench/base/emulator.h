/* Whether this process runs on a real processor. */
#ifndef FAIRLANE_BENCH_BASE_EMULATOR_H
#define FAIRLANE_BENCH_BASE_EMULATOR_H

#include "dispatch/cpu.h"

/* The emulator that this process runs in, e.g. "qemu-x86_64"; "" on real hardware and in virtual machines,
 * whose processor is a real one. Times under an emulator say nothing about any CPU. Static storage. */
const char *fl_emulator(void);

/* The hypervisor below: "none", "KVM", …; "unknown" where nothing tells. Static storage. */
const char *fl_hypervisor(void);

/* Pure: the emulator or translator behind the name of a process, the hypervisor's signature (12 characters,
 * or "") and what the CPU calls itself, or "". */
const char *fl_system_emulator_of(const char *process_name, const char *signature, const fl_cpu *cpu);

/* Pure: the hypervisor behind a signature; "none" for NULL; "unknown" when nobody knows it. */
const char *fl_system_hypervisor_of(const char *signature);

#endif
