/* What the sources of a side say of the input's shape and of the model's. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SHAPE_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SHAPE_H

#include "bench/audit/providers/sources.h"

/* Points 8, 9 and 97: the argument of the timed inference. Needs a timed loop (measuring.main). */
void fl_judge_input(fl_source *source);

/* Points 6 to 8: the linear layers that are made. */
void fl_judge_model(fl_source *source);

/* Whether the timed inference multiplies arrays of NumPy's or lists of Python's, and nothing of PyTorch's. */
bool fl_multiplies_arrays(fl_source *source);

/* The class, or the call, that makes the model of the timed
 * inference; NULL: not known, or several are timed. */
const fl_node *fl_timed_model(fl_source *source);

/* Whether what stands at a node belongs to that model (NULL: any). Only what stands in a class that the model
 * has nothing to do with does not. */
bool fl_is_of_model(fl_source *source, const fl_node *model, const fl_node *node);

#endif
