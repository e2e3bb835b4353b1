/* Inferences that C and C++ write out or hand to a library: the loops of a matrix-vector product, a BLAS's call,
 * Eigen's operator. */
#ifndef FAIRLANE_BENCH_AUDIT_READER_PRODUCTS_H
#define FAIRLANE_BENCH_AUDIT_READER_PRODUCTS_H

#include "bench/audit/reader/value.h"

typedef struct fl_product {
    const fl_node *place;
    const fl_node *sums;    /* the loop over the inputs, or what stands for it; NULL of a library's product */
    double inputs, outputs; /* of one inference; NaN: not told */
    double inferences;      /* NaN: not told */
} fl_product;

/* Whether a loop, call or operator in C or C++ is such a product. */
bool fl_product_at(fl_evaluator *evaluator, fl_node *node, fl_product *product);

/* The first one within a node, functions of the program that it calls included; false: there is none. */
bool fl_product_within(fl_evaluator *evaluator, fl_node *root, fl_product *product);

#endif
