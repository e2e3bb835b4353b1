/* Whether sums are made one after the other, whatever the width of what adds them.
 *
 * A compiler that may not reorder additions can still pack them: a loop over both
 * outputs becomes additions of vectors whose lanes are the outputs, each of them in
 * source order. That is as slow as scalar code, for one addition waits for the
 * other; only the chain that they form tells it from sums that were taken apart. */
#ifndef FAIRLANE_BENCH_EVIDENCE_TRACE_CHAIN_H
#define FAIRLANE_BENCH_EVIDENCE_TRACE_CHAIN_H

#include "bench/evidence/disassembly.h"

/* A row of the layer that is summed in order makes a chain of 784 additions;
 * in two lanes, the fewest that a vector has, it makes one of 392 and a few
 * more that fold them. What is behind more than this is in order. */
enum { FL_CHAIN_BEYOND = FL_INPUTS / 2 + 8 };

/* Of one thread: how many products stand added, one after the other, in each vector register, and to which
 * chain they belong, as registers may hold copies of the same. All zero at the beginning. */
typedef struct fl_chains {
    uint32_t length[FL_VECTOR_REGISTERS], chain[FL_VECTOR_REGISTERS];
    uint32_t chains; /* begun so far */
    uint32_t last;   /* that was added to while it was longer than FL_CHAIN_BEYOND; 0: none */
} fl_chains;

/* What an instruction did to chains; the latter two are of those longer than FL_CHAIN_BEYOND. */
typedef struct fl_chain_step {
    uint32_t length; /* of the chain that it added to; 0: it added to none */
    bool chained;    /* it added to one */
    bool switched;   /* and to another one than the last that did: both outputs are summed in turn */
} fl_chain_step;

/* One executed instruction. Only an addition of something that nothing was added to before makes a chain
 * longer: compensated sums add several times for each product, trees add sums to each other. What comes from
 * memory begins anew, which never makes a chain out of what is none. */
fl_chain_step fl_chain_follow(fl_chains *chains, const fl_instruction *instruction);

#endif
