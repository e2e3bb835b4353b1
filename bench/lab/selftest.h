/* The self-test: in how many trials two contestants of which it is known whether they differ are called
 * different. */
#ifndef FAIRLANE_BENCH_LAB_SELFTEST_H
#define FAIRLANE_BENCH_LAB_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/harness/job.h"
#include "bench/stats/stats.h"

/* One round in each of 5 processes is too few for any 95 % interval. */
enum {
    FL_SELFTEST_TRIALS = 200,
    FL_SELFTEST_PROCESSES = 5,
    FL_SELFTEST_PAIRS = 5,
    FL_SELFTEST_LEAST_ROUNDS = 2
};

/* The share of trials in which a planted difference has to be found. */
#define FL_SELFTEST_POWER 0.80

/* What was compared with what, and what came out. */
typedef struct fl_selftest_pair {
    const char *name;
    double planted;          /* the ratio; 1 for none */
    size_t called_different; /* of the trials */
    fl_interval rate;        /* of that, 95 % */
    double median_ratio;
    char wanted[48]; /* "at most 16" */
    bool good;
} fl_selftest_pair;

typedef struct fl_selftest {
    fl_selftest_pair pairs[FL_SELFTEST_PAIRS];
    const char *kernel, *copies; /* compared with itself; at another address */
    long long rounds;            /* of a trial in each process */
    double resolution;           /* the slowdown in per cent that FL_SELFTEST_POWER of the trials find */
} fl_selftest;

/* The contestants of the pairs, in a job that is zero before. FL_USAGE or FL_UNABLE where no kernel can be
 * chosen. */
fl_status fl_selftest_plan(fl_plan *plan, fl_error *error);

/* m: of that plan, with rounds * FL_SELFTEST_TRIALS rounds a process. FL_UNABLE without memory. */
fl_status fl_selftest_judge(const fl_plan *plan, const fl_measurement *m, size_t rounds, fl_selftest *found,
                            fl_error *error);

/* All of it: measures and judges. Watched for interrupts. */
fl_status fl_selftest_run(size_t rounds, fl_selftest *found, fl_error *error);

/* FL_NEGATIVE, with the line that says so, where a pair fails. */
fl_status fl_selftest_status(const fl_selftest *found, fl_error *error);

#endif
