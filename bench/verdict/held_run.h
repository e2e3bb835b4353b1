/* A run held to an earlier one: reads the reference before, judges once the run is there, and tells last: a run that may
 * not be compared has figures of its own. */
#ifndef FAIRLANE_BENCH_VERDICT_HELD_RUN_H
#define FAIRLANE_BENCH_VERDICT_HELD_RUN_H

#include "bench/verdict/held.h"

/* Starts as zeros, and does not move once it is filled. */
typedef struct fl_held_run {
    fl_document document; /* the reference */
    fl_side then, now;    /* then without path: nothing is asked for */
    fl_pairs pairs;
    fl_held_all verdict;
    bool judged;
    fl_status status; /* of judging, and why not */
    char why_not[sizeof((fl_error *)0)->text];
} fl_held_run;

/* The reference's path is borrowed. */
fl_status fl_held_run_read(fl_held_run *held, const char *reference, fl_error *error);
void fl_held_run_free(fl_held_run *held);

/* document, from path: the run, borrowed. limit, whole: as of fl_held_judge(). */
void fl_held_run_judge(fl_held_run *held, const fl_document *document, const char *path, double limit,
                       bool whole);

/* As fl_held_status(); FL_USAGE or FL_UNABLE where the two could not be compared; FL_OK where nothing is asked for. */
fl_status fl_held_run_status(const fl_held_run *held, fl_error *error);

#endif
