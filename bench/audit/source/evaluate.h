/* What the parts of the evaluator ask of each other. Private to value.c, operators.c, names.c, builtins.c,
 * reductions.c and iterables.c; the bindings are those around the node. */
#ifndef FAIRLANE_BENCH_AUDIT_SOURCE_EVALUATE_H
#define FAIRLANE_BENCH_AUDIT_SOURCE_EVALUATE_H

#include "bench/audit/source/value.h"

enum { FL_EVALUATION_DEPTH = 120 };

/* value.c */
bool fl_is_number(const fl_value *value); /* or a truth */
fl_value fl_truth(bool is);
bool fl_in_rust(const fl_evaluator *evaluator, const fl_node *node);
fl_value fl_apply(fl_evaluator *evaluator, const fl_value *lambda, const fl_value *arguments, size_t count);
fl_value *fl_value_array(fl_evaluator *evaluator,
                         size_t count); /* NULL when memory is short or it is too long */
fl_value fl_number(double number, bool whole, bool single);
fl_value fl_items(fl_evaluator *evaluator, const fl_value *list); /* samples as a list */

/* operators.c: by the node's operator or type. */
fl_value fl_arithmetic_value(const fl_evaluator *evaluator, const fl_node *node, const fl_value *a,
                             const fl_value *b);
fl_value fl_binary_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
fl_value fl_cast_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
fl_value fl_unary_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);

/* names.c */
fl_value fl_name_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
fl_value fl_field_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
/* A figure of one side of a comparison, planted: which side, by the name of what it is taken from. */
fl_value fl_side_figure(fl_evaluator *evaluator, const fl_value *side, const char *key);

/* builtins.c */
typedef struct fl_arguments {
    fl_node *nodes[4]; /* without keywords */
    size_t count;
} fl_arguments;

fl_arguments fl_arguments_of(const fl_node *call);
fl_value fl_call_value(fl_evaluator *evaluator, fl_node *call, const fl_binding *bindings);

/* reductions.c */
fl_value fl_sorted(fl_evaluator *evaluator, fl_value list, bool descending);
/* Linear between neighbours, as numpy has it; share: 0 to 1. */
fl_value fl_quantile(fl_evaluator *evaluator, fl_value list, double share);
/* reduction: "sum", "std" …; freedom: taken from n. */
fl_value fl_reduce(fl_evaluator *evaluator, const char *reduction, fl_value list, double freedom);

/* iterables.c */
bool fl_is_range(fl_evaluator *evaluator, fl_node *node); /* range(…) or arange(…) */
fl_value fl_range_list(fl_evaluator *evaluator, fl_node *iterable,
                       const fl_binding *bindings); /* as a list */
const char *fl_last_word(const char *name);         /* behind the last point */

#endif
