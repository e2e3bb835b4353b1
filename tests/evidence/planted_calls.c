/* Scalar code that has its work done elsewhere: of these, scalar must not be claimed. Never run. */
#include "tests/evidence/planted.h"

void planted_calling(const float *weights, const float *bias, const float *input, float *output)
{
    planted_elsewhere(weights, bias, input, output);
    output[0] = output[0] * 2.0f + bias[0];
}

void planted_tail_jumping(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = weights[0] * bias[0];
    planted_elsewhere(weights, bias, input, output);
}

void planted_indirect(const float *weights, const float *bias, const float *input, float *output)
{
    output[0] = weights[0] * bias[0];
    planted_pointer(weights, bias, input, output);
}
