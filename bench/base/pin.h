/* Binding to one CPU, so that a run is neither moved between cores nor shares one with itself. Children
 * inherit it. */
#ifndef FAIRLANE_BENCH_BASE_PIN_H
#define FAIRLANE_BENCH_BASE_PIN_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/error.h"

enum { FL_PIN_ANY = -1 };

typedef struct fl_pin {
    int cpu;          /* as the operating system numbers it; -1: not pinned */
    char reason[128]; /* why this one, or why none; for people */
    void *before;     /* what fl_unpin() returns to; owned, NULL when not pinned */
} fl_pin;

/* Binds the calling thread, and what it forks later, to a CPU. FL_PIN_ANY: the best of those allowed, and
 * where that fails FL_OK with cpu = -1 and the reason. A given CPU: FL_UNABLE when it does not exist, is not
 * among those allowed to this process (affinity and cgroup; the message lists them) or the system refuses. */
fl_status fl_pin_to(int cpu, fl_pin *pin, fl_error *error);

/* Returns to where the thread was allowed to run before fl_pin_to(). Does nothing for a pin without CPU. */
void fl_unpin(fl_pin *pin);

/* What is known of a CPU when one has to be chosen. */
typedef struct fl_pin_candidate {
    int cpu;
    int threads;      /* hardware threads of its core, itself included */
    int efficiency;   /* higher: a faster kind of core; -1 or equal where all are of one kind */
    bool beside_cpu0; /* CPU 0 or on its core, which most interrupts go to */
} fl_pin_candidate;

/* Pure: the index of the best of count >= 1 candidates: the fastest kind of core, away from CPU 0, alone on
 * its core, and of equals the one with the highest number, since schedulers and interrupts start from the
 * lowest. */
size_t fl_pin_best(const fl_pin_candidate *candidates, size_t count);

#endif
