/* What `fairlane bound` says: text, JSON (fairlane.bound/1), and the one sentence on a claimed latency. */
#ifndef FAIRLANE_BENCH_REPORT_BOUND_REPORT_H
#define FAIRLANE_BENCH_REPORT_BOUND_REPORT_H

#include "bench/bounds/bounds.h"
#include "bench/bounds/core_model.h"
#include "bench/report/report.h"
#include "bench/verdict/latency_points.h"

enum { FL_MOST_CLAIMS = 2 };

/* Either bounds or model is there. */
typedef struct fl_bound_facts {
    const fl_bounds *bounds;
    const fl_core_times *model;
    double ghz;                        /* of the model */
    const char *source;                /* the file that the measurement comes from; NULL: measured just now */
    const char *isa;                   /* show this class or instruction set alone; NULL: all */
    double claimed_ns[FL_MOST_CLAIMS]; /* NaN: not given */
    const fl_point *points; /* [FL_LATENCY_POINTS], as they were judged; NULL: they are judged now */
} fl_bound_facts;

void fl_bound_report(fl_report *report, const fl_bound_facts *facts);

/* The same as JSON; text is the caller's to free. */
fl_status fl_bound_json(const fl_bound_facts *facts, char **text, fl_error *error);

/* Points 81 to 84. */
void fl_bound_judge_points(const fl_bound_facts *facts, fl_point points[FL_LATENCY_POINTS]);

/* One sentence on a claimed latency: where it is impossible, how it stands to the strict scalar chain, and
 * what a contestant of the fastest class would spend outside the arithmetic. */
void fl_bound_sentence(const fl_bounds *bounds, const char *isa, double claimed_ns, char *text, size_t size);

#endif
