/* The machine in figures: frequency, latencies, and what its load and arithmetic units reach at most. */
#ifndef FAIRLANE_BENCH_HARNESS_MACHINE_H
#define FAIRLANE_BENCH_HARNESS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/record/result.h"
#include "dispatch/cpu.h"

enum { FL_MACHINE_VALUES = 64 };

/* Plain data: a child process can write it into a pipe as it stands. Names and units of the values:
 *   "core clock"                            GHz       from a chain of integer additions, one cycle each
 *   "core clock, second chain"              GHz       the same from exclusive or
 *   "core clock during the rounds"          GHz       from the frequency witness at the end of each round
 *   "independent additions, at most"        a cycle   64-bit integers, the most ever seen side by side
 *   "float add latency"                     ns and cycles, likewise multiply, and where fused multiply-add
 * and accumulation (the chain through the addend) "load bandwidth, <probe>"               bytes/ns  9,408
 * bytes in L1, as that load probe reaches it, calls included "multiply-add throughput, <probe>"      lanes/ns
 * as that arithmetic probe reaches it, calls included "clock tick", "clock cost"              ns low and
 * high: the 95 % interval of the median over the repetitions; after fl_machine_combine() the range over the
 * processes. */
typedef struct fl_machine {
    fl_named_value values[FL_MACHINE_VALUES];
    size_t count;
    bool clocks_agree; /* both core clocks within 1 %, in all processes; else rely on nothing that is in
                          cycles */
    int attempts;      /* how often all was measured until they did, 1 to 4 */
} fl_machine;

/* ns of one chain of so many operations and of one of twice as many right behind it, in each round. */
enum { FL_CHAIN_ROUNDS = 61 };
typedef struct fl_chain_times {
    uint64_t operations;
    double once[FL_CHAIN_ROUNDS], twice[FL_CHAIN_ROUNDS];
} fl_chain_times;

/* Pure: ns per operation, or how many operations of unit one takes; what a call, the clock and the last turn cost
 * falls out. Other work on the core, and a clock that changes, lengthen one chain of a round and not the other: with
 * the shorter one it takes from the difference, so that a latency would seem half of what it is. Rounds count in
 * which the longer took twice the time of the shorter to 1 %; all, where they are fewer than five. The median of
 * them, with its 95 % interval. */
fl_named_value fl_chain_figure(const fl_chain_times *chain, const fl_chain_times *unit);

/* Characterises the CPU that this runs on; only what may be used on it is executed. 20 to 120 ms. On
 * architectures without timed chains only the figures of probes and clock are there. */
void fl_characterise(const fl_cpu *cpu, fl_machine *machine);

/* Adds "core clock during the rounds" from the witness_ns [count] of fl_rounds: what was timed in them stands
 * against the clock that the core had then, not against that of the process's start; and FL_MOST_ADDS from
 * the fewest cycles that an independent addition took, by which two files can tell whose core was shared
 * throughout. Nothing is added where chains are not timed. */
void fl_machine_add_witness(fl_machine *machine, const double *witness_ns, size_t count, double add_cycles);

/* Several processes' figures into one: median and range of the values that all of them have. FL_UNABLE
 * without memory or processes. */
fl_status fl_machine_combine(const fl_machine *machines, size_t count, fl_machine *combined, fl_error *error);

/* The value of that name and unit; NaN when there is none. */
double fl_machine_value(const fl_machine *machine, const char *name, const char *unit);

#endif
