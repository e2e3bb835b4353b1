/* Where a program measures: the pairs of clock readings, the loop that repeats the timed inference, its
 * warm-up, and where the times go. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_MEASURE_H
#define FAIRLANE_BENCH_AUDIT_READER_MEASURE_H

#include "bench/audit/reader/effects.h"

/* One pair of clock readings in one block of statements. */
typedef struct fl_region {
    fl_node *start, *stop; /* the statements that hold the readings; the timed ones stand between */
    char start_clock[256], stop_clock[256];
    fl_node *reading;         /* the second one, within stop */
    bool infers, trains;      /* an inference, a step of training was recognised between the readings */
    fl_node *loop;            /* the innermost loop around both, or NULL */
    double times;             /* how often it is entered, all loops of its function counted; NaN: unknown */
    double kept;              /* how many of the times are stored: fewer when a condition leaves some out */
    fl_node *store;           /* the statement that stores the time; NULL: it is not stored in a list */
    const fl_node *container; /* the assignment that made the list; NULL */
    const fl_node *removal;   /* where times are taken out of it again; NULL */
} fl_region;

enum { FL_MOST_REGIONS = 32 };

typedef struct fl_measuring {
    fl_region regions[FL_MOST_REGIONS];
    size_t region_count;
    fl_region *main;            /* the benchmark's; NULL: none was found */
    bool named;                 /* its times are seen to be those of the result, or a tool timed it */
    fl_node *warm_up;           /* the loop, or the call that leads to it; NULL: none was found */
    double warm_ups;            /* inferences in it; NaN: unknown */
    fl_region *counted_warm_up; /* a second region that stores into the same list before the main one */
    fl_effects timed;           /* what stands between the readings */
    fl_effects before_prediction, after_prediction; /* the same, apart: statements without an inference */
    fl_node *leaves_early;                          /* break or return that ends the loop early */
} fl_measuring;

/* Whether a node takes elements out of a list that has a name: a method does, or a part of it is taken. */
bool fl_takes_out(const fl_node *node);

/* The evaluator learns the container and the number of samples. result: the name under which the times are reported,
 * which tells of several timers the one; NULL or "": not known. */
void fl_find_measuring(fl_evaluator *evaluator, fl_measuring *measuring, const char *result);

#endif
