/* A comparison that was run again: what became of each side's own commands here, on this machine. `fairlane audit
 * --reproduce` fills it (bench/lab/reproduce.h) and it is judged with the case. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_REPRODUCTION_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_REPRODUCTION_H

#include "bench/audit/audit.h"

enum { FL_REPRODUCED_RUNS = 3 };

typedef struct fl_reproduced_run {
    fl_case_run written; /* the file that the command wrote, and the result in it */
    fl_environment seen; /* what the lab saw meanwhile, whatever the file says of itself */
    double seconds;      /* that the command took */
} fl_reproduced_run;

typedef struct fl_reproduced_side {
    fl_reproduced_run runs[FL_REPRODUCED_RUNS];
    size_t count;
    char why[400];       /* why it could not be built or run, or left no result; "" with all runs there */
    char why_trace[400]; /* why there is no trace of it; "" where there is, or none was asked for */
} fl_reproduced_side;

typedef struct fl_reproduction {
    fl_reproduced_side sides[2];
    char cpu[128], boot_id[40]; /* of this machine */
    bool confined;
    double ghz, ghz_low, ghz_high; /* core clock around the runs: median and range; NaN: not known */
} fl_reproduction;

void fl_reproduction_free(fl_reproduction *reproduction);

/* The mean of a side's calls in us, as the median over its runs, and their range. False without any. */
typedef struct fl_reproduced_mean {
    double median, low, high;
} fl_reproduced_mean;

bool fl_reproduced_mean_of(const fl_reproduced_side *side, fl_reproduced_mean *mean);

/* Points 71, 78 and 79, and those on the environment. Nothing where given->reproduction is NULL. */
void fl_judge_reproduction(const fl_case *given, fl_audit *audit);

#endif
