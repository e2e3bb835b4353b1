/* Linked before the library, in place of the generated registry: one kernel, and it is wrong. */
#include "kernels/kernel.h"

static void swaps_outputs(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = bias[row];
        for (int i = 0; i < FL_INPUTS; i++)
            sum += weights[row * FL_INPUTS + i] * input[i];
        output[FL_OUTPUTS - 1 - row] = sum;
    }
}

static const fl_kernel wrong = {
    .name = "swaps-outputs",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .origin = FL_PLAIN_LOOP,
    .run = swaps_outputs,
};

const fl_variant fl_variants[] = {
    {.name = "swaps-outputs", .kernel = &wrong, .source = __FILE__, .compiler = "", .flags = ""},
};
const size_t fl_variant_count = sizeof fl_variants / sizeof fl_variants[0];
