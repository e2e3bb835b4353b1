/* What `fairlane point93` says: text, and JSON (fairlane.point93/1,
 * bench/verdict/fairlane.point93.1.schema.json). */
#ifndef FAIRLANE_BENCH_REPORT_POINT93_REPORT_H
#define FAIRLANE_BENCH_REPORT_POINT93_REPORT_H

#include "bench/report/report.h"
#include "bench/verdict/point93.h"

/* One pair that was judged; borrowed. */
typedef struct fl_pairing {
    const fl_contestant *contestants; /* [2] */
    const fl_point93 *point;
} fl_pairing;

void fl_point93_report(fl_report *report, const fl_pairing *pairing);

/* Text is the caller's to free. FL_UNABLE without memory. */
fl_status fl_point93_json(const fl_pairing *pairings, size_t count, char **text, fl_error *error);

#endif
