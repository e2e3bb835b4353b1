/* Stepping through one region. Private to the ptrace backend. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_REGION_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_REGION_H

#include "bench/evidence/trace.h"
#include "bench/evidence/tracee.h"

typedef struct fl_region {
    fl_tracee *tracee;
    pid_t marker, marker_pid; /* the thread that began it, and its process */
    /* Where it ends: at the mark FL_MARK_END of the process's space, or where the function returns to. */
    bool is_call;
    uint64_t return_pc, return_sp;
    uint64_t most_instructions;
    double seconds;
    fl_trace counts;
    /* What the marking thread has executed since the last call from the frame that the region began in: if
     * that call turns out to be the one of the mark, it is no part of the region. */
    uint64_t frame, tail_return;
    fl_trace tail;
    const char *name; /* of the command, for messages */
} fl_region;

/* All tasks are stopped, the marker where the region begins, and no breakpoint is in the memory. Returns in
 * the same state, at the end of the region, or with the reason why it has none. */
fl_status fl_region_step(fl_region *region, fl_error *error);

#endif
