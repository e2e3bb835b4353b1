/* Arithmetic in double, as a program whose author forgot the f behind a constant, or as Python, computes: the
 * work, but not in float32. */
#include "tests/evidence/contestants/contestant.h"

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++) {
        double sum = 0;
        for (int i = 0; i < INPUTS; i++)
            sum += (double)contestant_weights[k * INPUTS + i] * (double)contestant_input[i];
        contestant_logits[k] = (float)(sum + (double)contestant_bias[k]);
    }
}

int main(void)
{
    return contestant_run(inference);
}
