/* The plain loop with vectors and fused multiply-add switched off: what a plain loop in C or Rust compiles to
 * when the compiler may not reorder additions. The two chains of 784 dependent additions are the limit. */
#include "kernels/plain_loop.h"

static void linear_scalar(const float *restrict weights, const float *restrict bias,
                          const float *restrict input, float *restrict output)
{
    fl_plain_loop(weights, bias, input, output);
}

const fl_kernel fl_kernel_scalar = {
    .name = "scalar",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false,
    .accumulators = 1,
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_PLAIN_LOOP,
    .run = linear_scalar,
    .chain_adds = FL_INPUTS + 1,
};
