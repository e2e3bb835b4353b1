/* Kernels with the right outputs that do not keep what they owe their caller: registers, stack,
 * floating-point control. In assembly, as a compiler would not do it. */
#ifndef FAIRLANE_TESTS_WRONG_MANNERS_H
#define FAIRLANE_TESTS_WRONG_MANNERS_H

#include "tests/kernels/wrong_kernels.h"

/* What all of them call first. */
void wrong_manners_right(const float *weights, const float *bias, const float *input, float *output);

extern const wrong_kernel wrong_manners[];
extern const size_t wrong_manner_count;

#endif
