/* Point 24: what SciPy's test is given. Private to sources_statistics.c. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SIDES_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SIDES_H

#include "bench/audit/providers/sources.h"

/* Whether a call of scipy.stats.ttest_ind or ttest_ind_from_stats is plainly given one side's figures twice, or is asked for
 * another test than that of two means. */
bool fl_mixes_sides(const fl_node *call);

#endif
