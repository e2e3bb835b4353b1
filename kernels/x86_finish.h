/* The last step of the x86 kernels: four partial sums of two rows, which lie beside each other, become two
 * outputs by one addition. It is compiled in each kernel's own encoding (legacy SSE, VEX, EVEX). */
#ifndef FAIRLANE_KERNELS_X86_FINISH_H
#define FAIRLANE_KERNELS_X86_FINISH_H

#include <emmintrin.h>

enum { FL_X86_FINISH_ADDS = 1 };

/* sums: a0 b0 a1 b1. output[0] = a0 + a1, output[1] = b0 + b1; writes two floats, of any alignment. */
static inline void fl_x86_finish(__m128 sums, float *output)
{
    _mm_storeu_si64(output, _mm_castps_si128(_mm_add_ps(sums, _mm_movehl_ps(sums, sums))));
}

#endif
