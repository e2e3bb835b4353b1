/* Every packed multiply-add behind a `mov ss`, after which the processor holds back the trap of a single step
 * until one more instruction is done (Intel SDM, volume 3, section 6.8.3). As many scalar ones stand in plain
 * sight. */
#include <immintrin.h>

#include "tests/evidence/contestants/contestant.h"

static volatile float sink;

static float hidden_dot(const float *row, const float *input)
{
    float lanes[8], total = 0;
    unsigned short segment;
    __m256 sum = _mm256_setzero_ps();
    __asm__("mov %%ss, %0" : "=r"(segment));
    for (int i = 0; i < INPUTS; i += 8) {
        __m256 w = _mm256_loadu_ps(row + i), x = _mm256_loadu_ps(input + i);
        __asm__ volatile("mov %3, %%ss\n\tvfmadd231ps %1, %2, %0" : "+x"(sum) : "x"(w), "x"(x), "r"(segment));
    }
    _mm256_storeu_ps(lanes, sum);
    for (int lane = 0; lane < 8; lane++)
        total += lanes[lane];
    return total;
}

static void inference(void)
{
    scalar_inference();
    sink = contestant_logits[0];
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            hidden_dot(contestant_weights + k * INPUTS, contestant_input) + contestant_bias[k];
}

int main(void)
{
    return contestant_run(inference);
}
