/* Samples sorted into the processes they come from; not for other rooms. */
#ifndef FAIRLANE_BENCH_STATS_GROUPS_H
#define FAIRLANE_BENCH_STATS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct fl_group {
    size_t first; /* index of its first sample in the caller's array */
    size_t count;
    const double *sorted; /* its samples, ascending */
} fl_group;

typedef struct fl_groups {
    size_t count;
    fl_group *group; /* in the order of first appearance */
    double *values;
} fl_groups;

/* process NULL: one group. False, with nothing to free, when there is no memory or n = 0. */
bool fl_group_by_process(const double *samples, const int *process, size_t n, fl_groups *groups);

void fl_groups_free(fl_groups *groups);

/* medians: groups->count values. */
void fl_group_medians(const fl_groups *groups, double *medians);

#endif
