/* What the operating system tells about the machine: inside of the room, between environment.c and the one
 * file per system. On Linux all texts are read below a root folder, "" for the real one, so that tests bring
 * their own. */
#ifndef FAIRLANE_BENCH_HARNESS_ENVIRONMENT_PARTS_H
#define FAIRLANE_BENCH_HARNESS_ENVIRONMENT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/harness/environment.h"

/* os, kernel_release, boot_id, governor, turbo, smt, cpus_online. */
void fl_system_facts(const char *root, fl_environment *environment);

/* Load average over the last minute; NaN when unknown. */
double fl_system_load(const char *root);

/* busy_ticks and steal_ticks; 0 when unknown. */
void fl_system_ticks(const char *root, fl_counters *counters);

/* What the machine's memory, swap and sensors show at one moment; NaN where nothing tells. */
typedef struct fl_machine_state {
    double memory_total_bytes, memory_available_bytes, swap_used_bytes;
    double hottest_celsius;
    double numa_nodes;
} fl_machine_state;

fl_machine_state fl_system_state(const char *root);

/* pages_swapped, throttle_events and waiting_seconds; NaN when unknown. */
void fl_system_events(const char *root, fl_counters *counters);

/* Ticks of /proc/stat in a second. */
double fl_system_ticks_per_second(void);

/* Peak resident memory in bytes of this process or its largest ended child; -1 when unknown. */
int64_t fl_system_peak_resident(void);

/* Pure: pages_swapped, thermal_throttle_events, waiting_percent and other_busy_cpus from what was counted at
 * two moments. NaN where a counter is unknown or went back. */
void fl_system_compare(const fl_counters *begin, const fl_counters *end, fl_environment *environment);

#endif
