/* What the files that classify a trace share; nothing for others. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_PARTS_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_PARTS_H

#include "bench/evidence/trace.h"

/* Of the multiply-adds that the work has: what may be missing from a width, or from fused, that is said to do
 * all of it. Not of those executed, so that a flood of others beside the work does not drown it. */
#define FL_SMALL_SHARE 0.05

/* products: of float32, all widths. */
void fl_trace_judge_sums(const fl_trace *trace, const fl_lanes *products, fl_trace_sums *sums);

#endif
