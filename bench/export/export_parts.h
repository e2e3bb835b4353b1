/* What the exporters share; not for other rooms. */
#ifndef FAIRLANE_BENCH_EXPORT_EXPORT_PARTS_H
#define FAIRLANE_BENCH_EXPORT_EXPORT_PARTS_H

#include "bench/export/export.h"

/* One benchmark of the other tool: times of one kind of calls of a result. */
typedef struct fl_exported {
    char name[96]; /* "avx2/independent"; where nothing but single calls is known, the result's name */
    double *ns;    /* [count] per call, one for each process, as processes are the replicates; owned */
    double *calls; /* [count] that it is the time of; owned */
    size_t count;
    double mean_ns, median_ns,
        sd_ns; /* over these; of what has summaries alone, as the file tells; NaN: not known */
} fl_exported;

/* What can be exported of a result, [*count], at most FL_MOST_EXPORTED; freed with fl_exported_free() in any case. */
enum { FL_MOST_EXPORTED = 2 };
fl_status fl_export_result(const fl_result *result, fl_exported exported[FL_MOST_EXPORTED], size_t *count,
                           fl_error *error);
void fl_exported_free(fl_exported exported[FL_MOST_EXPORTED]);

#endif
