/* Scalar, output after output: two separate dot products, as a loop over outputs around a loop over inputs
 * gives. Each is one chain of 784 dependent additions; a CPU overlaps the two only as far as it looks ahead,
 * so this costs up to twice `scalar` for the same arithmetic. */
#include "kernels/kernel.h"

static void linear_scalar_two_pass(const float *restrict weights, const float *restrict bias,
                                   const float *restrict input, float *restrict output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = 0.0f;
        for (int i = 0; i < FL_INPUTS; i++)
            sum += weights[row * FL_INPUTS + i] * input[i];
        output[row] = sum + bias[row];
    }
}

const fl_kernel fl_kernel_scalar_two_pass = {
    .name = "scalar-two-pass",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false,
    .passes = 2,
    .accumulators = 1,
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_PLAIN_LOOP,
    .run = linear_scalar_two_pass,
    .chain_adds = FL_INPUTS + 1,
};
