/* The statements that are executed before the timed loop
 * is reached. Private to the judges that read sources. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_ORDER_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_ORDER_H

#include "bench/audit/providers/sources.h"

typedef void fl_visit(void *context, fl_node *node);

/* Visits every node in the order of execution, arguments before what is called with them, as far as that is
 * the order of the text: from where the execution that leads to the timed loop begins up to the first reading
 * of the clock. Calls of the program's own functions are entered, and not visited themselves. Whether the
 * reading was reached. */
bool fl_source_executed(fl_source *source, fl_visit *visit, void *context);

#endif
