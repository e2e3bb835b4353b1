/* Linked before the library, in place of the generated registry: one kernel, and it is right, but its
 * descriptor claims a chain of additions that takes a hundred times as long as the call. So its time stands
 * below its floor. */
#include "kernels/kernel.h"

static void hasty(const float *weights, const float *bias, const float *input, float *output)
{
    for (int row = 0; row < FL_OUTPUTS; row++) {
        float sum = bias[row];
        for (int i = 0; i < FL_INPUTS; i++)
            sum += weights[row * FL_INPUTS + i] * input[i];
        output[row] = sum;
    }
}

static const fl_kernel kernel = {
    .name = "scalar",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .accumulators = 1,
    .chain_adds = 100 * 2 * FL_INPUTS,
    .origin = FL_PLAIN_LOOP,
    .run = hasty,
};

const fl_variant fl_variants[] = {
    {.name = "scalar", .kernel = &kernel, .source = __FILE__, .compiler = "", .flags = ""},
};
const size_t fl_variant_count = sizeof fl_variants / sizeof fl_variants[0];
