/* Python: x.predict(…) of an object of which it is not told which of the program's classes made it. Each of their methods
 * of that name may be what is called, so only what all of them do is done. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_SEVERAL_H
#define FAIRLANE_BENCH_AUDIT_READER_SEVERAL_H

#include "bench/audit/reader/effects.h"

enum { FL_MOST_METHODS = 16 };

/* The methods of the program's classes that a call by that name may lead to, those that only say that others have one
 * left out. All: there are no more than fit. */
size_t fl_methods_called(const fl_program *program, const fl_node *callee,
                         const fl_node *methods[FL_MOST_METHODS], bool *all);

/* Python: what calls of its function give for a parameter that is called, each once; 0: only one thing is given, or the
 * callee is no parameter. All: there are no more than fit. */
size_t fl_handed_over(fl_program *program, fl_node *callee, fl_node *given[FL_MOST_METHODS], bool *all);

/* What is done by both of two that started from the same: what one alone does makes it unknown what is done at place. */
void fl_effects_either(fl_effects *both, const fl_effects *other, const fl_effects *before, fl_node *place);

#endif
