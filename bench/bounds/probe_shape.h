/* The common shapes of the probes.
 *
 * A turn of a load loop is 28 loads of weights and 14 of input (half of that for whole cache lines, of which
 * there are not enough), without a remainder for vectors of 1, 4, 8 and 16 floats. Both numbers are even: two
 * loads of a cycle then stay in one cache line, which is 1 % faster on Zen 4 than 14 and 7. On Golden Cove
 * four streams of weights beside two of input are 4 % faster than one: the "streams" probes read so, whole
 * lines, 24 a stream, and then the three lines that are left.
 *
 * A turn of an arithmetic loop is 14 multiply-adds. 14 accumulators keep two fused units of 4 to 7 cycles
 * busy; AArch64 has cores with four units and 32 registers, and probes with 28. Where multiply and add are
 * apart, either 7 terms are multiplied over and over and added to 7 sums, twice a turn (two instructions a
 * pair in the legacy encoding too, but each multiply waits for another), or 14 sums grow by a product of its
 * own, which waits for nothing (Golden Cove then starts 1.48 pairs a cycle instead of 1.30). The "long"
 * probes do 98 in a turn, so that the loop costs next to nothing. Nothing is computed ahead. The instructions
 * are volatile inline assembly: left to themselves compilers see 14 equal sums and keep one of them. */
#ifndef FAIRLANE_BENCH_BOUNDS_PROBE_SHAPE_H
#define FAIRLANE_BENCH_BOUNDS_PROBE_SHAPE_H

#include "bench/bounds/probe.h"

enum { FL_PROBE_WEIGHT_LOADS = 28, FL_PROBE_INPUT_LOADS = 14, FL_PROBE_SUMS = 14, FL_PROBE_TERMS = 7 };
enum { FL_PROBE_MANY_SUMS = 28, FL_PROBE_LONG_TURN = 98 };

/* Floats: a cache line, what a turn takes of each stream, a stream, and where the streams begin. */
enum {
    FL_PROBE_LINE = 16,
    FL_PROBE_RUN = 4 * FL_PROBE_LINE,
    FL_PROBE_STREAM = 24 * FL_PROBE_LINE,
    FL_PROBE_STREAM_0 = 0,
    FL_PROBE_STREAM_1 = 24 * FL_PROBE_LINE,
    FL_PROBE_STREAM_2 = FL_INPUTS,
    FL_PROBE_STREAM_3 = FL_INPUTS + 24 * FL_PROBE_LINE,
};

/* Turns of an arithmetic loop over vectors of that many lanes. */
#define FL_PROBE_TURNS(lanes) (FL_WEIGHTS / FL_PROBE_SUMS / (lanes))

/* Every sum grows by FL_PROBE_FACTOR² a multiply-add; or, where terms grow, by its term, which starts as
 * FL_PROBE_TERM and is then multiplied by FL_PROBE_GROWTH, twice a turn. All stay normal numbers. */
#define FL_PROBE_FACTOR 0.75f
#define FL_PROBE_TERM 0.25f
#define FL_PROBE_GROWTH 1.0009765625f

#endif
