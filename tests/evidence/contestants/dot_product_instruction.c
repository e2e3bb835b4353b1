/* SSE4.1's dpps: four multiplications and their sum in one instruction, 392 of them for the whole work. A
 * table of mnemonics that knows mulps and the FMA family alone finds no multiplication at all. */
#include <immintrin.h>

#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        const float *row = contestant_weights + k * INPUTS;
        float sum = 0;
        for (int i = 0; i < INPUTS; i += 4)
            sum += _mm_cvtss_f32(_mm_dp_ps(_mm_loadu_ps(row + i), _mm_loadu_ps(contestant_input + i), 0xf1));
        contestant_logits[k] = sum + contestant_bias[k];
    }
}

int main(void)
{
    return contestant_run(inference);
}
