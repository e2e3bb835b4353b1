/* Two witnesses beside every block, that tell whether the core was the same before and after it.
 *
 * Frequency: a fixed chain of dependent additions takes as long as the core's clock says, whatever else
 * shares the core. Throughput: a loop of loads slows down as soon as another hardware thread of the same core
 * works, which the chain does not notice at all; on a virtual machine that thread can belong to somebody
 * else.
 *
 * Each is compared with the median of its recent self, so that a lasting change is accepted after a few
 * blocks while a passing disturbance is not. */
#ifndef FAIRLANE_BENCH_HARNESS_WITNESS_H
#define FAIRLANE_BENCH_HARNESS_WITNESS_H

#include "bench/harness/layout.h"

enum { FL_WITNESS_RECENT = 31 };

typedef struct fl_witness_series {
    double recent[FL_WITNESS_RECENT]; /* ns */
    size_t count;                     /* taken so far */
} fl_witness_series;

typedef struct fl_witness {
    fl_witness_series frequency, throughput;
    fl_call loads;  /* of a probe that every CPU of the architecture has; run is NULL without one */
    uint64_t calls; /* of it, for about 8 us */
    bool steady;    /* the last time both were within 2 % of their recent medians */
} fl_witness;

/* Takes both often enough to know what is usual. layout must live as long as the witness. */
void fl_witness_start(fl_witness *witness, const fl_layout *layout);

/* Takes both once and sets steady. About 25 us. */
void fl_witness_take(fl_witness *witness);

/* ns of the frequency witness when it was last taken. */
double fl_witness_last_ns(const fl_witness *witness);

/* Runs both without looking: after another program had the core, what they need is in its caches again. */
void fl_witness_warm(const fl_witness *witness);

/* Pure: adds a time and tells whether it lies within 2 % of the median of the recent ones, itself included.
 */
bool fl_witness_is_usual(fl_witness_series *series, double ns);

#endif
