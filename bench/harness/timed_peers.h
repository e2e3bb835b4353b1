/* Contestants that are programs of their own, inside one measuring process: it starts its own copy of each,
 * pinned to the same CPU and with its padded environment, so that they too are measured in several random
 * layouts.
 *
 * They time themselves, with their own clock and in their own process, so that no round trip is timed. A peer
 * that fails takes part no longer; the others go on. */
#ifndef FAIRLANE_BENCH_HARNESS_TIMED_PEERS_H
#define FAIRLANE_BENCH_HARNESS_TIMED_PEERS_H

#include "bench/harness/job.h"
#include "bench/peers/peer.h"

typedef struct fl_timed_peers {
    const fl_job *job;
    int out;                            /* descriptor for messages */
    fl_peer peers[FL_MOST_CONTESTANTS]; /* by contestant; pid 0: none */
    bool failed[FL_MOST_CONTESTANTS];
} fl_timed_peers;

/* Starts and verifies the peers among the job's contestants. Only interruption and broken pipes are errors here:
 * what is wrong with a peer is told in a message. */
fl_status fl_timed_peers_start(const fl_job *job, int out, fl_timed_peers *timed, fl_error *error);

/* The per-call protocol of one contestant, with its own loop around an empty call. */
fl_status fl_timed_peers_calls(fl_timed_peers *timed, uint32_t contestant, fl_error *error);

/* How many calls make a block of about that length; 0: it has failed. */
fl_status fl_timed_peers_scale(fl_timed_peers *timed, uint32_t contestant, double block_ns, uint64_t *calls,
                               fl_error *error);

/* One block; ns for all calls together; NaN: it has failed. */
fl_status fl_timed_peers_block(fl_timed_peers *timed, uint32_t contestant, uint64_t calls, double *ns,
                               fl_error *error);

/* Verifies once more and ends all of them. */
fl_status fl_timed_peers_finish(fl_timed_peers *timed, fl_error *error);
void fl_timed_peers_kill(fl_timed_peers *timed);

#endif
