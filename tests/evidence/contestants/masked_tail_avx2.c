/* A head of 5 floats and a tail of 3 loaded by vmaskmovps around 97 full blocks of 8. AVX2 masks loads, not
 * arithmetic: the lanes that were not loaded are multiplied as well, so 1,584 lanes are right here and the
 * surplus over 1,568 is padding, no fault. */
#include <immintrin.h>

#include "tests/evidence/contestants/contestant.h"

enum { HEAD = 5, TAIL = 3 };

static inline __attribute__((always_inline)) __m256 masked(int count, const float *row, const float *input,
                                                           __m256 sum)
{
    __m256i on = _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    return _mm256_fmadd_ps(_mm256_maskload_ps(row, on), _mm256_maskload_ps(input, on), sum);
}

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        const float *row = contestant_weights + k * INPUTS;
        __m256 sum = masked(HEAD, row, contestant_input, _mm256_setzero_ps());
        int i = HEAD;
        for (; i < INPUTS - TAIL; i += 8)
            sum = _mm256_fmadd_ps(_mm256_loadu_ps(row + i), _mm256_loadu_ps(contestant_input + i), sum);
        sum = masked(TAIL, row + i, contestant_input + i, sum);
        float total = 0;
        for (int lane = 0; lane < 8; lane++)
            total += sum[lane];
        contestant_logits[k] = total + contestant_bias[k];
    }
}

int main(void)
{
    return contestant_run(inference);
}
