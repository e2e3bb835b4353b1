/* Ways out of a function or a round of a loop before its end: what stands behind them is reached perhaps. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_EARLY_H
#define FAIRLANE_BENCH_AUDIT_READER_EARLY_H

#include "bench/audit/reader/effects.h"

/* return within a condition that has no other branch, within a loop, or with more behind it. */
bool fl_returns_early(const fl_evaluator *evaluator, const fl_node *function);

/* Rust: what stands behind a question mark may not be reached, and nobody asks the call whether it was. */
bool fl_gives_up_unasked(fl_evaluator *evaluator, const fl_node *call, const fl_node *function);

/* continue or break that belongs to this loop. */
bool fl_skips_rounds(const fl_node *loop);

/* A generator's body is executed when it is asked for its next value, that of an async function when it is awaited. */
bool fl_is_put_off(const fl_node *call, const fl_node *own);

/* Python: the elements of (f(x) for x in y) are computed only as far as somebody asks for them, and of a condition or
 * an empty list nobody can say here whether there are any. */
bool fl_is_perhaps_empty(fl_evaluator *evaluator, const fl_node *comprehension);

/* Python: how often the same element is computed, [f(x) for _ in range(3)]; 1 where that is not told. parts: there are several
 * elements of something else each, which may be parts of one. */
double fl_rounds_of(fl_evaluator *evaluator, const fl_node *comprehension, bool *parts);

#endif
