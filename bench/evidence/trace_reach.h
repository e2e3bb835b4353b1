/* What can be reached from what a region executed. Private to the ptrace backend. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_REACH_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_REACH_H

#include "bench/evidence/trace_functions.h"
#include "bench/evidence/tracee.h"

/* Whether nothing in SIMD, no code for newer CPUs and no question for the CPU can be reached from the instructions that
 * were executed in a stopped program, the C library and what never returns left out. False as well where something could
 * not be followed: a call through a pointer, code that was made at run time. end: the address behind the call that ended the region, beyond which nothing is followed; 0: none did. */
bool fl_trace_reaches_scalar_alone(fl_space *space, fl_functions *functions, uint64_t end);

#endif
