/* Both outputs in the lanes of one register, each in source order: what clang -O2 makes of a loop that sums
 * both in one pass. Every addition is packed, and waits for the one before as in scalar code. */
#include "tests/evidence/contestants/packed.h"

static void inference(void)
{
    packed_lanes sum = {0};
    for (int i = 0; i < INPUTS; i++) {
        packed_lanes weights = {contestant_weights[i], contestant_weights[INPUTS + i]}, input = {0};
        sum += weights * (input + contestant_input[i]);
    }
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] = sum[k] + contestant_bias[k];
}

int main(void)
{
    return contestant_run(inference);
}
