/* What the parts of the evaluator ask of each other. Private to arithmetic.c, value.c, names.c and builtins.c; the bindings are
 * those around the node. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_EVALUATE_H
#define FAIRLANE_BENCH_AUDIT_READER_EVALUATE_H

#include "bench/audit/reader/value.h"

enum { FL_EVALUATION_DEPTH = 120 };

/* arithmetic.c */
typedef struct fl_scalar {
    double number;
    bool whole, single; /* as in fl_value */
    bool known;
} fl_scalar;

fl_scalar fl_scalar_arithmetic(const fl_program_file *file, const char *operation, const fl_scalar *a,
                               const fl_scalar *b);
fl_scalar fl_scalar_cast(const char *type, const fl_scalar *value);
/* Numbers, names that a loop binds, and what is calculated from them: as fl_evaluate, and quicker. False: it is something
 * else, and nothing but steps was used up. */
bool fl_arithmetic_of_names(fl_evaluator *evaluator, const fl_node *node, const fl_binding *bindings,
                            fl_scalar *value);

/* value.c: values, operators */
bool fl_is_number(const fl_value *value); /* or a truth */
fl_value fl_apply(fl_evaluator *evaluator, const fl_value *lambda, const fl_value *arguments, size_t count);
/* NULL when memory is short or it is too long */
fl_value *fl_value_array(fl_evaluator *evaluator, size_t count);
fl_value fl_number(double number, bool whole, bool single);
fl_value fl_items(fl_evaluator *evaluator, const fl_value *list); /* samples as a list */
/* By the node's operator. */
fl_value fl_arithmetic_value(const fl_evaluator *evaluator, const fl_node *node, const fl_value *a,
                             const fl_value *b);

/* sizes.c: a list that C++ may have given another size since it was made, where it is used. */
fl_value fl_list_as_used(fl_evaluator *evaluator, const fl_node *meaning, const fl_node *use, fl_value list);

/* names.c; the binding of a name: NULL where none is */
const fl_binding *fl_bound(fl_evaluator *evaluator, const fl_node *name, const fl_binding *bindings);
fl_value fl_name_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
fl_value fl_field_value(fl_evaluator *evaluator, fl_node *node, const fl_binding *bindings);
/* A figure of one side of a comparison, planted: which side, by the name of what it is taken from. */
fl_value fl_side_figure(fl_evaluator *evaluator, const fl_value *side, const char *key);

/* builtins.c: calls, statistics of lists, what can be looped over */
fl_value fl_call_value(fl_evaluator *evaluator, fl_node *call, const fl_binding *bindings);
fl_value fl_sorted(fl_evaluator *evaluator, fl_value list, bool descending);
/* range(…) and the like as a list */
fl_value fl_range_list(fl_evaluator *evaluator, fl_node *iterable, const fl_binding *bindings);

#endif
