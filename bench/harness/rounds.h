/* The amortised protocol inside one measuring process. */
#ifndef FAIRLANE_BENCH_HARNESS_ROUNDS_H
#define FAIRLANE_BENCH_HARNESS_ROUNDS_H

#include "bench/base/clock_check.h"
#include "bench/harness/layout.h"
#include "bench/harness/timed_peers.h"

/* One block. It travels from the measuring process to the lab as it stands. */
typedef struct fl_block {
    double ns, cycles;  /* per call; cycles: by the frequency witness before and after it */
    double add_cycles;  /* that an independent addition took, the more of before and after it */
    uint32_t drifted;   /* 1: a witness differed by over 2 % from what it took before */
    uint32_t throttled; /* 1: the system stopped the process meanwhile, as its quota was used up */
} fl_block;

typedef struct fl_rounds {
    fl_block *blocks[FL_MOST_CONTESTANTS][FL_MODES]; /* [rounds]; owned */
    double least_add_cycles;                         /* the fewest that an independent addition ever took */
    double own_add_cycles;                           /* likewise, in this process alone */
    uint64_t quiet_ns; /* spent on waiting for a quiet core and on blocks that were timed again */
    uint64_t calls_per_block[FL_MOST_CONTESTANTS][FL_MODES];
    double *witness_ns; /* [rounds] the frequency witness at the end of each (fl_witness_ns); owned */
    uint64_t repeated[FL_MOST_CONTESTANTS][FL_MODES], unsteady[FL_MOST_CONTESTANTS][FL_MODES];
} fl_rounds;

/* Runs job->rounds rounds; each times every contestant once per mode, in the order of a seeded balanced Latin
 * square, with the frequency witness before and after every block. timed: the job's peers; NULL when it has
 * none. A peer that fails has no times. clock: begun; every block and round is held against it (FL_UNABLE).
 * out: descriptor for progress messages. */
fl_status fl_rounds_run(const fl_job *job, const fl_layout *layout, fl_timed_peers *timed,
                        fl_clock_watch *clock, int out, fl_rounds *rounds, fl_error *error);
void fl_rounds_free(fl_rounds *rounds);

#endif
