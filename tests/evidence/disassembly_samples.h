/* Instructions whose meaning is known: what the classifier must say of each. The bytes were made by the GNU
 * assembler from the text beside them, the expectations by hand from the manuals. */
#ifndef FAIRLANE_TESTS_DISASSEMBLY_SAMPLES_H
#define FAIRLANE_TESTS_DISASSEMBLY_SAMPLES_H

#include <stddef.h>

#include "bench/evidence/disassembly.h"

/* short names, so that a row fits a line */
enum { NONE = FL_OPERATION_NONE, OTHER = FL_OPERATION_OTHER, MULTIPLY = FL_OPERATION_MULTIPLY };
enum { FUSED = FL_OPERATION_FUSED, SCALAR = FL_WIDTH_SCALAR, W64 = FL_WIDTH_64, W128 = FL_WIDTH_128 };
enum { W256 = FL_WIDTH_256, W512 = FL_WIDTH_512, SVE = FL_WIDTH_SVE, TILE = FL_WIDTH_TILE };

typedef struct instruction_sample {
    const char *text;
    size_t length;
    unsigned char bytes[15];
    int operation, width, element_bits, lanes, encoding, loads, mask_register, flow;
    long target; /* relative to the instruction */
} instruction_sample;

/* Of the architecture that this is built for. */
extern const instruction_sample instruction_samples[];
extern const size_t instruction_sample_count;

#endif
