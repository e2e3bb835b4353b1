/* What importers share. Private to this room. */
#ifndef FAIRLANE_BENCH_IMPORT_IMPORT_PARTS_H
#define FAIRLANE_BENCH_IMPORT_IMPORT_PARTS_H

#include "bench/import/import.h"
#include "bench/record/fields.h"

struct cJSON;

enum { FL_IMPORT_RESULTS = 1000, FL_IMPORT_FACTS = 96, FL_IMPORT_FILE = 16 << 20 };

/* In the order of fl_imported.figures. */
typedef enum fl_import_figure {
    FL_IMPORT_MEAN,
    FL_IMPORT_SD,
    FL_IMPORT_LOWER,
    FL_IMPORT_UPPER,
    FL_IMPORT_P50,
    FL_IMPORT_P95,
    FL_IMPORT_P99,
    FL_IMPORT_MIN,
    FL_IMPORT_MAX,
    FL_IMPORT_THROUGHPUT,
    FL_IMPORT_COUNT
} fl_import_figure;

/* Units as powers of ten of a second: their difference is how far the point moves. */
enum { FL_SECONDS = 0, FL_MILLISECONDS = -3, FL_MICROSECONDS = -6, FL_NANOSECONDS = -9 };

typedef struct fl_import {
    fl_reader *reader; /* NULL where the file is no JSON */
    const char *name;  /* of the file, for messages */
    const fl_import_options *options;
    fl_document *document;
    fl_error *error;
    fl_status failure; /* of the last fl_import_add() that gave NULL */
} fl_import;

/* An importer: FL_OK with *taken = false where the document is not of its tool. */
typedef fl_status fl_importer(fl_import *import, bool *taken);

/* One a line, asked in this order: each is the function fl_import_NAME. */
#define FL_IMPORTERS(X)                                                                                      \
    X(google_benchmark)                                                                                      \
    X(pytest_benchmark)                                                                                      \
    X(criterion_file)                                                                                        \
    X(hyperfine)                                                                                             \
    X(nanobench)                                                                                             \
    X(torch_benchmark)                                                                                       \
    X(benchmark_tools)

#define FL_IMPORTER_DECLARED(name) fl_importer fl_import_##name;
FL_IMPORTERS(FL_IMPORTER_DECLARED)

/* CSV with named columns; hyperfine's too. FL_OK with *taken = false where the text is none. */
fl_status fl_import_columns(fl_import *import, const char *bytes, size_t size, bool *taken);

/* A new result. Its name is wanted, made fit to be shown, cut, and told apart from those before it. NULL with
 * error and failure set: no memory, or more than FL_IMPORT_RESULTS. It moves when the next one is added. */
FL_PRINTF(4, 5)
fl_result *fl_import_add(fl_import *import, const char *tool, const char *wanted, const char *entry, ...);

/* One figure, unit a power of ten of a second (of a throughput: ignored, per second). Refused when it is
 * negative, not finite, or 0 where a latency cannot be. node: for the line, NULL for none. */
fl_status fl_import_set(fl_import *import, fl_result *result, fl_import_figure figure, double value, int unit,
                        const char *place, const struct cJSON *node);

/* The member of an object, where it is there and not null; entry and the member's path make the place. */
fl_status fl_import_take(fl_import *import, fl_result *result, fl_import_figure figure,
                         const struct cJSON *object, const char *member, int unit, const char *entry);

/* Readings in unit, each divided by calls[i] (NULL: by 1). values is taken over. */
fl_status fl_import_set_readings(fl_import *import, fl_result *result, double *values, const double *calls,
                                 size_t count, int unit, const char *place);

/* The same from a list of JSON. */
fl_status fl_import_take_readings(fl_import *import, fl_result *result, const struct cJSON *list,
                                  const char *name, double calls, int unit, const char *place);

/* A whole number that may be missing: *value NaN then. */
fl_status fl_import_take_count(fl_import *import, const struct cJSON *object, const char *member,
                               double *value);

/* A text member, "" where there is none. */
const char *fl_import_text(const struct cJSON *object, const char *member);

/* Texts, numbers and booleans of an object as facts, with
 * those of the objects in it down to so many levels. */
fl_status fl_import_facts(fl_import *import, fl_result *result, const char *place, const struct cJSON *object,
                          int levels);
fl_status fl_import_fact(fl_import *import, fl_result *result, const char *name, const char *value,
                         const char *place);

/* Calls take with each entry of a list and its place in it, from 0, until one fails. */
typedef fl_status fl_import_entry(fl_import *import, const struct cJSON *entry, int index);
fl_status fl_import_each(fl_import *import, const struct cJSON *list, fl_import_entry *take);

/* When everything was taken: what follows from the readings, and whether there is a latency at all. */
fl_status fl_import_finish(fl_import *import, fl_result *result);

#endif
