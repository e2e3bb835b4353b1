/* The contestants of `fairlane point93`: a result or a published figure, and what is known of its execution.
 */
#ifndef FAIRLANE_BENCH_CLI_CONTESTANTS_H
#define FAIRLANE_BENCH_CLI_CONTESTANTS_H

#include "bench/verdict/attest.h"
#include "kernels/error.h"

/* What a contestant refers to; does not move once it is filled. */
typedef struct fl_entrant {
    fl_trace trace;
    char sha256[65];
    char no_trace[512];
    bool unattestable; /* it had to be traced here, and that cannot be done */
    fl_document claim_document;
    fl_result claim_result;
} fl_entrant;

/* A published figure: option is what it was given with, "--claim-a". */
void fl_entrant_claim(fl_entrant *entrant, const char *option, char label, double ns,
                      fl_contestant *contestant);

/* Finds out what was executed: reads the trace at trace_path; without one traces a kernel of the lab, in this
 * process's build; else says why there is no trace. FL_USAGE for a trace that cannot be read, FL_INTERRUPTED.
 */
fl_status fl_entrant_trace(fl_entrant *entrant, const char *trace_path, fl_contestant *contestant,
                           fl_error *error);

#endif
