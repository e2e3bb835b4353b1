/* The plain loop, as a program: what compilers make of linear() is what check_loops.py examines.
 *
 * PASSES 2: a loop over outputs around a loop over inputs; 1: both outputs in one pass over the input.
 * Inputs and weights are multiples of 1/16 and 1/32, small enough that every order of summation gives the
 * same logits. */
#include <stdio.h>

enum { INPUTS = 784, OUTPUTS = 2 };

static float weights[OUTPUTS * INPUTS], bias[OUTPUTS], input[INPUTS], logits[OUTPUTS];

void linear(const float *restrict w, const float *restrict b, const float *restrict x, float *restrict y);

__attribute__((noinline)) void linear(const float *restrict w, const float *restrict b,
                                      const float *restrict x, float *restrict y)
{
#if PASSES == 2
    for (int k = 0; k < OUTPUTS; k++) {
        float sum = 0;
        for (int i = 0; i < INPUTS; i++)
            sum += w[k * INPUTS + i] * x[i];
        y[k] = sum + b[k];
    }
#else
    float sum0 = 0, sum1 = 0;
    for (int i = 0; i < INPUTS; i++) {
        sum0 += w[i] * x[i];
        sum1 += w[INPUTS + i] * x[i];
    }
    y[0] = sum0 + b[0];
    y[1] = sum1 + b[1];
#endif
}

int main(void)
{
    for (int i = 0; i < INPUTS; i++)
        input[i] = (float)(i * 5 % 17) / 16;
    for (int i = 0; i < OUTPUTS * INPUTS; i++)
        weights[i] = (float)(i * 7 % 31 - 15) / 32;
    bias[0] = 0.25F;
    bias[1] = -0.5F;
    linear(weights, bias, input, logits);
    printf("logits %.9g %.9g\n", (double)logits[0], (double)logits[1]);
    return 0;
}
