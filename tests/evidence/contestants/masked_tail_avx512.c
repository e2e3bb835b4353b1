/* A masked head of 5 floats and a masked tail of 11 around 48 full blocks of 16: a count that takes each
 * masked instruction for 16 lanes finds 1,600 multiply-adds instead of 1,568. */
#include <immintrin.h>

#include "tests/evidence/contestants/contestant.h"

enum { HEAD = 5, TAIL = 11 };

static inline __attribute__((always_inline)) __m512 masked(__mmask16 on, const float *row, const float *input,
                                                           __m512 sum)
{
    return _mm512_mask3_fmadd_ps(_mm512_maskz_loadu_ps(on, row), _mm512_maskz_loadu_ps(on, input), sum, on);
}

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        const float *row = contestant_weights + k * INPUTS;
        __m512 sum = masked((1 << HEAD) - 1, row, contestant_input, _mm512_setzero_ps());
        int i = HEAD;
        for (; i < INPUTS - TAIL; i += 16)
            sum = _mm512_fmadd_ps(_mm512_loadu_ps(row + i), _mm512_loadu_ps(contestant_input + i), sum);
        sum = masked((1 << TAIL) - 1, row + i, contestant_input + i, sum);
        contestant_logits[k] = _mm512_reduce_add_ps(sum) + contestant_bias[k];
    }
}

int main(void)
{
    return contestant_run(inference);
}
