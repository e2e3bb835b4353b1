/* Arithmetic on CONTESTANT_LANES floats at a time, in the vectors of gcc and clang: which registers and
 * whether multiply and add are one instruction is settled by the flags in CMakeLists.txt. */
#ifndef FAIRLANE_TESTS_CONTESTANTS_PACKED_H
#define FAIRLANE_TESTS_CONTESTANTS_PACKED_H

#include <string.h>

#include "tests/evidence/contestants/contestant.h"

typedef float packed_lanes __attribute__((vector_size(CONTESTANT_LANES * sizeof(float))));

/* Product sum of count floats, a multiple of CONTESTANT_LANES. The lanes are added one by one in the end. */
static inline __attribute__((always_inline)) float packed_dot(const float *row, const float *input, int count)
{
    packed_lanes sum = {0};
    for (int i = 0; i < count; i += CONTESTANT_LANES) {
        packed_lanes w, x;
        memcpy(&w, row + i, sizeof w);
        memcpy(&x, input + i, sizeof x);
        sum += w * x;
    }
    float total = 0;
    for (int lane = 0; lane < CONTESTANT_LANES; lane++)
        total += sum[lane];
    return total;
}

#endif
