/* What becomes of an argument and an answer between the two readings of the clock. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_ANSWER_H
#define FAIRLANE_BENCH_AUDIT_READER_ANSWER_H

#include "bench/audit/reader/measure.h"

/* Python and Rust: where something is done with the answer of the timed inference before the second reading: it is compared,
 * indexed, turned into a number or a text, made the operand of an operator; or where operators work on anything else behind
 * the inference. NULL: nowhere. */
const fl_node *fl_answer_worked_on(fl_evaluator *evaluator, const fl_measuring *measuring);

/* Python and Rust: where something is done, behind the first reading, with what the timed inference is given, or with
 * anything else before it. NULL: nowhere. */
const fl_node *fl_argument_worked_on(fl_evaluator *evaluator, const fl_measuring *measuring);

#endif
