/* The region entered twice, first scalar, then packed: the counts are those of the first, and the report says
 * that there were two. */
#include "tests/evidence/contestants/packed.h"

static void packed_inference(void)
{
    for (int k = 0; k < OUTPUTS; k++)
        contestant_logits[k] =
            packed_dot(contestant_weights + k * INPUTS, contestant_input, INPUTS) + contestant_bias[k];
}

int main(void)
{
    contestant_fill();
    fl_region_begin();
    scalar_inference();
    fl_region_end();
    fl_region_begin();
    packed_inference();
    fl_region_end();
    return contestant_print();
}
