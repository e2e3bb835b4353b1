/* Quantised arithmetic: 16-bit integers, no floating-point multiplication. As
 * `integer` the sums stay integers until the region is left; as `integer_scaled`
 * each is turned into a float inside, as real quantised inference does it: two
 * multiplications in float32, which must not make a scalar contestant of it. */
#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <emmintrin.h>
#else
#include <arm_neon.h>
#endif

#include "tests/evidence/contestants/contestant.h"

static int16_t input[INPUTS], weights[WEIGHTS];
static int32_t sums[OUTPUTS];

static void quantise(void)
{
    contestant_fill();
    for (int i = 0; i < INPUTS; i++)
        input[i] = (int16_t)(contestant_input[i] * 16);
    for (int i = 0; i < WEIGHTS; i++)
        weights[i] = (int16_t)(contestant_weights[i] * 32);
}

static inline __attribute__((always_inline)) int32_t integer_dot(const int16_t *row)
{
    int32_t lanes[4], total = 0;
#ifdef __x86_64__
    __m128i sum = _mm_setzero_si128();
    for (int i = 0; i < INPUTS; i += 8)
        sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_loadu_si128((const __m128i *)(row + i)),
                                                _mm_loadu_si128((const __m128i *)(input + i))));
    memcpy(lanes, &sum, sizeof lanes);
#else
    int32x4_t sum = vdupq_n_s32(0);
    for (int i = 0; i < INPUTS; i += 4)
        sum = vmlal_s16(sum, vld1_s16(row + i), vld1_s16(input + i));
    vst1q_s32(lanes, sum);
#endif
    for (int lane = 0; lane < 4; lane++)
        total += lanes[lane];
    return total;
}

static inline void scale(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] = (float)sums[k] * (1.0F / 512) + contestant_bias[k];
}

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        sums[k] = integer_dot(weights + k * INPUTS);
    if (CONTESTANT_SCALED)
        scale();
}

int main(void)
{
    quantise();
    inference();
    fl_region_begin();
    inference();
    fl_region_end();
    scale();
    return contestant_print();
}
