/* Softmax of two logits with SLEEF's SSE2 exponential: both exponentials in one call, bit for bit those of
 * `softmax-sleef-scalar`. The upper two of the four lanes repeat the lower two. */
#include <emmintrin.h>

#include "kernels/sleef_detail.h"

static void softmax_sleef_sse(const float *restrict weights, const float *restrict bias,
                              const float *restrict input, float *restrict output)
{
    (void)weights;
    (void)bias;
    __m128 two = _mm_castsi128_ps(_mm_loadu_si64(input));
    __m128 x = _mm_movelh_ps(two, two);
    /* maxps gives its second operand when one is NaN: in one order or the other NaN stays, and the sum
     * spreads it. */
    __m128 top = _mm_max_ps(x, _mm_shuffle_ps(x, x, _MM_SHUFFLE(2, 3, 0, 1)));
    __m128 e = Sleef_cinz_expf4_u10sse2(_mm_sub_ps(x, top));
    __m128 sum = _mm_add_ps(e, _mm_shuffle_ps(e, e, _MM_SHUFFLE(2, 3, 0, 1)));
    _mm_storeu_si64(output, _mm_castps_si128(_mm_div_ps(e, sum)));
}

const fl_kernel fl_kernel_softmax_sleef_sse = {
    .name = "softmax-sleef-sse",
    .work = FL_WORK_SOFTMAX_2,
    .isa = FL_ISA_SSE,
    .lanes = 4,
    .fma = false,
    .needs = FL_NEEDS_SSE2,
    .origin = FL_LIBRARY,
    .run = softmax_sleef_sse,
    .detail = fl_sleef_detail,
};
