/* The last step of every x86 kernel: four partial sums of each row become two outputs.
 * Both rows go through the same instructions side by side, so the step costs two dependent additions for the
 * lanes and one for the bias. It is compiled in each kernel's own encoding (legacy SSE, VEX, EVEX). */
#ifndef FAIRLANE_KERNELS_X86_FINISH_H
#define FAIRLANE_KERNELS_X86_FINISH_H

#include <emmintrin.h>

enum { FL_X86_FINISH_ADDS = 3 };

/* output[0..1] = (sum of sum0, sum of sum1) + bias[0..1]; reads and writes two floats, of any alignment. */
static inline void fl_x86_finish(__m128 sum0, __m128 sum1, const float *bias, float *output)
{
    __m128 low = _mm_unpacklo_ps(sum0, sum1),
           high = _mm_unpackhi_ps(sum0, sum1); /* a0 b0 a1 b1, a2 b2 a3 b3 */
    __m128 pairs = _mm_add_ps(low, high);
    __m128 sums = _mm_add_ps(pairs, _mm_movehl_ps(pairs, pairs));
    __m128 biases = _mm_castsi128_ps(_mm_loadu_si64(bias));
    _mm_storeu_si64(output, _mm_castps_si128(_mm_add_ps(sums, biases)));
}

#endif
