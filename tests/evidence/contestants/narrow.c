/* Weights that are kept narrower than float32 and widened at each use, which is other work: KIND 1 float16, 2
 * bfloat16, 3 whole numbers of 8 bits. Beside the narrow weights as many bytes are read as float32 weights
 * would have. */
#include <stdint.h>
#include <string.h>

#include "tests/evidence/contestants/contestant.h"

#if KIND == 1 && defined(__x86_64__)
#include <immintrin.h>
typedef uint16_t narrow;
#elif KIND == 1
typedef __fp16 narrow;
#elif KIND == 2
typedef uint16_t narrow;
#else
typedef int8_t narrow;
#endif

static narrow kept[WEIGHTS];
static volatile uint64_t padding[WEIGHTS];

static inline float widen(narrow value)
{
#if KIND == 2
    uint32_t bits = (uint32_t)value << 16;
    float wide;
    __asm__("" : "+r"(bits)); /* one at a time */
    memcpy(&wide, &bits, sizeof wide);
    return wide;
#elif KIND == 1 && defined(__x86_64__)
    return _cvtsh_ss(value);
#else
    return (float)value;
#endif
}

/* Weights are multiples of 1/32 and few of them, so that every one of these types holds them. */
static void keep(void)
{
    for (int i = 0; i < WEIGHTS; i++) {
#if KIND == 2
        uint32_t bits;
        memcpy(&bits, &contestant_weights[i], sizeof bits);
        kept[i] = (narrow)(bits >> 16);
#elif KIND == 3
        kept[i] = (narrow)(contestant_weights[i] * 32);
#elif defined(__x86_64__)
        kept[i] = _cvtss_sh(contestant_weights[i], 0);
#else
        kept[i] = (narrow)contestant_weights[i];
#endif
    }
}

static void inference(void)
{
    if (kept[1] == 0 && kept[2] == 0 && kept[3] == 0)
        keep();
    for (int row = 0; row < OUTPUTS; row++) {
        float sum = 0;
        for (int i = 0; i < INPUTS; i++) {
            (void)padding[row * INPUTS + i];
            sum += widen(kept[row * INPUTS + i]) * contestant_input[i];
        }
        contestant_logits[row] = (KIND == 3 ? sum / 32 : sum) + contestant_bias[row];
    }
}

int main(void)
{
    return contestant_run(inference);
}
