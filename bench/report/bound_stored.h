/* What stands between fairlane.bound/1 and the values that its report is made from. Private to this room, as
 * point93_stored.h: bound_read.c settles it. */
#ifndef FAIRLANE_BENCH_REPORT_BOUND_STORED_H
#define FAIRLANE_BENCH_REPORT_BOUND_STORED_H

#include "bench/bounds/bounds.h"
#include "bench/bounds/core_model.h"
#include "bench/report/bound_report.h"
#include "bench/verdict/latency_points.h"

enum { FL_BOUND_WORD = 32, FL_BOUND_PATH = 4096 };

typedef struct fl_stored_class {
    char isa[FL_BOUND_WORD], set_by[FL_BOUND_WORD];
    fl_class_bounds is;
} fl_stored_class;

/* How a claim stands to one class follows from the class; what the file says is read and left. */
typedef struct fl_stored_judgement {
    char name[FL_BOUND_WORD], claim[FL_BOUND_WORD];
    double times_floor, outside_share;
} fl_stored_judgement;

typedef struct fl_stored_claim {
    double latency_ns;
    char summary[640];
    fl_stored_judgement classes[FL_MOST_CLASSES];
    size_t class_count;
} fl_stored_claim;

typedef struct fl_stored_point {
    char verdict[FL_BOUND_WORD];
    fl_point is;
} fl_stored_point;

typedef struct fl_stored_measured {
    char source[FL_BOUND_PATH];
    bool comparable;
    fl_stored_class classes[FL_MOST_CLASSES];
    fl_stored_claim claims[FL_MOST_CLAIMS];
    fl_stored_point points[FL_LATENCY_POINTS];
    size_t class_count, claim_count, point_count;
    fl_bounds is;
} fl_stored_measured;

typedef struct fl_stored_kernel {
    char name[64], isa[FL_BOUND_WORD];
    char latency_set_by[FL_BOUND_WORD], throughput_set_by[FL_BOUND_WORD];
    double latency_ns, throughput_ns; /* follow from the cycles */
    fl_core_time is;
} fl_stored_kernel;

typedef struct fl_stored_model {
    char cpu[64], tool[64], source[FL_BOUND_PATH];
    double ghz, latency_ns;
    fl_stored_kernel kernels[FL_MOST_CORE_TIMES];
    size_t kernel_count;
} fl_stored_model;

/* One of both has figures. */
typedef struct fl_stored_bound {
    fl_stored_measured measured; /* no classes: null */
    fl_stored_model model;       /* ghz NaN: null */
} fl_stored_bound;

#endif
