/* What is said of one point. */
#ifndef FAIRLANE_BENCH_VERDICT_POINT_VERDICT_H
#define FAIRLANE_BENCH_VERDICT_POINT_VERDICT_H

typedef enum fl_point_verdict { FL_POINT_PASS, FL_POINT_FAIL, FL_POINT_UNCHECKED } fl_point_verdict;

/* "PASS", "FAIL", "UNCHECKED" */
const char *fl_point_verdict_name(fl_point_verdict verdict);

#endif
