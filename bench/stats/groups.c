#include "bench/stats/groups.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/sort.h"
#include "bench/stats/arrays.h"

typedef struct labelled {
    int process;
    size_t index;
    double value;
} labelled;

static int by_process_then_value(const void *left, const void *right)
{
    const labelled *a = left, *b = right;
    if (a->process != b->process)
        return (a->process > b->process) - (a->process < b->process);
    return (a->value > b->value) - (a->value < b->value);
}

static int by_first_appearance(const void *left, const void *right)
{
    const fl_group *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

static size_t count_groups(const labelled *samples, size_t n)
{
    size_t count = 1;
    for (size_t i = 1; i < n; i++)
        count += samples[i].process != samples[i - 1].process;
    return count;
}

static void fill_groups(const labelled *samples, size_t n, fl_groups *groups)
{
    fl_group *group = NULL;
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        groups->values[i] = samples[i].value;
        if (i == 0 || samples[i].process != samples[i - 1].process) {
            group = &groups->group[used++];
            *group = (fl_group){.first = samples[i].index, .sorted = &groups->values[i]};
        }
        group->count++;
        if (samples[i].index < group->first)
            group->first = samples[i].index;
    }
    qsort(groups->group, groups->count, sizeof *groups->group, by_first_appearance);
}

static size_t count_runs(const int *process, size_t n)
{
    size_t runs = 1;
    for (size_t i = 1; process && i < n; i++)
        runs += process[i] != process[i - 1];
    return runs;
}

static bool ascend(const int *process, size_t n)
{
    for (size_t i = 1; process && i < n; i++)
        if (process[i] < process[i - 1])
            return false;
    return true;
}

/* As measured ones are: those of a process stand together, one process after the other. */
static bool group_runs(const double *samples, const int *process, size_t n, fl_groups *groups)
{
    groups->count = count_runs(process, n);
    groups->group = calloc(groups->count, sizeof *groups->group);
    groups->values = malloc(n * sizeof *groups->values);
    if (groups->group == NULL || groups->values == NULL) {
        fl_groups_free(groups);
        return false;
    }
    memcpy(groups->values, samples, n * sizeof *samples);
    for (size_t i = 0, g = 0; i < n; g++) {
        size_t end = i + 1;
        while (end < n && (!process || process[end] == process[i]))
            end++;
        groups->group[g] = (fl_group){.first = i, .sorted = &groups->values[i], .count = end - i};
        fl_sort(&groups->values[i], end - i);
        i = end;
    }
    return true;
}

bool fl_group_by_process(const double *samples, const int *process, size_t n, fl_groups *groups)
{
    *groups = (fl_groups){0};
    if (n > 0 && n <= SIZE_MAX / sizeof *samples && ascend(process, n))
        return group_runs(samples, process, n, groups);
    labelled *entries = n > 0 && n <= SIZE_MAX / sizeof *entries ? malloc(n * sizeof *entries) : NULL;
    if (entries == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        entries[i] = (labelled){.process = process ? process[i] : 0, .index = i, .value = samples[i]};
    qsort(entries, n, sizeof *entries, by_process_then_value);
    groups->count = count_groups(entries, n);
    groups->group = calloc(groups->count, sizeof *groups->group);
    groups->values = malloc(n * sizeof *groups->values);
    bool done = groups->group != NULL && groups->values != NULL;
    if (done)
        fill_groups(entries, n, groups);
    else
        fl_groups_free(groups);
    free(entries);
    return done;
}

void fl_groups_free(fl_groups *groups)
{
    free(groups->group);
    free(groups->values);
    *groups = (fl_groups){0};
}

void fl_group_medians(const fl_groups *groups, double *medians)
{
    for (size_t i = 0; i < groups->count; i++)
        medians[i] = fl_sorted_median(groups->group[i].sorted, groups->group[i].count);
}
