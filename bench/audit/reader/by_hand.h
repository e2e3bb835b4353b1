/* Dot products that a program computes by itself. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_BY_HAND_H
#define FAIRLANE_BENCH_AUDIT_READER_BY_HAND_H

#include "bench/audit/reader/value.h"

/* Whether what stands at and below a node, functions that it calls included, adds up products of two things, element by
 * element. */
bool fl_adds_products(fl_evaluator *evaluator, const fl_node *root);

/* Whether a loop or comprehension does the same in each of its rounds, or pairs something with itself. */
bool fl_repeats_itself(const fl_node *loop);

#endif
