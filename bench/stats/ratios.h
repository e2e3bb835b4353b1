/* Checks and logarithms that the paired and the unpaired comparison share; not for other rooms. */
#ifndef FAIRLANE_BENCH_STATS_RATIOS_H
#define FAIRLANE_BENCH_STATS_RATIOS_H

#include "bench/stats/stats.h"

/* n >= 1 positive finite values, else FL_USAGE naming the one at fault; side is "a" or "b". */
fl_status fl_check_times(const char *side, const double *times, size_t n, fl_error *error);

/* log(a/b), a and b positive and finite. Swapping them changes the sign and nothing else, and it is 0 only
 * when they are equal; ratios beyond the range of double have a logarithm all the same. */
double fl_log_ratio(double a, double b);

/* The ends of an interval of logarithms as ratios: -inf becomes 0. */
fl_interval fl_interval_of_ratios(fl_interval of_logarithms);

#endif
