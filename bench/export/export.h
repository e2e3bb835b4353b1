/* Results in the formats of other tools, which keep histories and draw them: the other way of bench/import. One file
 * per tool; the table in export.c names them. */
#ifndef FAIRLANE_BENCH_EXPORT_EXPORT_H
#define FAIRLANE_BENCH_EXPORT_EXPORT_H

#include "bench/record/result.h"
#include "kernels/error.h"

typedef struct fl_export_options {
    const char *order; /* by which the tool sorts runs; NULL: the time of the run */
} fl_export_options;

typedef struct fl_exporter {
    const char *name; /* the word after --format */
    /* *text is the caller's to free. FL_USAGE where a result is nothing that the format can hold, FL_UNABLE without
     * memory. */
    fl_status (*write)(const fl_document *document, const fl_export_options *options, char **text,
                       fl_error *error);
} fl_exporter;

extern const fl_exporter *const fl_exporters[]; /* ends with NULL */

/* FL_USAGE, with all the names there are, for another. */
fl_status fl_exporter_find(const char *name, const fl_exporter **found, fl_error *error);

#endif
