/* What the lab asks of one measuring process, and what that process answers.
 *
 * The process is the replicate: each one gets its own random layout (environment padding, stack and buffer
 * offsets), so that a comparison does not stand on one accident of addresses (T. Mytkowicz et al., Producing
 * Wrong Data Without Doing Anything Obviously Wrong!, ASPLOS 2009). */
#ifndef FAIRLANE_BENCH_HARNESS_JOB_H
#define FAIRLANE_BENCH_HARNESS_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/harness/machine.h"
#include "bench/peers/peer.h"
#include "bench/task/task.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

enum { FL_MOST_CONTESTANTS = 64, FL_MODES = 2 };

typedef enum fl_mode {
    FL_INDEPENDENT, /* calls do not depend on each other: reciprocal throughput */
    FL_CHAINED,     /* each call's input address depends on the last call's outputs: latency */
} fl_mode;

/* One contestant of the rounds. */
typedef struct fl_job_contestant {
    char name[64];
    fl_kernel_function
        *run; /* valid in every process: resolved again from kind and index by the child; NULL for peers */
    enum { FL_CONTESTANT_KERNEL, FL_CONTESTANT_PROBE, FL_CONTESTANT_DUPLICATE, FL_CONTESTANT_PEER } kind;
    uint32_t index; /* in fl_variants, fl_probes, fl_duplicates or the job's peers */
    fl_work work;
    bool per_call;       /* take part in the per-call protocol */
    bool mode[FL_MODES]; /* take part in the rounds of that mode */
    bool cold;           /* take part in the cold protocol */
    uint32_t code_bytes; /* of its own code, to be flushed for the cold protocol; 0: not known, left alone */
    uint32_t
        planted_per_million; /* calls made but not counted, per million: a known slowdown for the self-test */
} fl_job_contestant;

typedef struct fl_job {
    uint32_t process; /* 1-based */
    uint64_t seed;    /* of the run; layout and order follow from seed and process */
    int cpu;          /* to pin to; -1: not pinned */
    uint32_t
        misalign;     /* bytes added to the 64-byte aligned addresses of weights and input; a multiple of 4 */
    uint32_t warmups; /* per-call protocol: calls before the timed ones */
    uint32_t calls;   /* per-call protocol: timed calls in this process */
    uint32_t rounds;  /* amortised protocol */
    uint64_t quiet_ns;       /* that its rounds may spend on waiting for a quiet core and on timing disturbed
                                blocks again */
    double least_add_cycles; /* the fewest that an independent addition took in the processes before; 0: the
                                first */
    uint32_t cold_calls;     /* cold protocol: timed calls in this process */
    bool characterise;       /* measure the machine too */
    uint32_t contestant_count;
    fl_job_contestant contestants[FL_MOST_CONTESTANTS];
    uint32_t peer_count;
    fl_peer_start peers[FL_MOST_PEERS];
    fl_model model;
} fl_job;

/* What was counted of a peer around its timed single calls, over all processes. */
typedef struct fl_watched {
    fl_peer_state before, after; /* counters: sums over the processes, those of the first process only;
                                    threads: the most of any; switches: -1 when not known, else the sum */
    bool any;
} fl_watched;

/* One contestant's figures, over all processes. */
typedef struct fl_measured {
    double *samples_ns;             /* [calls of all processes], in call order; NULL without per-call */
    double *round_ns[FL_MODES];     /* [rounds × processes] ns per call; NULL when not in that mode */
    double *round_cycles[FL_MODES]; /* beside each its cycles per call, by the frequency witness; NULL where
                                       chains are not timed */
    int *round_state[FL_MODES];     /* and its fl_round_state; NULL likewise */
    double *add_cycles[FL_MODES];   /* and the cycles that an independent addition took around it */
    double *cold_ns;                /* [cold calls × processes]; NULL without the cold protocol */
    double *peer_empty_ns;          /* [calls] a peer's own loop around an empty call; else NULL */
    fl_watched watched;             /* of a peer */
    char failure[320];              /* of a peer that failed meanwhile: nothing of it counts; "" for none */
    uint64_t calls_per_block[FL_MODES]; /* of the last process */
    uint64_t repeated[FL_MODES];        /* blocks timed again because the witness drifted */
    uint64_t unsteady[FL_MODES];        /* blocks kept although the witness still drifted */
} fl_measured;

typedef struct fl_measurement {
    uint32_t processes, rounds; /* rounds per process */
    uint32_t calls;             /* timed calls per contestant, all processes together */
    uint32_t cold_calls;        /* cold calls per contestant and process */
    int *round_process;         /* [rounds × processes], 1-based */
    int *call_process;          /* [calls], 1-based */
    double *empty_ns;           /* [calls] the per-call protocol around an empty call */
    double quiet_seconds;       /* spent on waiting for a quiet core and on blocks that were timed again */
    double least_add_cycles; /* the fewest cycles that an independent addition took in any process; infinite
                                when there was no round */
    uint32_t contestant_count;
    fl_measured contestants[FL_MOST_CONTESTANTS];
    uint32_t machine_count; /* processes that were characterised */
    fl_machine *machines;   /* [machine_count] */
} fl_measurement;

/* Called now and then with the share that is done, 0 to 1. */
typedef void fl_progress(double share, void *context);

typedef struct fl_plan {
    fl_job job; /* process and calls are filled in per process */
    uint32_t processes;
    uint32_t iterations;   /* timed calls per contestant, spread evenly over the processes */
    double quiet_seconds;  /* most time that all of it may spend on waiting for a quiet core and on timing
                              disturbed blocks again */
    fl_progress *progress; /* may be NULL */
    void *context;
} fl_plan;

/* Runs the plan in child processes, one after the other. FL_INTERRUPTED after SIGINT or SIGTERM, FL_UNABLE
 * when a child cannot be started or dies, or when the clock cannot be believed (clock_check.h); measurement
 * is empty then. */
fl_status fl_measure(const fl_plan *plan, fl_measurement *measurement, fl_error *error);
void fl_measurement_free(fl_measurement *measurement);

/* The child's side: reads a job from descriptor `in`, measures, writes the answer to descriptor `out`. */
fl_status fl_measure_child(int in, int out, fl_error *error);

/* Name of the hidden command that runs fl_measure_child on descriptors 0 and 1. */
#define FL_CHILD_COMMAND "measure-child"

/* The kernel `autovec` compiled a second time: the same machine code at another address. NULL name ends. */
typedef struct fl_duplicate {
    const char *name; /* "autovec'" */
    const fl_kernel *kernel;
} fl_duplicate;

extern const fl_duplicate fl_duplicates[];

#endif
