/* Whether the data that a source makes, or that the case brings, is what it trains on and infers. Private to
 * the judges that read sources. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_USED_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_USED_H

#include "bench/audit/providers/sources.h"

/* Where the source makes them; NULL: no formula was found. */
typedef struct fl_made_data {
    const fl_node *pixels, *labels, *sample;
} fl_made_data;

void fl_judge_used_data(fl_source *source, const fl_made_data *made);

/* Whether an expression is what was read from that file, which nothing changes. */
bool fl_is_given_file(fl_source *source, fl_node *node, const char *path);

#endif
