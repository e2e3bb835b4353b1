/* What this task can cost on a machine: per class of instruction set the floor, what the best kernel reaches
 * with hot caches, and the ceiling of a call whose lines are all flushed. And what follows for a latency that
 * somebody claims.
 *
 * Everything is derived from one stored measurement, a result file (bench/record/result.h): `fairlane run`
 * writes one without cold times, `fairlane bound -o` one with them. Pure functions of that document; nothing
 * is measured here. Times are ns per call; NaN where the document does not hold them. */
#ifndef FAIRLANE_BENCH_BOUNDS_BOUNDS_H
#define FAIRLANE_BENCH_BOUNDS_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/record/result.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

/* One figure with what it was measured on. */
typedef struct fl_bound_figure {
    char name[64];        /* the kernel or probe, or what was computed; "" without a figure */
    double ns;            /* median, or what is said where it is not; NaN: not known */
    fl_interval interval; /* of the median; both ends NaN: not known */
    size_t samples;       /* rounds or calls that it is the median of; 0: computed */
} fl_bound_figure;

typedef enum fl_floor_part {
    FL_FLOOR_UNKNOWN,
    FL_FLOOR_LOADS,
    FL_FLOOR_ARITHMETIC,
    FL_FLOOR_CHAIN
} fl_floor_part;

typedef struct fl_class_bounds {
    char name[24]; /* "strict-scalar", "scalar", "sse" … "sve" */
    fl_isa isa;
    bool strict; /* additions in source order, one accumulator: what a plain loop in C or Rust compiles to */
    /* The least time of the class by the rule of floor.h, at the highest clock that was seen: the slowest of
     * its parts. */
    fl_bound_figure loads;      /* the 9,408 bytes in vectors of this width */
    fl_bound_figure arithmetic; /* 1,568 multiply-adds; the faster way that the class has here */
    fl_bound_figure chain;      /* strict: 784 dependent additions; holds for one call after the other */
    double floor_ns;            /* NaN: not known, or in doubt */
    char doubt[96];             /* why the floor of loads and arithmetic is not relied on; "" for no doubt */
    fl_floor_part set_by;
    char reason[64]; /* "loads-avx", "784 dependent additions" */
    /* Hot: the best of the class's kernels, each figure by itself. */
    fl_bound_figure independent, chained;
    /* Cold: the slowest of the class's kernels, one call between two clock readings after its weights, input,
     * bias, output and code were flushed. */
    fl_bound_figure cold;
} fl_class_bounds;

enum { FL_MOST_CLASSES = FL_ISA_LIBRARY + 1 }; /* strict code of one lane, and each class */

typedef struct fl_bounds {
    char cpu[128], emulator[64], hidden_features[160], timestamp[32];
    bool emulated;                   /* the times are comparable with nothing */
    double core_ghz, add_latency_ns; /* NaN: not characterised */
    double
        unsteady_share; /* of all timed blocks, those that a witness called disturbed; NaN: none were timed */
    double clock_cost_ns, clock_tick_ns; /* of one reading */
    fl_bound_figure empty_call; /* what timing by the call adds: an empty call between two readings */
    fl_class_bounds classes[FL_MOST_CLASSES]; /* only those with a kernel in the document, narrow to wide */
    size_t class_count;
} fl_bounds;

/* Derives the bounds from a document. FL_USAGE when it holds no class of the task's work at all. */
fl_status fl_bounds_derive(const fl_document *document, fl_bounds *bounds, fl_error *error);

/* Whether there is a class, or an instruction set with a class, of that name, here or elsewhere. */
bool fl_bounds_names_class(const char *name);

/* The class of that name, "strict-scalar" … "sve"; NULL when it was not measured. */
const fl_class_bounds *fl_bounds_find(const fl_bounds *bounds, const char *name);

/* What moving from one kernel to another saves per call, round by round. */
typedef struct fl_saving {
    char from[64], to[64];
    double ns;               /* median of the differences; negative: to is slower */
    fl_interval interval_ns; /* decides as ratio's does; unbounded for one process */
    fl_paired_ratio ratio;   /* from / to */
} fl_saving;

/* from, to: names of results that took part in the same rounds. FL_USAGE when one is missing or has none. */
fl_status fl_bounds_saving(const fl_document *document, const char *from, const char *to, bool chained,
                           fl_saving *saving, fl_error *error);

/* Whether a class belongs to what was asked for: its own name, or its instruction set's. */
bool fl_bound_shows(const char *isa, const fl_class_bounds *simd_class);

/* Whether a claim is impossible in every class that is shown. */
bool fl_bound_refutes(const fl_bounds *bounds, const char *isa, double claimed_ns);

/* FL_UNABLE, with the classes that there are, where none belongs to that. */
fl_status fl_bounds_check_isa(const fl_bounds *bounds, const char *isa, fl_error *error);

/* FL_NEGATIVE with the contestant, its calls, the time, the floor, what set it and what to do, when the
 * document holds a time below 0.97 x its floor (the one furthest below); FL_OK otherwise. */
fl_status fl_bounds_reject_impossible(const fl_document *document, fl_error *error);

/* ---- a claimed latency ---- */

typedef enum fl_claim {
    FL_CLAIM_UNKNOWN,    /* no floor to hold it against, or not a positive number */
    FL_CLAIM_IMPOSSIBLE, /* below 0.97 x the floor */
    FL_CLAIM_POSSIBLE,   /* up to what the best kernel needs in chained calls, give or take the same 3 % */
    FL_CLAIM_NEEDS_OVERHEAD, /* above that: something beside the arithmetic takes time */
    FL_CLAIM_ABOVE_CEILING,  /* not even a call with everything flushed takes as long */
} fl_claim;

/* "impossible", "possible", "needs overhead to explain", "above the cold ceiling", "unknown" */
const char *fl_claim_name(fl_claim claim);

typedef struct fl_judgement {
    fl_claim claim;
    double times_floor;   /* claimed / floor */
    double outside_share; /* of the claimed time, what the floor does not account for: 1 - floor / claimed, >=
                             0 */
} fl_judgement;

/* Pure. Without cold times nothing is above the ceiling;
 * without chained ones the independent figure serves. */
fl_judgement fl_bounds_judge(const fl_class_bounds *simd_class, double claimed_ns);

#endif
