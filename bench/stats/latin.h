/* The order in which the contestants of a round are timed: a seeded, balanced Latin square.
 *
 * In a Latin square of n contestants every contestant stands at every position once in n rounds, so that none
 * is favoured by being timed early. The square is also balanced for what came before: every contestant
 * directly follows every other one equally often, so that none always inherits the cache, clock or heat of
 * the same neighbour. E. J. Williams, "Experimental designs balanced for the estimation of residual effects
 * of treatments", Australian Journal of Scientific Research A 2 (1949): one square suffices when n is even;
 * when n is odd the square and its mirror image are needed.
 *
 * The balance over predecessors holds inside the rounds. Between the last contestant of a round and the first
 * of the next it is left to chance. */
#ifndef FAIRLANE_BENCH_STATS_LATIN_H
#define FAIRLANE_BENCH_STATS_LATIN_H

#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FL_LATIN_CONTESTANTS_MAX = 1024 };

/* Rounds after which both balances are complete: n for
 * even n, 2n for odd n >= 3 (1 for n = 1, 0 for n = 0). */
size_t fl_latin_period(size_t contestants);

/* order: the caller's array of rounds x contestants; order[r * contestants + p] is the contestant (0 ...
 * contestants-1) timed at position p of round r. Every n successive rounds, counted from the first, are a
 * Latin square; every full period is balanced for predecessors. Contestants are renamed and rows shuffled
 * afresh by the seed in each period; the same seed gives the same order on every machine, and fewer rounds
 * are the beginning of more. FL_USAGE, with nothing written, when contestants is 0 or above
 * FL_LATIN_CONTESTANTS_MAX. */
fl_status fl_latin_rows(size_t contestants, uint64_t seed, size_t rounds, unsigned short *order);

#ifdef __cplusplus
}
#endif
#endif
