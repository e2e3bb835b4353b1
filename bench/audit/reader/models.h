/* Which object is a model. What more readers ask stands in effects.h. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_MODELS_H
#define FAIRLANE_BENCH_AUDIT_READER_MODELS_H

#include "bench/audit/reader/effects.h"

/* A class of the program whose objects infer when they
 * are called: a torch.nn.Module or one with forward(). */
bool fl_is_module_class(fl_evaluator *evaluator, const fl_node *class_node);
/* What the first call of its function gives for a parameter; NULL. */
fl_node *fl_argument_of(fl_evaluator *evaluator, const fl_node *parameter);

/* What a model of the program does when it is called: its forward(), or its __call__(). NULL: a library's does it. */
const fl_node *fl_forward_of(const fl_node *model);

#endif
