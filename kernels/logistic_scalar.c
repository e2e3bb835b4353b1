/* NOT the same work: logistic regression with one output, output[1] = sigmoid(weights[784] · input[784] +
 * bias[1]). Half the multiply-adds of the linear layer, in the strict scalar order of `scalar`. It gives the
 * same classification as the two-class layer, and so is easily mistaken for the same work. */
#include <math.h>

#include "kernels/kernel.h"

/* The exponential of a negative number never overflows; NaN passes through. */
static inline float sigmoid(float z)
{
    float e = expf(-fabsf(z));
    return (z < 0.0f ? e : 1.0f) / (1.0f + e);
}

static void logistic_784x1(const float *restrict weights, const float *restrict bias,
                           const float *restrict input, float *restrict output)
{
    float sum = 0.0f;
    for (int i = 0; i < FL_INPUTS; i++)
        sum += weights[i] * input[i];
    output[0] = sigmoid(sum + bias[0]);
}

const fl_kernel fl_kernel_logistic_784x1 = {
    .name = "logistic-784x1",
    .work = FL_WORK_LOGISTIC_784X1,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false,
    .accumulators = 1,
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_PLAIN_LOOP,
    .run = logistic_784x1,
    .chain_adds = FL_INPUTS + 1 + 1, /* the dot product, the bias, the denominator */
};
