/* Arithmetic on the x87 stack, which no count of xmm, ymm and zmm instructions sees. */
#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        long double sum = 0;
        for (int i = 0; i < INPUTS; i++)
            sum += (long double)contestant_weights[k * INPUTS + i] * (long double)contestant_input[i];
        contestant_logits[k] = (float)(sum + (long double)contestant_bias[k]);
    }
}

int main(void)
{
    return contestant_run(inference);
}
