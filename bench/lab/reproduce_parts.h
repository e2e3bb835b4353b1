/* The parts of running a comparison again. */
#ifndef FAIRLANE_BENCH_LAB_REPRODUCE_PARTS_H
#define FAIRLANE_BENCH_LAB_REPRODUCE_PARTS_H

#include "bench/audit/providers/reproduction.h"
#include "bench/lab/confined.h"

/* Traces one inference of a side's command. function: SYMBOL or SYMBOL@LIBRARY; NULL: as the case says, else those
 * by which libraries are known to be entered. Fills the side's trace, or why_trace. FL_INTERRUPTED. */
fl_status fl_reproduce_trace(const fl_confinement *confinement, const char *function, fl_case_side *side,
                             fl_reproduced_side *reproduced, fl_error *error);

#endif
