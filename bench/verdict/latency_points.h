/* Points 81 to 84: is a published latency possible? */
#ifndef FAIRLANE_BENCH_VERDICT_LATENCY_POINTS_H
#define FAIRLANE_BENCH_VERDICT_LATENCY_POINTS_H

#include "bench/bounds/bounds.h"
#include "bench/verdict/point_verdict.h"

typedef struct fl_point {
    int number; /* 81 … 84 */
    fl_point_verdict verdict;
    char question[96]; /* the point in our own words */
    char reason[320];  /* one sentence with the figures that decide */
} fl_point;

enum { FL_LATENCY_POINTS = 4 };

/* Judges points 81 to 84 for up to two contestants; a latency of NaN was not given and leaves its points
 * unchecked. A point whose fixed threshold is wrong on this machine says so. */
void fl_bounds_points(const fl_bounds *bounds, const double claimed_ns[2],
                      fl_point points[FL_LATENCY_POINTS]);

/* What a measurement and its claims come to: FL_NEGATIVE, with the line that says so, where a kernel's time or a claim is
 * impossible, or a point fails. isa: the classes that are shown; NULL: all. */
fl_status fl_bounds_status(const fl_document *document, const fl_bounds *bounds, const char *isa,
                           const double claimed_ns[2], fl_error *error);

#endif
