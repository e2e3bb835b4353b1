/* The common shape of all probes.
 *
 * A turn of a load loop is 28 loads of weights and 14 of input (half of that for whole cache lines, of which
 * there are not enough), without a remainder for vectors of 1, 4, 8 and 16 floats. Both numbers are even: two
 * loads of a cycle then stay in one cache line, which is 1 % faster on Zen 4 than 14 and 7. Rows side by
 * side, or everything unrolled, is no faster.
 *
 * A turn of an arithmetic loop is 14 multiply-adds. 14 accumulators keep two fused units of 4 to 7 cycles
 * busy. Where multiply and add are apart, 7 terms are multiplied over and over and added to 7 sums, twice a
 * turn: nothing is computed ahead, and 15 registers suffice. The instructions are volatile inline assembly:
 * left to themselves compilers see 14 equal sums and keep one of them. */
#ifndef FAIRLANE_BENCH_BOUNDS_PROBE_SHAPE_H
#define FAIRLANE_BENCH_BOUNDS_PROBE_SHAPE_H

#include "bench/bounds/probe.h"

enum { FL_PROBE_WEIGHT_LOADS = 28, FL_PROBE_INPUT_LOADS = 14, FL_PROBE_SUMS = 14, FL_PROBE_TERMS = 7 };

/* Turns of an arithmetic loop over vectors of that many lanes. */
#define FL_PROBE_TURNS(lanes) (FL_WEIGHTS / FL_PROBE_SUMS / (lanes))

/* Fused: every sum grows by FL_PROBE_FACTOR² a turn. Apart: every sum grows by its term, which starts as
 * FL_PROBE_TERM and is then multiplied by FL_PROBE_GROWTH, twice a turn. All stay normal numbers. */
#define FL_PROBE_FACTOR 0.75f
#define FL_PROBE_TERM 0.25f
#define FL_PROBE_GROWTH 1.0009765625f

#endif
