/* `fairlane audit --run`: the comparison made here and now, left behind as a case like any other. */
#ifndef FAIRLANE_BENCH_LAB_AUDIT_H
#define FAIRLANE_BENCH_LAB_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels/error.h"

typedef struct fl_audit_request {
    const char *folder;    /* of the case; must not exist, or be empty */
    const char *peers[2];  /* names or paths, see bench/peers/peer.h */
    const char *python;    /* NULL: the peers' own choice */
    const char *elsewhere; /* result file of the same two from another machine; NULL: there is none */
    int64_t seconds;       /* most time for one answer of a peer, and for one trace */
    int64_t quiet_seconds; /* most time that each of the runs spends on waiting for a quiet core; -1: as long
                              as a run does by itself */
    bool quick;            /* fewer processes and rounds: for a look, not for a claim */
} fl_audit_request;

/* Verifies both contestants, measures them three times beside the lab's kernels, traces one inference of each
 * and writes the folder: case.json, result files, traces, model, comparison, README.md, and copies of the
 * contestants' sources, manifests and lock files. All of it appears at once, or nothing. FL_NEGATIVE when a
 * contestant misbehaves (the error names it), FL_UNABLE when one is not installed or cannot be traced,
 * FL_INTERRUPTED. */
fl_status fl_audit_run(const fl_audit_request *wanted, fl_error *error);

#endif
