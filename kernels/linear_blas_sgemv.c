/* OpenBLAS, one matrix-vector product: the call that a user of BLAS would write for this layer.
 * The bias goes in as y of y = A x + 1 y, so nothing is added afterwards.
 *
 * Not from several threads: the call takes a buffer of some 3 KiB, more than the 2 KiB that OpenBLAS takes
 * from the stack, out of a table that the single-threaded build searches without a lock. Two threads get the
 * same one, and whether a core type's code puts anything there decides whether that is seen (Prescott, Atom
 * and Barcelona copy the input into it). The threaded
 * build locks, and starts threads, which no kernel may. */
#include "kernels/openblas_detail.h"

static void linear_blas_sgemv(const float *restrict weights, const float *restrict bias,
                              const float *restrict input, float *restrict output)
{
    output[0] = bias[0];
    output[1] = bias[1];
    cblas_sgemv(CblasRowMajor, CblasNoTrans, FL_OUTPUTS, FL_INPUTS, 1.0f, weights, FL_INPUTS, input, 1, 1.0f,
                output, 1);
}

const fl_kernel fl_kernel_blas_sgemv = {
    .name = "blas-sgemv",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_LIBRARY,
    .lanes = 0,
    .fma = false, /* not known, as everything that the library decides at run time */
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = linear_blas_sgemv,
    .detail = fl_openblas_detail,
    .one_thread = "single-threaded OpenBLAS shares the buffers of sgemv between threads",
};
