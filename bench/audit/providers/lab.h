/* What `fairlane audit --run` knows of a comparison because it made it itself. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_LAB_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_LAB_H

#include "bench/audit/audit.h"

/* Adds the evidence of the lab's own measuring, and nothing to a case that was made elsewhere. Each
 * contestant was a program of its own behind the protocol of bench/peers/protocol.md: the lab made data and
 * model, handed the sample over, asked for warm-up and timed calls, and held the answers against the
 * reference before and after. */
void fl_judge_lab(const fl_case *given, fl_audit *audit);

/* What a single call takes, less the clock's own share, over the mean of many calls between two readings:
 * near 1 where nothing but the inference stands between the readings. A neighbour slows this or that for
 * seconds, so each process is held against itself; the median over the processes of all runs. NaN where the
 * runs do not tell. */
double fl_single_over_block(const fl_case_side *side);

#endif
