/* `fairlane audit CASE --reproduce`: each side's own commands are run again, here, and what they write is read. */
#ifndef FAIRLANE_BENCH_LAB_REPRODUCE_H
#define FAIRLANE_BENCH_LAB_REPRODUCE_H

#include "bench/audit/providers/reproduction.h"
#include "bench/lab/confined.h"

typedef struct fl_reproduce_request {
    const char *folder; /* that the paths of the case are relative to */
    const char *exposed[FL_EXPOSED];
    size_t exposed_count;
    bool unconfined;
    const char *functions[2]; /* SYMBOL or SYMBOL@LIBRARY of A and B; NULL: as the case says, else a guess */
    fl_allowance most;        /* of each command */
} fl_reproduce_request;

/* What is allowed unless something else is asked for: 600 s, 4 GiB of memory and of files, 512 processes. */
fl_allowance fl_usual_allowance(void);

/* Copies the folder, builds each side once in a copy of its own, removes the published result files from it, runs
 * the sides' commands three times in turns, A B A B A B, bound to one CPU, reads what they write, then traces one
 * inference of each. All that goes wrong with a side stands in *made. Where a side of the case has no trace it gets
 * the one made here. FL_USAGE when a side names no command or the folder cannot be copied; FL_UNABLE where nothing
 * can be confined; FL_INTERRUPTED. Free *made with fl_reproduction_free() in any case; large: allocate it. */
fl_status fl_reproduce(const fl_reproduce_request *wanted, fl_case *given, fl_reproduction *made,
                       fl_error *error);

#endif
