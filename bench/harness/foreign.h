/* Contestants that are programs of their own, inside one measuring process: it starts its own copy of each,
 * pinned to the same CPU and with its padded environment, so that they too are measured in several random
 * layouts.
 *
 * They time themselves, with their own clock and in their own process, so that no round trip is timed. A peer
 * that fails takes part no longer; the others go on. */
#ifndef FAIRLANE_BENCH_HARNESS_FOREIGN_H
#define FAIRLANE_BENCH_HARNESS_FOREIGN_H

#include "bench/harness/job.h"
#include "bench/peers/peer.h"

typedef struct fl_foreign {
    const fl_job *job;
    int out;                        /* descriptor for messages */
    fl_peer peers[FL_MOST_ENTRIES]; /* by entry; pid 0: none */
    bool failed[FL_MOST_ENTRIES];
} fl_foreign;

/* Starts and verifies the peers among the job's entries. Only interruption and broken pipes are errors here:
 * what is wrong with a peer is told in a message. */
fl_status fl_foreign_start(const fl_job *job, int out, fl_foreign *foreign, fl_error *error);

/* The per-call protocol of one entry, with its own loop around an empty call. */
fl_status fl_foreign_calls(fl_foreign *foreign, uint32_t entry, fl_error *error);

/* How many calls make a block of about that length; 0: it has failed. */
fl_status fl_foreign_scale(fl_foreign *foreign, uint32_t entry, double block_ns, uint64_t *calls,
                           fl_error *error);

/* One block; ns for all calls together; NaN: it has failed. */
fl_status fl_foreign_block(fl_foreign *foreign, uint32_t entry, uint64_t calls, double *ns, fl_error *error);

/* Verifies once more and ends all of them. */
fl_status fl_foreign_finish(fl_foreign *foreign, fl_error *error);
void fl_foreign_kill(fl_foreign *foreign);

#endif
