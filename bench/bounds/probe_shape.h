/* The common shape of all probes. A turn of their loops is 21 loads, 14 of weights and 7 of input, or 14
 * multiply-adds; vectors of 1, 4, 8 and 16 floats take 112, 28, 14 and 7 turns, without a remainder.
 *
 * 14 accumulators keep two fused units of 4 to 7 cycles busy. Where multiply and add are apart, 7 terms are
 * multiplied over and over and added to 7 sums, twice a turn: nothing is computed ahead, and 15 registers
 * suffice. The instructions are volatile inline assembly: left to themselves compilers see 14 equal sums and
 * keep one of them.
 *
 * Measured against other shapes (rows side by side, 4, 14 or 98 loads a turn): all within 1 % on Zen 4. */
#ifndef FAIRLANE_BENCH_BOUNDS_PROBE_SHAPE_H
#define FAIRLANE_BENCH_BOUNDS_PROBE_SHAPE_H

#include "bench/bounds/probe.h"

enum { FL_PROBE_WEIGHT_LOADS = 14, FL_PROBE_INPUT_LOADS = 7, FL_PROBE_SUMS = 14, FL_PROBE_TERMS = 7 };

/* Turns of a loop over vectors of that many lanes. */
#define FL_PROBE_TURNS(lanes) (FL_WEIGHTS / FL_PROBE_WEIGHT_LOADS / (lanes))

/* Fused: every sum grows by FL_PROBE_FACTOR² a turn. Apart: every sum grows by its term, which starts as
 * FL_PROBE_TERM and is then multiplied by FL_PROBE_GROWTH, twice a turn. All stay normal numbers. */
#define FL_PROBE_FACTOR 0.75f
#define FL_PROBE_TERM 0.25f
#define FL_PROBE_GROWTH 1.0009765625f

#endif
