/* What `fairlane selftest` says. */
#ifndef FAIRLANE_BENCH_REPORT_SELFTEST_REPORT_H
#define FAIRLANE_BENCH_REPORT_SELFTEST_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/report/report.h"
#include "bench/stats/stats.h"

/* What was compared with what, and what came out. */
typedef struct fl_selftest_pair {
    const char *name;
    size_t called_different; /* of the trials */
    fl_interval rate;        /* of that, 95 % */
    double median_ratio;
    char wanted[48]; /* "at most 16" */
    bool good;
} fl_selftest_pair;

typedef struct fl_selftest_facts {
    const fl_selftest_pair *pairs; /* [count] */
    size_t count;
    const char *kernel, *copies; /* compared with itself; at another address */
    int trials, processes;
    long long rounds;         /* of a trial in each process */
    double resolution, power; /* the slowdown in per cent that this share of trials finds */
} fl_selftest_facts;

void fl_selftest_report(fl_report *report, const fl_selftest_facts *facts);

#endif
