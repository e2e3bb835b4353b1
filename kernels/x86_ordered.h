/* What the x86 kernels with ordered sums share: four products go into a sum one after the other, by scalar
 * additions, as compilers do it that may not reorder them. Compiled in each kernel's own encoding. */
#ifndef FAIRLANE_KERNELS_X86_ORDERED_H
#define FAIRLANE_KERNELS_X86_ORDERED_H

#include <xmmintrin.h>

/* (((sum + p0) + p1) + p2) + p3. The sum is a float and not the lowest lane of a vector, in whose other lanes
 * clang would add as well. */
static inline float fl_add_in_order(float sum, __m128 products)
{
    __m128 high = _mm_movehl_ps(products, products); /* p2 p3 */
    sum += _mm_cvtss_f32(products);
    sum += _mm_cvtss_f32(_mm_shuffle_ps(products, products, 1));
    sum += _mm_cvtss_f32(high);
    return sum + _mm_cvtss_f32(_mm_shuffle_ps(high, high, 1));
}

#endif
