/* The model of a side's timed inference, as its sources tell it. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_MODEL_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_MODEL_H

#include "bench/audit/providers/sources.h"

/* The class, or the call, that makes the model of the timed
 * inference; NULL: not known, or several are timed. */
const fl_node *fl_timed_model(fl_source *source);

/* Whether what stands at a node belongs to that model (NULL: any). Only what stands in a class that the model
 * has nothing to do with does not. */
bool fl_is_of_model(fl_source *source, const fl_node *model, const fl_node *node);

#endif
