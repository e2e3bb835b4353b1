/* Another CPU for a traced program: its cpuid instructions answer without what FAIRLANE_HIDE hides. Private to the
 * ptrace backend; x86-64.
 *
 * Each cpuid instruction in the files that the program maps gets a breakpoint as soon as it is mapped, and the tracer
 * answers in its place. What is mapped later is seen by the system calls that map code, at which the program stops while
 * it is imitated. Bytes of which nobody can tell whether they are code are not written to: as many as the CPU has
 * registers for are watched by these. Not reached, and told: more of them, and code that was made at run time. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_IMITATE_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_IMITATE_H

#include "bench/evidence/trace.h"
#include "bench/evidence/tracee.h"

typedef struct fl_imitating {
    unsigned hidden; /* fl_needs */
    fl_trace_imitated objects[FL_TRACE_IMITATED];
    size_t count;
    bool failed; /* no memory: what is missing is not told */
} fl_imitating;

/* The needs that a program of this machine can be kept from seeing; 0: nothing is hidden, or nothing can be. */
unsigned fl_imitable(void);

/* From here on the space is of an imitated program. */
void fl_imitate_begin(fl_space *space, fl_imitating *imitating);

/* Looks at what a stopped program has mapped since the last time, and writes breakpoints through one of its threads. Does
 * nothing in a space that is not imitated. */
void fl_imitate_look(fl_space *space, pid_t tid);

/* A thread stands behind the breakpoint at a cpuid instruction: answers it, and lets the thread stand behind that. False:
 * the thread is gone. */
bool fl_imitate_answer(fl_space *space, pid_t tid, uint64_t address);

/* Of what may be cpuid or data: has a stopped task stop before it, as its space says; no more of that, for steps; and
 * whether a thread has stopped there: then it is answered. */
void fl_imitate_watch(fl_task *task);
void fl_imitate_unwatch(fl_task *task);
bool fl_imitate_watched(fl_space *space, pid_t tid);

/* A thread has executed the pending cpuid by a step: takes out of the answer what is hidden. */
void fl_imitate_amend(fl_space *space, pid_t tid, const fl_pending *pending);

/* A thread has stopped at a system call: looks, where that has mapped code. */
void fl_imitate_call(fl_space *space, pid_t tid);

/* Hands over what was imitated and what was not. */
void fl_imitate_hand_over(fl_imitating *imitating, fl_trace *trace);

#endif
