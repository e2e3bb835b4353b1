/* Is a run slower than a reference allows? Each result that both files hold is judged by the intervals of its
 * ratios of independent and of chained calls (comparison.h), never by a ratio alone:
 *   slower    all of an interval lies above the limit;
 *   held      all of each lies at or below it;
 *   unclear   neither, or there is no interval that holds how far two runs of this machine differ. */
#ifndef FAIRLANE_BENCH_VERDICT_HELD_H
#define FAIRLANE_BENCH_VERDICT_HELD_H

#include "bench/verdict/pairs.h"

#define FL_USUAL_LIMIT 1.05

typedef enum fl_held { FL_HELD, FL_UNCLEAR, FL_SLOWER } fl_held;

/* "held", "unclear", "slower" */
const char *fl_held_name(fl_held held);

/* Of one kind of calls: how many times as long B, the run, takes as A, the reference. */
typedef struct fl_slowdown {
    const char *calls;         /* "independent", "chained", "single" */
    const fl_time_ratio *from; /* borrowed */
    double factor, low, high;
    fl_held held;
    const char *why; /* of what is unclear; "" otherwise */
} fl_slowdown;

enum { FL_SLOWDOWNS = 2 };

typedef struct fl_held_pair {
    const char *name; /* of the run's result */
    fl_slowdown slowdowns[FL_SLOWDOWNS];
    size_t count; /* 0: the two were not compared, for the reason why */
    const char *why;
    fl_held held; /* the worst of them; unclear without any */
} fl_held_pair;

/* Starts as {0}; freed with fl_held_free(). */
typedef struct fl_held_all {
    double limit;
    fl_held_pair *pairs; /* owned; refer to the fl_pairs that they were made from */
    size_t count, held, unclear, slower;
    const char *missing; /* the first result that the reference alone holds; "" for none, or none is missed */
    size_t missing_count;
} fl_held_all;

/* limit: at least 1. whole: what the reference alone holds is missed, and then unclear. The pairs must outlive
 * the verdict. FL_UNABLE without memory. */
fl_status fl_held_judge(const fl_pairs *pairs, const fl_side *a, const fl_side *b, double limit, bool whole,
                        fl_held_all *verdict, fl_error *error);
void fl_held_free(fl_held_all *verdict);

/* FL_OK: each is held. FL_NEGATIVE: one is slower. FL_UNABLE: none is, and one is unclear or missing. The line
 * names the first, behind the command's name. */
fl_status fl_held_status(const char *command, const char *path, const fl_held_all *verdict, fl_error *error);

#endif
