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
    struct fl_functions *functions; /* NULL: nothing is told of them */
    const char *name;               /* of the command, for messages */
} fl_region;

/* All tasks are stopped, the marker where the region begins, and no breakpoint is in the memory. Returns in
 * the same state, at the end of the region, or with the reason why it has none. */
fl_status fl_region_step(fl_region *region, fl_error *error);

/* Inside of stepping, trace_step.c: decodes what the stopped task will execute next; takes a stop, by its
 * wait status; counts what was pending; and, for a task stopped inside a system call that began before the
 * region, notes that nothing is to be counted when it returns. */
void fl_step_prepare(fl_region *region, fl_task *task, uint64_t pc);
void fl_step_after(fl_region *region, fl_task *task, int status);
void fl_step_complete(fl_region *region, fl_task *task);
void fl_step_resume_call(fl_task *task, const fl_registers *registers);

/* What cannot be counted, trace_unseen.c: tasks of the stopped program that are not traced; whether a call
 * that has just returned started one more (told: the tracer was told of one); whether the step that ended at
 * pc executed more than the pending instruction, or something else. */
uint64_t fl_unseen_tasks(const fl_tracee *tracee);
bool fl_unseen_start(const char *call, int64_t result, bool told);
bool fl_unseen_instruction(const fl_pending *pending, uint64_t pc);

/* AArch64, trace_exclusive.c: whether a load exclusive is pending, and running the sequence that begins with
 * it up to its end, where the task stands stopped again, or is gone. False: it cannot be run as a whole. */
bool fl_step_is_exclusive(const fl_task *task);
bool fl_step_exclusive(fl_region *region, fl_task *task);

#endif
