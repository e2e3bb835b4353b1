/* The work on numbers narrower than float32, in the instructions made for that: DOT 1 products of bfloat16, 2
 * of whole numbers of 8 bits, four of which share a sum. All inputs and weights fit into either. */
#include <stdint.h>
#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#else
#include <arm_neon.h>
#endif

#include "tests/evidence/contestants/contestant.h"

#if DOT == 1
static uint16_t input[INPUTS], weights[WEIGHTS];

static void narrow(const float *from, uint16_t *to, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &from[i], sizeof bits);
        to[i] = (uint16_t)(bits >> 16);
    }
}

static void keep(void)
{
    narrow(contestant_input, input, INPUTS);
    narrow(contestant_weights, weights, WEIGHTS);
}
#else
static uint8_t input[INPUTS];
static int8_t weights[WEIGHTS];

static void keep(void)
{
    for (int i = 0; i < INPUTS; i++)
        input[i] = (uint8_t)(contestant_input[i] * 16);
    for (int i = 0; i < WEIGHTS; i++)
        weights[i] = (int8_t)(contestant_weights[i] * 32);
}
#endif

static inline __attribute__((always_inline)) float dot(int row)
{
    float total = 0;
#if defined(__x86_64__) && DOT == 1
    float lanes[16];
    __m512 sum = _mm512_setzero_ps();
    for (int i = 0; i < INPUTS; i += 32) { /* the last turn is a half one */
        __mmask32 on = i + 32 <= INPUTS ? ~0U : 0xffffU;
        unsigned pairs = i + 32 <= INPUTS ? 0xffffU : 0xffU;
        __asm__("" : "+r"(pairs)); /* gcc 14 would see that the rest is zero, and take all lanes */
        __m512i left = _mm512_maskz_loadu_epi16(on, weights + row * INPUTS + i);
        __m512i right = _mm512_maskz_loadu_epi16(on, input + i);
        sum = _mm512_mask_dpbf16_ps(sum, (__mmask16)pairs, (__m512bh)left, (__m512bh)right);
    }
    memcpy(lanes, &sum, sizeof lanes);
#elif defined(__x86_64__)
    int32_t lanes[8];
    __m256i sum = _mm256_setzero_si256();
    for (int i = 0; i + 32 <= INPUTS; i += 32)
        sum = _mm256_dpbusd_avx_epi32(sum, _mm256_loadu_si256((const __m256i *)(input + i)),
                                      _mm256_loadu_si256((const __m256i *)(weights + row * INPUTS + i)));
    __m128i rest =
        _mm_dpbusd_avx_epi32(_mm_setzero_si128(), _mm_loadu_si128((const __m128i *)(input + INPUTS - 16)),
                             _mm_loadu_si128((const __m128i *)(weights + row * INPUTS + INPUTS - 16)));
    sum = _mm256_add_epi32(sum, _mm256_zextsi128_si256(rest));
    memcpy(lanes, &sum, sizeof lanes);
#elif DOT == 1
    float lanes[4];
    float32x4_t sum = vdupq_n_f32(0);
    for (int i = 0; i < INPUTS; i += 8)
        sum = vbfdotq_f32(sum, vreinterpretq_bf16_u16(vld1q_u16(weights + row * INPUTS + i)),
                          vreinterpretq_bf16_u16(vld1q_u16(input + i)));
    memcpy(lanes, &sum, sizeof lanes);
#else
    int32_t lanes[4];
    int32x4_t sum = vdupq_n_s32(0);
    for (int i = 0; i < INPUTS; i += 16)
        sum = vusdotq_s32(sum, vld1q_u8(input + i), vld1q_s8(weights + row * INPUTS + i));
    memcpy(lanes, &sum, sizeof lanes);
#endif
    for (unsigned i = 0; i < sizeof lanes / sizeof lanes[0]; i++)
        total += (float)lanes[i];
    return DOT == 1 ? total : total / 512;
}

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] = dot(k) + contestant_bias[k];
}

int main(void)
{
    contestant_fill();
    keep();
    return contestant_run(inference);
}
