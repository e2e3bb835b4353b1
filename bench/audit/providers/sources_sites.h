/* Places of a source where data is made, one number after the other, by a formula that can be computed.
 * Private to sources_data.c. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SITES_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SITES_H

#include "bench/audit/reader/value.h"

enum { FL_SITE_LOOPS = 4 };

/* Where elements are made: one expression under some loops. */
typedef struct fl_site {
    fl_node *element, *place;
    struct {
        fl_node *target, *iterable;
    } loops[FL_SITE_LOOPS];
    int loop_count;
    double dims[FL_SITE_LOOPS + 2]; /* of what it makes */
    int dim_count;
    float *values;
    size_t count;
    bool single; /* every value is float32 by the language's own types */
} fl_site;

/* Whether data may be made at this node. */
bool fl_site_at(fl_node *node, fl_site *site);

/* Computes its values; false when that cannot be done. What is there is the caller's to free in any case. */
bool fl_site_generate(fl_program *program, fl_site *site);

#endif
