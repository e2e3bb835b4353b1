/* Tables of pandas that are written as results. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_TABLES_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_TABLES_H

#include <stdbool.h>

#include "bench/audit/reader/program.h"

/* Whether a node changes figures in a table, or writes one that was computed from another. */
bool fl_changes_table(const fl_program *program, const fl_node *node);

#endif
