/* The surroundings of a run: what machine, in what state, and what happened
 * to the process meanwhile. What cannot be found out is "unknown", -1 or
 * NaN, never a guess. Texts of the system are cut to printable ASCII. */
#ifndef FAIRLANE_BENCH_HARNESS_ENVIRONMENT_H
#define FAIRLANE_BENCH_HARNESS_ENVIRONMENT_H

#include <stdint.h>

#include "bench/harness/quota.h"
#include "bench/record/result.h"
#include "dispatch/cpu.h"

/* Counters of the machine and of this process with its ended children, at one moment. */
typedef struct fl_counters {
    uint64_t busy_ticks,
        steal_ticks; /* of all CPUs; busy: all that was not idle, steal included; 0: unknown */
    int64_t switches_voluntary, switches_involuntary, faults_minor, faults_major;
    double own_seconds;   /* of CPU time */
    double moment;        /* seconds of the monotonic clock */
    double pages_swapped; /* by the whole machine; NaN: unknown, as below */
    double throttle_events;
    double waiting_seconds; /* in which some process waited for a CPU */
    fl_quota_counts quota;
} fl_counters;

/* Begins a run: fills in everything that does not change, and the load before. pinned_cpu is set to -1,
 * pin_reason, compiler, build_type, revision and libraries are left empty: they are the caller's. Takes some
 * milliseconds. */
void fl_environment_begin(const fl_cpu *cpu, fl_environment *environment, fl_counters *begin);

/* Ends it: fills in the load after and what has been counted since begin. Children count once they were
 * waited for. */
void fl_environment_end(const fl_counters *begin, fl_environment *environment);

/* The variables that are set by which libraries choose their code, or that are loaded in front of them:
 * "OPENBLAS_CORETYPE=Haswell; MKL_CBWR=AVX2", "none" where none is set. */
void fl_environment_steering(char *text, size_t size);

#endif
