/* Alone in its translation unit, so that no compiler can see that there is nothing to call. */
#include "bench/harness/calls.h"

// NOLINTNEXTLINE(readability-non-const-parameter): the signature of a kernel
void fl_empty_call(const float *weights, const float *bias, const float *input, float *output)
{
    (void)weights;
    (void)bias;
    (void)input;
    (void)output;
}
