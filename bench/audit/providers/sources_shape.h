/* What the sources of a side say of the input's shape and of the model's. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SHAPE_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_SHAPE_H

#include "bench/audit/providers/sources.h"

/* Points 8, 9 and 97: the argument of the timed inference. Needs a timed loop (measuring.main). */
void fl_judge_input(fl_source *source);

/* Points 6 to 8: the linear layers that are made. */
void fl_judge_model(fl_source *source);

/* Points 6, 9, 10 and 97, left open where forward() may answer without its layer, or with more rows. */
void fl_judge_forward(fl_source *source);

/* Whether the timed inference multiplies arrays of NumPy's or lists of Python's, and nothing of PyTorch's. */
bool fl_multiplies_arrays(fl_source *source);

#endif
