/* BLIS, two dot products: more calls than one sgemv, and often faster, because the tuned code of a dot
 * product is wider than that of a matrix of two rows. */
#include "kernels/blis_detail.h"

static void linear_blis_sdot(const float *restrict weights, const float *restrict bias,
                             const float *restrict input, float *restrict output)
{
    output[0] = cblas_sdot(FL_INPUTS, weights, 1, input, 1) + bias[0];
    output[1] = cblas_sdot(FL_INPUTS, weights + FL_INPUTS, 1, input, 1) + bias[1];
}

const fl_kernel fl_kernel_blis_sdot = {
    .name = "blis-sdot",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_LIBRARY,
    .lanes = 0,
    .fma = false, /* not known, as everything that the library decides at run time */
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = linear_blis_sdot,
    .detail = fl_blis_detail,
    .prepare = fl_blis_prepare,
};
