/* What the operating system tells about the machine: inside of the room, between environment.c and the one
 * file per system. On Linux all texts are read below a root folder, "" for the real one, so that tests bring
 * their own. */
#ifndef FAIRLANE_BENCH_HARNESS_SYSTEM_H
#define FAIRLANE_BENCH_HARNESS_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/harness/environment.h"

/* os, kernel_release, governor, turbo, smt, cpus_online. */
void fl_system_facts(const char *root, fl_environment *environment);

/* Load average over the last minute; NaN when unknown. */
double fl_system_load(const char *root);

/* busy_ticks and steal_ticks; 0 when unknown. */
void fl_system_ticks(const char *root, fl_counters *counters);

/* Peak resident memory in bytes of this process or its largest ended child; -1 when unknown. */
int64_t fl_system_peak_resident(void);

/* Name of the program that the system believes this process to be; "" when unknown. */
void fl_system_process_name(const char *root, char *name, size_t size);

/* Signs that no real Linux kernel lies below: no vDSO and no perf_event_open. */
bool fl_system_looks_emulated(void);

/* Pure: copies at most size - 1 characters of what the system gave, up to the end of the line, without blanks
 * at the ends; what is not printable ASCII becomes '?'. An empty text becomes "unknown". */
void fl_system_clean(const char *text, char *clean, size_t size);

/* Pure: the emulator behind the name of a process and the hypervisor's signature (12 characters, or ""), or
 * "". */
const char *fl_system_emulator_of(const char *process_name, const char *signature);

/* Pure: the hypervisor behind a signature; "none" for NULL; "unknown" when nobody knows it. */
const char *fl_system_hypervisor_of(const char *signature);

#endif
