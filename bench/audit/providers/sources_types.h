/* Point 45: types of floats. Private to sources_data.c. */
#ifndef FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_TYPES_H
#define FAIRLANE_BENCH_AUDIT_PROVIDERS_SOURCES_TYPES_H

#include "bench/audit/providers/sources.h"

/* A call or a name of another type of PyTorch's floats than 32 bits, which is not that of the measured times. */
const fl_node *fl_other_float(fl_source *s);

/* An array of NumPy's that is said to be of another type, or is of 64 bits since nothing is said; the measured times, and
 * what is made of them, are not meant. */
const fl_node *fl_perhaps_double(fl_source *s);

/* C, C++ and Rust: where the timed inference computes with other floats than those of 32 bits, or may; NULL: nowhere that
 * is seen. */
const fl_node *fl_wide_product(fl_source *s);

/* Rust: where another float than f32 is written in an inference, or in what it infers with. */
const fl_node *fl_other_in_rust(fl_source *s, const fl_node *inference);

/* C, C++ and Rust: whether it is seen which numbers the timed inference multiplies. */
bool fl_sees_products(fl_source *s);

#endif
