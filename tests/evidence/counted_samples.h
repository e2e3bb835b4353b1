/* Instructions on numbers narrower than float32, on tiles, and conversions: what a trace must count of one
 * execution of each. */
#ifndef FAIRLANE_TESTS_COUNTED_SAMPLES_H
#define FAIRLANE_TESTS_COUNTED_SAMPLES_H

#include <stddef.h>

#include "bench/evidence/trace.h"

/* short names, so that a row fits a line */
enum { SCALAR = FL_WIDTH_SCALAR, W64 = FL_WIDTH_64, W128 = FL_WIDTH_128, W256 = FL_WIDTH_256 };
enum { W512 = FL_WIDTH_512, SVE = FL_WIDTH_SVE, TILE = FL_WIDTH_TILE, NO_ELEMENT = FL_ELEMENTS };
enum { F16 = FL_NUMBER_FLOAT16, BF16 = FL_NUMBER_BFLOAT16, F32 = FL_NUMBER_FLOAT32 };
enum { F64 = FL_NUMBER_FLOAT64, INTEGER = FL_NUMBER_INTEGER };

typedef struct counted_sample {
    const char *text;
    size_t length;
    unsigned char bytes[15];
    unsigned lanes;     /* fed: that the mask or the configuration leaves; 0 where neither governs it */
    int width, element; /* of its arithmetic; NO_ELEMENT: none of floating point */
    unsigned products, sums, integer_products;
    int from, to; /* of a conversion */
    unsigned converted;
} counted_sample;

/* Of the architecture that this is built for. */
extern const counted_sample counted_samples[];
extern const size_t counted_sample_count;

#endif
