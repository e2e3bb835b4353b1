/* Sorting of many values: what reading a result file spends its time with, as every stated percentile is held
 * against its samples. */
#ifndef FAIRLANE_BENCH_BASE_SORT_H
#define FAIRLANE_BENCH_BASE_SORT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Ascending, in place; NaN last. */
void fl_sort(double *values, size_t n);

typedef struct fl_counted_value {
    double value;
    size_t times;
} fl_counted_value;

/* Ascending by their values, none of which is NaN, in place. */
void fl_sort_counted(fl_counted_value *values, size_t n);

#ifdef __cplusplus
}
#endif

#endif
