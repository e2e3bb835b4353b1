/* Which rounds of a series its figures come from: the one place that decides it, for whoever writes, checks
 * or compares. */
#ifndef FAIRLANE_BENCH_RECORD_ROUNDS_H
#define FAIRLANE_BENCH_RECORD_ROUNDS_H

#include "bench/record/result.h"

/* How many rounds were in which state; quiet ones are enough when figures can come from them alone. */
typedef struct fl_states {
    bool known; /* false: the series does not tell; nothing else is set then */
    size_t quiet, shared, throttled;
    bool enough;
} fl_states;

/* Enough is all of them, or at least 20 with at least 5 in each of three processes, or of all processes where
 * there are fewer: a median of fewer has no interval worth the name, and one process is no replicate. */
enum { FL_FEWEST_QUIET = 20, FL_FEWEST_QUIET_OF_A_PROCESS = 5, FL_FEWEST_QUIET_PROCESSES = 3 };

fl_states fl_series_states(const fl_series *series);

/* Fills in what follows from the rounds: states, medians and their intervals. FL_UNABLE without memory. */
fl_status fl_series_centre(fl_series *series, double confidence, fl_error *error);

/* The same, and the spread. */
fl_status fl_series_summarise(fl_series *series, double confidence, fl_error *error);

typedef enum fl_unit { FL_NS, FL_CYCLES } fl_unit;

/* The rounds that figures come from; owned: free with fl_picked_free(). */
typedef struct fl_picked {
    size_t rounds;
    double *a, *b; /* [rounds] per call in the unit asked for; b NULL where no second series was given */
    int *process;  /* [rounds], 1-based */
    bool quiet;    /* only quiet rounds; false: all of them, as too few are, or none is known to be */
} fl_picked;

/* Of series a alone (b NULL), or of the rounds that a and b share (fl_share_rounds()): those in which a, and
 * b too, was quiet, where they are enough; all otherwise. FL_USAGE for cycles that are not there; FL_UNABLE
 * without memory. */
fl_status fl_pick_rounds(const fl_series *a, const fl_series *b, fl_unit unit, fl_picked *picked,
                         fl_error *error);
void fl_picked_free(fl_picked *picked);

#endif
