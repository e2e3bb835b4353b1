/* Point 93 of two contestants: the lab's own kernels are found or measured, each contestant is traced, forced and
 * judged. What the point asks and how it is decided: bench/verdict/point93.h. */
#ifndef FAIRLANE_BENCH_LAB_POINT93_SESSION_H
#define FAIRLANE_BENCH_LAB_POINT93_SESSION_H

#include "bench/lab/forced.h"
#include "bench/verdict/point93.h"

/* All borrowed. A side is a result of a file, a peer, a kernel beside a peer, or a claim; of none: the worked example. */
typedef struct fl_point93_request {
    const fl_side *given[2]; /* a result of a file; NULL: none */
    const char *peer[2], *kernel[2];
    double claim_ns[2];                   /* NaN: none */
    const char *trace[2];                 /* file of it; NULL: traced now, as far as that can be done */
    const char *force[2][FL_MOST_FORCED]; /* "VARIABLE=VALUE" */
    size_t force_count[2];
    const char *run, *output,
        *python;                    /* the lab's kernels from there; the measurement kept there; NULL: none */
    int64_t seconds, quiet_seconds; /* for a peer's answers; FL_QUIET_DEFAULT: not given */
    unsigned unlike;                /* FL_ASPECT_BIT() of what the sides may be unlike in */
    bool no_run;                    /* nothing is measured */
} fl_point93_request;

/* Whether that side is a published latency. */
bool fl_point93_is_claimed(const fl_point93_request *wanted, int side);

/* Whether no contestant is named at all: the worked example. */
bool fl_point93_is_example(const fl_point93_request *wanted);

enum { FL_MOST_PAIRS = 2 };

/* One pair and all it refers to. */
typedef struct fl_point93_pair {
    fl_contestant contestants[2];
    fl_contestant_store details[2];
    fl_contestant forced[2][FL_MOST_FORCED];
    fl_forced stores[2][FL_MOST_FORCED];
    const char *settings[2][FL_MOST_FORCED];
    size_t forced_count[2];
    fl_point93 point;
} fl_point93_pair;

/* Starts as zeros, and does not move once it is filled. */
typedef struct fl_point93_session {
    fl_document lab_document; /* read or measured */
    const fl_document *lab;   /* NULL: none */
    const char *lab_path;
    char peer_names[2][64]; /* in the measurement */
    fl_point93_pair pairs[FL_MOST_PAIRS];
    size_t pair_count;
} fl_point93_session;

/* Fills the session, to be freed on failure too. FL_USAGE for sides that are unlike, or files that do not fit;
 * FL_NEGATIVE, FL_UNABLE as the run of them; FL_INTERRUPTED. */
fl_status fl_point93_make(const fl_point93_request *wanted, fl_point93_session *h, fl_error *error);
void fl_point93_session_free(fl_point93_session *h);

/* FL_OK: each pair passes. FL_UNABLE: one is unchecked since a contestant cannot be traced here. FL_NEGATIVE: all else. */
fl_status fl_point93_status(const fl_point93_session *h, fl_error *error);

#endif
