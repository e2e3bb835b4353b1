/* The bias as what the first accumulators start with, for kernels of AVX and wider. Both floats come by one
 * load: beside 147 loads of whole lines, two a cycle, each further one is half a cycle of the call. */
#ifndef FAIRLANE_KERNELS_X86_BIAS_H
#define FAIRLANE_KERNELS_X86_BIAS_H

#include <immintrin.h>

/* bias: two floats, of any alignment. *row0: bias[0] 0 0 0, *row1: bias[1] 0 0 0. */
static inline void fl_x86_bias(const float *bias, __m128 *row0, __m128 *row1)
{
    enum { FIRST = 0x0e, SECOND = 0x4e }; /* of the source into lane 0; the other lanes are zero */
    __m128 both = _mm_castsi128_ps(_mm_loadu_si64(bias));
    *row0 = _mm_insert_ps(both, both, FIRST);
    *row1 = _mm_insert_ps(both, both, SECOND);
}

#endif
