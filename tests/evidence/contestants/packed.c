/* Honest SIMD contestants of every fixed width: `sse`, `avx`, `avx2`, `avx512`, `neon`. */
#include "tests/evidence/contestants/packed.h"

static void inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            packed_dot(contestant_weights + k * INPUTS, contestant_input, INPUTS) + contestant_bias[k];
}

int main(void)
{
    return contestant_run(inference);
}
