/* One side of a case as the judges of its figures see it. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_JUDGED_SIDE_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_JUDGED_SIDE_H

#include "bench/audit/audit.h"
#include "bench/audit/providers/printed.h"

typedef struct fl_judged_side {
    const fl_case_side *side;
    const fl_case_run *run; /* the judged one */
    fl_concerns concerns;
    fl_figures figures;
    fl_summary right; /* of the samples, µs; n = 0 without samples */
    double *sorted;   /* [right.n] µs, ascending; owned; NULL without samples */
} fl_judged_side;

void fl_judged_side_open(const fl_case *given, int side, fl_judged_side *judged);
void fl_judged_side_close(fl_judged_side *judged);

typedef struct fl_place {
    char text[192];
} fl_place;

/* "torch_results.json: results[torch].p99_us"; with NULL the result as a whole. */
fl_place fl_judged_side_place(const fl_judged_side *judged, const char *figure);

/* What its count counts: "calls", "means of many calls", "processes". */
const char *fl_readings_of(const fl_result *result);
const char *fl_judged_side_readings(const fl_judged_side *judged);

/* Point 16 of an imported result whose readings are no single calls, or are not counted; false for others. */
bool fl_judge_imported_count(const fl_judged_side *judged, fl_audit *audit);

/* Points 24 to 28, 29 and 30. */
void fl_judge_comparison(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit);
void fl_judge_reporting(const fl_case *given, const fl_judged_side judged_sides[2], fl_audit *audit);

/* sd of what the figures can have been / √n. */
fl_range fl_standard_error(const fl_figures *figures);

#endif
