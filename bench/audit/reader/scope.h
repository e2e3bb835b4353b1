/* What a name means. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_SCOPE_H
#define FAIRLANE_BENCH_AUDIT_READER_SCOPE_H

#include "bench/audit/reader/program.h"

/* The node that gives a name its meaning where it is used: an assignment, a parameter, a function, a class,
 * an import, or the loop or generator whose target it is. Of several assignments in a row the last one before
 * the use counts; an FL_NODE_OPAQUE (one and the same, of no program) when it is assigned in ways that are
 * not followed; NULL when nothing in the program defines it. */
const fl_node *fl_meaning(fl_program *program, fl_node *name);
bool fl_is_ambiguous(const fl_node *meaning);
/* The one definition of that name at the top of a file or class, as fl_meaning() answers. */
const fl_node *fl_defined_at_top(const fl_program *program, const char *name);

/* What an assignment gives to one of its names: of `a, b = x, y` the part that stands at the same place; NULL
 * where a list is taken apart that is not written out. */
fl_node *fl_assigned_to(const fl_node *assign, const char *name);

/* The innermost function (or lambda, when lambdas) around a node, or NULL; the innermost loop or
 * comprehension between a node and its function. */
const fl_node *fl_function_of(const fl_node *node, bool lambdas);

/* The dotted name of what is called or referred to, imports and aliases
 * resolved: "time.perf_counter_ns", "std.time.Instant.now". Methods of values
 * begin with a point: ".push". "" when it has no name. Returns text. */
const char *fl_dotted(fl_program *program, fl_node *callee, char text[256]);

/* The scope in which a statement or definition stands: a function, class or module; closures share that of what is around
 * them. NULL for a module. */
const fl_node *fl_scope_of(const fl_node *node);

/* Whether a function is defined in the body of a class. */
bool fl_is_method(const fl_node *function);

/* A function of the program by the call's callee, or NULL: by meaning, or for methods and paths by a name
 * that only one function has, if the call gives it as many arguments as it takes. */
const fl_node *fl_called_function(fl_program *program, fl_node *callee);

/* Whether a call by a method's name gives as many arguments as a function takes; callee: of the call. */
bool fl_takes_as_many(const fl_program *program, const fl_node *function, const fl_node *callee);

/* Whether some function of the program has a callee's name and takes as many arguments, be it the one that is
 * called or not. */
bool fl_may_be_own(const fl_program *program, const fl_node *callee);

/* The next call of a function anywhere in the program, after a previous one (NULL: the first); of __init__
 * the next that makes an object of its class. */
fl_node *fl_next_call_of(fl_program *program, const fl_node *function, const fl_node *after);

/* "self" of methods, "cls" of class methods: what a call does not give itself. */
bool fl_is_own_object(const char *parameter);

/* What a call gives for a parameter of the function that it calls, its default otherwise; NULL. `self` is not
 * counted. */
fl_node *fl_argument_for(const fl_node *call, const fl_node *parameter);

#endif
