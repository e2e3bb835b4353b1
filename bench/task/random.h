/* A small seeded generator whose numbers are the same everywhere: SplitMix64 (Steele, Lea & Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014). Every seed is a good one, zero included. Not for
 * secrets. */
#ifndef FAIRLANE_BENCH_TASK_RANDOM_H
#define FAIRLANE_BENCH_TASK_RANDOM_H

#include <stdint.h>

typedef struct fl_random {
    uint64_t state; /* start with the seed */
} fl_random;

uint64_t fl_random_next(fl_random *random);

/* One of 0 … bound-1, each equally likely. bound >= 1. */
uint32_t fl_random_below(fl_random *random, uint32_t bound);

/* A multiple of 2^-24 in [0, 1), each equally likely. */
float fl_random_unit(fl_random *random);

/* Puts items in an order drawn from all orders alike (Fisher-Yates, as in R. Durstenfeld, "Algorithm 235:
 * Random permutation", CACM 7(7), 1964). */
void fl_random_shuffle(fl_random *random, uint32_t *items, uint32_t count);

#endif
