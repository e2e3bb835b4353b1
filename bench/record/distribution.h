/* Single calls as a distribution: each time once, with the number of calls that took it. A clock comes in steps, so that
 * ten thousand calls are some hundred times. Every figure that does not depend on their order can be computed from
 * it again. Private to this room. */
#ifndef FAIRLANE_BENCH_RECORD_DISTRIBUTION_H
#define FAIRLANE_BENCH_RECORD_DISTRIBUTION_H

#include "bench/record/fields.h"
#include "bench/record/result.h"

extern const fl_field fl_distribution_fields[];

void fl_distribution_free(fl_distribution *distribution); /* NULL: nothing */

/* Frees the rounds, not the figures. */
void fl_series_drop_rounds(fl_series *series);

/* Of [n] samples, at least one; NULL without memory. */
fl_distribution *fl_distribution_of(const double *samples, size_t n);

/* FL_USAGE where times do not ascend or numbers are none of calls, or not iterations of them. */
fl_status fl_distribution_check(const fl_distribution *distribution, size_t iterations, fl_error *error);

#endif
