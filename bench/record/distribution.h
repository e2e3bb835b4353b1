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

/* The calls again, ascending, the caller's to free. FL_USAGE where times do not ascend or numbers are none of
 * calls, or not iterations of them. */
fl_status fl_distribution_spread(const fl_distribution *distribution, size_t iterations, double **samples,
                                 fl_error *error);

#endif
