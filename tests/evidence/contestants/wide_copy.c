/* Wide registers that copy and never compute, as memcpy in the C library does: the work itself is scalar.
 * The copy is written out, so that it does not depend on what the library of this machine picks. */
#include "tests/evidence/contestants/packed.h"

static float copy[INPUTS];

static void inference(void)
{
    for (int i = 0; i < INPUTS; i += CONTESTANT_LANES) {
        packed_lanes block;
        memcpy(&block, contestant_input + i, sizeof block);
        memcpy(copy + i, &block, sizeof block);
        __asm__ volatile("" : : : "memory"); /* keeps gcc from calling memcpy for all of it */
    }
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] = scalar_dot(contestant_weights + k * INPUTS, copy, INPUTS) + contestant_bias[k];
}

int main(void)
{
    return contestant_run(inference);
}
