/* The amortised protocol inside one measuring process. */
#ifndef FAIRLANE_BENCH_HARNESS_ROUNDS_H
#define FAIRLANE_BENCH_HARNESS_ROUNDS_H

#include "bench/harness/foreign.h"
#include "bench/harness/layout.h"

typedef struct fl_rounds {
    double *ns[FL_MOST_ENTRIES][FL_MODES]; /* [rounds] ns per call; owned */
    uint64_t calls_per_block[FL_MOST_ENTRIES][FL_MODES];
    double *witness_ns; /* [rounds] the frequency witness at the end of each (fl_witness_ns); owned */
    uint64_t repeated[FL_MOST_ENTRIES][FL_MODES], unsteady[FL_MOST_ENTRIES][FL_MODES];
} fl_rounds;

/* Runs job->rounds rounds; each times every entry once per mode, in the order of a seeded balanced Latin
 * square, with the frequency witness before and after every block. foreign: the job's peers; NULL when it has
 * none. A peer that fails has no times. out: descriptor for progress messages. */
fl_status fl_rounds_run(const fl_job *job, const fl_layout *layout, fl_foreign *foreign, int out,
                        fl_rounds *rounds, fl_error *error);
void fl_rounds_free(fl_rounds *rounds);

#endif
