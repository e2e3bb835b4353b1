/* A contestant made to use another class of SIMD: measured and traced again by a copy of this program in
 * whose environment a variable is set that its library reads when it starts (OPENBLAS_CORETYPE,
 * ATEN_CPU_CAPABILITY …). */
#ifndef FAIRLANE_BENCH_LAB_FORCED_H
#define FAIRLANE_BENCH_LAB_FORCED_H

#include "bench/lab/contestant_store.h"

enum { FL_MOST_FORCED = 4 };

/* What a forced contestant refers to; does not move once it is filled. Starts as zeros. */
typedef struct fl_forced {
    fl_document document;
    fl_trace trace;
    char where[256]; /* the file that keeps the measurement, or what to say of one that is not kept */
    char failure[320];
} fl_forced;

/* Whether setting is VARIABLE=VALUE, the name of at most 127 letters, digits and underscores. */
bool fl_is_setting(const char *setting);

/* Measures and traces own again with that setting, and fills forced, which refers to store. What cannot be
 * had with it is no failure: the contestant then has no result, and no_trace says why. keep: the file to keep
 * the measurement in; NULL: none. FL_USAGE where own is neither a kernel of the lab nor a peer,
 * FL_INTERRUPTED. */
fl_status fl_force(const char *setting, const fl_contestant *own, const fl_trace_request *request,
                   const char *keep, fl_forced *store, fl_contestant *forced, fl_error *error);

#endif
