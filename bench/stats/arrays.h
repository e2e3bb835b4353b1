/* What the files of this room share; not for other rooms. */
#ifndef FAIRLANE_BENCH_STATS_ARRAYS_H
#define FAIRLANE_BENCH_STATS_ARRAYS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/stats/stats.h"

bool fl_all_finite(const double *samples, size_t n);

/* Sorted copy, the caller frees it; NULL when there is no memory for it or n = 0. */
double *fl_sorted_copy(const double *samples, size_t n);

/* Median of sorted values, n >= 1. */
double fl_sorted_median(const double *sorted, size_t n);

/* -inf ... +inf with coverage 0: nothing is known. */
fl_interval fl_unbounded(double confidence);

/* 0 < confidence < 1; false for NaN. */
bool fl_is_confidence(double confidence);

/* Order-statistic interval (see fl_quantile_interval) on
 * sorted values; tail is the probability on each side. */
fl_interval fl_sorted_quantile_interval(const double *sorted, size_t n, double q, double confidence);

/* Mean, and sum of squared deviations from it, of samples · 2^-exponent. With the exponent of the largest
 * sample the scaled ones lie in [-1, 1]: sums and squares of 1e300 or 1e-300 neither overflow nor vanish, and
 * because the scale is a power of two every other result is the same bits as without it. Sums are compensated
 * (A. Neumaier, Zeitschrift für angewandte Mathematik und Mechanik 54, 1974) and the division takes the
 * remainder along, so that the mean is rounded about once, whatever n, and constant samples have exactly
 * themselves as their mean. Deviations take a second pass; what the rounding of the mean lost is taken off
 * them too, or samples that differ in their last digits would have a wrong spread. */
typedef struct fl_moments {
    double mean, mean_rest; /* the mean is their sum; the rest is below a unit in the last place */
    double squares;
} fl_moments;

/* e with |x| <= 2^e for every sample; 0 when all are zero. */
int fl_largest_exponent(const double *samples, size_t n);

/* n >= 1, every sample finite. */
fl_moments fl_scaled_moments(const double *samples, size_t n, int exponent);

/* The same where sample i stands for times[i] equal ones. */
fl_moments fl_scaled_counted_moments(const double *samples, const double *times, size_t n, int exponent);

/* sample · 2^-exponent minus the mean. */
double fl_deviation(double sample, int exponent, const fl_moments *moments);

/* Standard deviation with n-1 in the samples' own unit; NaN for n < 2. */
double fl_standard_deviation(const double *samples, size_t n);

/* The interval, widened to hold centre ± spread; unbounded where the spread is NaN. */
fl_interval fl_widened(fl_interval interval, double centre, double spread);

#endif
