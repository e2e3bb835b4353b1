/* Alone in its translation unit, so that no compiler can see that there is nothing to call. */
#include "bench/harness/calls.h"

void fl_empty_call(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights;
    (void)bias;
    (void)input;
    (void)output;
}
