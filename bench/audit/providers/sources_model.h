/* The model of a side's timed inference, as its sources tell it. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_MODEL_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_MODEL_H

#include "bench/audit/providers/sources.h"

/* The class, or the call, that makes the model of the timed
 * inference; NULL: not known, or several are timed. */
const fl_node *fl_timed_model(fl_source *source);

/* Where it is not known (model: NULL) and the program holds several models of PyTorch's that have nothing to do with each
 * other: the second one's class. NULL: there is no doubt which. */
const fl_node *fl_another_model(fl_source *source, const fl_node *model);

/* Whether there is one; then these points, behind which stands 0, are left open. */
bool fl_is_another_timed(fl_source *source, const fl_node *model, const int points[]);

/* Whether what stands at a node belongs to that model (NULL: any). Only what stands in a class that the model
 * has nothing to do with does not. */
bool fl_is_of_model(fl_source *source, const fl_node *model, const fl_node *node);

/* Whether a name is that of a linear layer of a library. */
bool fl_is_linear_layer(const fl_source *source, const char *name);

/* Points 6 to 8 by the layers of a library that the model (NULL: any) consists of. */
void fl_judge_layers(fl_source *source, const fl_node *model);

/* Where forward() of that model computes a layer a second time, or in a loop; NULL. */
const fl_node *fl_forward_again(fl_source *source, const fl_node *model);

/* Point 10, left open where a library may put the timed inference off. */
void fl_judge_laziness(fl_source *source);

#endif
