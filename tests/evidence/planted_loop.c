/* One row of the work as a plain loop, compiled several times: PLANTED is the function's name, the flags
 * decide what machine code it becomes. Never run. */
#include "tests/evidence/planted.h"

void PLANTED(const float *weights, const float *bias, const float *input, float *output)
{
    float sum = 0;
    for (int i = 0; i < FL_INPUTS; i++)
        sum += weights[i] * input[i];
    output[0] = sum + bias[0];
}
