/* Whatever was stored, told together: results of runs, traces, and what point93, bound and audit said as JSON. */
#ifndef FAIRLANE_BENCH_REPORT_COLLECTION_REPORT_H
#define FAIRLANE_BENCH_REPORT_COLLECTION_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/import/result_files.h"
#include "bench/report/report.h"
#include "bench/verdict/fleet.h"

/* What a file says that it is. */
typedef enum fl_told_as {
    FL_TOLD_AS_RESULT, /* or as nothing that is known: reading it as one will tell */
    FL_TOLD_AS_TRACE,
    FL_TOLD_AS_STORED, /* bench/report/stored.h */
    FL_TOLD_AS_NOTHING /* a document of the lab that has no report of its own */
} fl_told_as;

fl_told_as fl_tell_as(const char *path);

/* One that is no result: a trace, or a stored document. FL_USAGE with "NAME:LINE: …". */
fl_status fl_tell_document(const char *path, bool on_paper, fl_report *report, fl_error *error);

/* What the report refers to: to be kept until it was printed, then freed with fl_collection_free(). Starts as {0}. */
typedef struct fl_collection {
    fl_fleet fleet;
    fl_document *run;
    fl_fleet_failure *failures; /* files that are not told, and why; owned */
    size_t failure_count, failure_room;
    size_t told;
} fl_collection;

void fl_collection_free(fl_collection *collection);

/* Names the files that cannot be told, then the contents; then the results, one as its run and several as a fleet, and
 * each other document in the order of the files. Only memory that runs short ends it: FL_UNABLE. */
fl_status fl_collection_report(fl_report *report, const fl_result_files *files, bool on_paper,
                               fl_collection *collection, fl_error *error);

#endif
