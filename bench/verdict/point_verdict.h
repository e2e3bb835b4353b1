/* What is said of one point. */
#ifndef FAIRLANE_BENCH_VERDICT_POINT_VERDICT_H
#define FAIRLANE_BENCH_VERDICT_POINT_VERDICT_H

typedef enum fl_point_verdict {
    FL_POINT_PASS,
    FL_POINT_FAIL,
    FL_POINT_UNCHECKED,
    FL_POINT_NOT_APPLICABLE /* what it asks about is not there, and that was established */
} fl_point_verdict;

/* "PASS", "FAIL", "UNCHECKED", "NOT APPLICABLE" */
const char *fl_point_verdict_name(fl_point_verdict verdict);

#endif
