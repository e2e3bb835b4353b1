/* BLIS, one matrix-vector product: the call that a user of BLAS would write for this layer.
 * The bias goes in as y of y = A x + 1 y, so nothing is added afterwards. */
#include "kernels/blis_detail.h"

static void linear_blis_sgemv(const float *restrict weights, const float *restrict bias,
                              const float *restrict input, float *restrict output)
{
    output[0] = bias[0];
    output[1] = bias[1];
    cblas_sgemv(CblasRowMajor, CblasNoTrans, FL_OUTPUTS, FL_INPUTS, 1.0f, weights, FL_INPUTS, input, 1, 1.0f,
                output, 1);
}

const fl_kernel fl_kernel_blis_sgemv = {
    .name = "blis-sgemv",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_LIBRARY,
    .lanes = 0,
    .fma = false, /* not known, as everything that the library decides at run time */
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = linear_blis_sgemv,
    .detail = fl_blis_detail,
    .prepare = fl_blis_prepare,
};
