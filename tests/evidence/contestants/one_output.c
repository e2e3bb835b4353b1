/* 784→1 instead of 784→2, as logistic regression does it: half of the work, honest in everything else. */
#include "tests/evidence/contestants/packed.h"

static void inference(void)
{
    contestant_logits[0] = packed_dot(contestant_weights, contestant_input, INPUTS) + contestant_bias[0];
}

int main(void)
{
    return contestant_run(inference);
}
