/* A small seeded generator for orders and layouts: the same seed gives the same numbers on every machine.
 * SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014. Not for secrets. */
#ifndef FAIRLANE_BENCH_STATS_RANDOM_H
#define FAIRLANE_BENCH_STATS_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fl_random {
    uint64_t state; /* set it to the seed; every value is a good one */
} fl_random;

/* The next 64 random bits. */
uint64_t fl_random_next(fl_random *generator);

/* Uniform in [0, bound), without the bias of a remainder. bound >= 1; 0 for bound = 0. */
uint64_t fl_random_below(fl_random *generator, uint64_t bound);

#ifdef __cplusplus
}
#endif
#endif
