/* Three witnesses beside every block, that tell in which state the core was.
 *
 * Frequency: a fixed chain of dependent additions takes as long as the core's clock says, whatever else
 * shares the core. Throughput: a loop of loads, and additions that do not wait for each other, slow down as
 * soon as another hardware thread of the same core works, which the chain does not notice at all; on a
 * virtual machine that thread can belong to somebody else.
 *
 * The chain and the loads are compared with the median of their recent selves, so that a lasting change is
 * accepted after a few blocks while a passing disturbance is not. A neighbour that stays cannot be seen so:
 * therefore the cycles that an independent addition takes are compared with the fewest ever seen, which is an
 * absolute figure of the core, whatever its clock does. */
#ifndef FAIRLANE_BENCH_HARNESS_WITNESS_H
#define FAIRLANE_BENCH_HARNESS_WITNESS_H

#include "bench/harness/layout.h"

enum { FL_WITNESS_RECENT = 31 };

/* More cycles for an addition than this many times the fewest ever seen:
 * the core is shared. An unshared one keeps within 3 %; a neighbour thread
 * that computes takes at least one of its four to eight places a cycle. */
#define FL_WITNESS_SHARED 1.1

typedef struct fl_witness_series {
    double recent[FL_WITNESS_RECENT]; /* ns */
    size_t count;                     /* taken so far */
} fl_witness_series;

typedef struct fl_witness {
    fl_witness_series frequency, throughput;
    fl_call loads;           /* of a probe that every CPU of the architecture has; run is NULL without one */
    uint64_t calls;          /* of it, for about 8 us */
    bool steady;             /* the last time both were within 2 % of their recent medians */
    double clock_cost_ns;    /* of one reading, which lies within each time */
    double ghz;              /* of the core when it was last taken */
    double add_cycles;       /* that an independent addition took then */
    double least_add_cycles; /* the fewest that one ever took in the run; infinite before the first */
    double own_add_cycles;   /* likewise, in this process alone */
} fl_witness;

/* Takes all often enough to know what is usual. least_add_cycles: the fewest that are known from before; 0
 * for nothing: then it is taken for some 30 ms, since a core that is shared just now may be quiet in a
 * moment. layout must live as long as the witness. */
void fl_witness_start(fl_witness *witness, const fl_layout *layout, double clock_cost_ns,
                      double least_add_cycles);

/* Takes all once and sets steady, ghz and add_cycles. About 30 us. */
void fl_witness_take(fl_witness *witness);

/* ns of the frequency witness when it was last taken, clock_cost_ns included. */
double fl_witness_last_ns(const fl_witness *witness);

/* Runs all without looking: after another program had the core, what they need is in its caches again. */
void fl_witness_warm(const fl_witness *witness);

/* Pure: adds a time and tells whether it lies within 2 %
 * of the median of the recent ones, itself included. */
bool fl_witness_is_usual(fl_witness_series *series, double ns);

/* Pure: whether additions that take that long say that the core is shared, where the fewest cycles ever seen
 * are known. */
bool fl_witness_is_shared(double add_cycles, double least_add_cycles);

/* Pure: GHz during a block from those before and after it: their mean, or, where they lie more than 2 %
 * apart, the higher one: a disturbance only ever makes a chain take longer. */
double fl_witness_ghz_between(double before, double after);

#endif
