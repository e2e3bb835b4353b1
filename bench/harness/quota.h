/* The quota of CPU time that control groups set over this process, and how often it was stopped as that was
 * used up. cgroup v1 and v2, the process's own group and all above it. */
#ifndef FAIRLANE_BENCH_HARNESS_QUOTA_H
#define FAIRLANE_BENCH_HARNESS_QUOTA_H

#include <stdbool.h>

enum { FL_QUOTA_LEVELS = 16 };

typedef struct fl_quota {
    double cpus;                /* the least of all levels; NaN: none is set, or nothing tells */
    int files[FL_QUOTA_LEVELS]; /* cpu.stat of each level, open for reading */
    int levels;                 /* 0: nothing tells */
} fl_quota;

/* Sums over the levels since each group was made; NaN where nothing tells. */
typedef struct fl_quota_counts {
    double periods, throttled_periods, throttled_seconds;
} fl_quota_counts;

/* root: folder below which /proc and /sys are read, "" for the real ones. Never fails: what cannot be found
 * is not told. Close it with fl_quota_close(). */
void fl_quota_open(const char *root, fl_quota *quota);
void fl_quota_close(fl_quota *quota);

/* Some microseconds for each level. */
fl_quota_counts fl_quota_read(const fl_quota *quota);

#endif
