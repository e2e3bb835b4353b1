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

#ifdef __cplusplus
}
#endif

#endif
