/* Half scalar, half packed: whoever looks for packed instructions alone calls it SIMD, whoever looks for
 * scalar ones calls it scalar. */
#include "tests/evidence/contestants/packed.h"

static void inference(void)
{
    contestant_logits[0] = scalar_dot(contestant_weights, contestant_input, INPUTS) + contestant_bias[0];
    contestant_logits[1] =
        packed_dot(contestant_weights + INPUTS, contestant_input, INPUTS) + contestant_bias[1];
}

int main(void)
{
    return contestant_run(inference);
}
