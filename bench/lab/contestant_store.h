/* The contestants of `fairlane point93`: a result or a
 * published figure, and what is known of its execution. */
#ifndef FAIRLANE_BENCH_LAB_CONTESTANT_STORE_H
#define FAIRLANE_BENCH_LAB_CONTESTANT_STORE_H

#include "bench/peers/peer.h"
#include "bench/verdict/attest.h"
#include "kernels/error.h"

/* What a contestant refers to; does not move once it is filled. */
typedef struct fl_contestant_store {
    fl_trace trace;
    char sha256[65];
    char no_trace[512];
    bool unattestable; /* it had to be traced here, and that cannot be done */
    fl_document claim_document;
    fl_result claim_result;
} fl_contestant_store;

/* A published figure: option is what it was given with, "--claim-a". */
void fl_contestant_claim(fl_contestant_store *store, const char *option, char label, double ns,
                         fl_contestant *contestant);

/* How a contestant's trace is obtained. */
typedef struct fl_trace_request {
    const char *path;   /* of a trace file; NULL: traced now */
    const char *peer;   /* the name that a peer was given by; NULL: that of its result */
    const char *python; /* NULL: the peer's own choice */
    int64_t seconds;    /* for a peer's answers and its trace */
} fl_trace_request;

/* Finds out what was executed: reads the trace file; without one traces a kernel of the lab, in this
 * process's build, or a peer, as it is installed now; else says why there is no trace. FL_USAGE for a trace
 * that cannot be read, FL_INTERRUPTED. */
fl_status fl_contestant_trace(fl_contestant_store *store, const fl_trace_request *request,
                              fl_contestant *contestant, fl_error *error);

#endif
