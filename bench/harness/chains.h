/* Dependent chains: operations each of which needs the result of the one before, so that their time is the
 * latency of the operation and nothing else, whatever the compiler and however wide the core. Written in
 * inline assembly for x86-64 and AArch64; elsewhere plain C computes the same values, but its time says
 * nothing.
 *
 * Two chains of a cycle per operation give the frequency of the core. They use register operands: recent
 * cores (Golden Cove and its kin) add small constants while renaming, in no time at all. */
#ifndef FAIRLANE_BENCH_HARNESS_CHAINS_H
#define FAIRLANE_BENCH_HARNESS_CHAINS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum fl_chain {
    FL_CHAIN_INTEGER_ADD,    /* 64 bits, one cycle per operation */
    FL_CHAIN_EXCLUSIVE_OR,   /* 64 bits, one cycle per operation */
    FL_CHAIN_FLOAT_ADD,      /* float32, scalar */
    FL_CHAIN_FLOAT_MULTIPLY, /* float32, scalar */
    FL_CHAIN_FLOAT_FMA,      /* float32, scalar, fused; only where the CPU has it (FL_NEEDS_FMA on x86) */
    /* Fused as well, the sum waiting for the last sum instead of the product for the last product: cores of
     * Arm take the addend in two cycles later than the factors. */
    FL_CHAIN_FLOAT_ACCUMULATE,
    FL_CHAINS
} fl_chain;

/* "integer add", "exclusive or", "float add", "float multiply", "float multiply-add", "float accumulation" */
const char *fl_chain_name(fl_chain chain);

/* Whether the time of these chains means something on the architecture that this was compiled for. */
bool fl_chains_are_timed(void);

/* Operations per turn of the loops below; counts are rounded down to a multiple of it. */
enum { FL_CHAIN_UNROLL = 32 };

/* Each returns what is left after that many operations on value. Scalar, legacy encodings except for FMA: on
 * x86 clear the upper halves of the vector registers before (fl_cpu_clear_upper). Nothing is left dirty. */
uint64_t fl_chain_integer_add(uint64_t operations, uint64_t value, uint64_t addend);
uint64_t fl_chain_exclusive_or(uint64_t operations, uint64_t value, uint64_t mask);
float fl_chain_float_add(uint64_t operations, float value, float addend);
float fl_chain_float_multiply(uint64_t operations, float value, float factor);
float fl_chain_float_fma(uint64_t operations, float value, float factor,
                         float addend);                                          /* value·factor + addend */
float fl_chain_float_accumulate(uint64_t operations, float value, float factor); /* factor·factor + value */

/* Runs one of them on values that stay normal numbers, for timing. */
void fl_chain_run(fl_chain chain, uint64_t operations);

/* Time in ns of a fixed chain of integer additions, 10 to 20 µs on the cores of these years. Timed beside a
 * block it witnesses the frequency of the core: the chain depends on nothing else. */
uint64_t fl_witness_ns(void);

/* How many additions that is, one after the other: a cycle each. */
enum { FL_WITNESS_OPERATIONS = 40000 };

/* Runs integer additions in eight chains that do not wait for each other: as many in a cycle as the core can
 * start. What another hardware thread of the same core starts meanwhile is missing here, which one chain
 * alone does not notice. operations: rounded down to a multiple of FL_CHAIN_UNROLL. */
void fl_chains_side_by_side(uint64_t operations);

#endif
