/* LIBXSMM, a product of small matrices, made by its code generator for this very shape: in the column-major
 * terms of BLAS, output[1x2] = input[1x784] * weights[784x2] + output, the bias put there beforehand.
 * Row-major weights of 2 x 784 are column-major ones of 784 x 2, so nothing is copied. Other ways round need
 * the weights transposed, for which the generator has no code. It makes vectors along the first dimension of
 * the result; here that is 1. */
#include <errno.h>
#include <libxsmm.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "kernels/kernel.h"

static _Atomic(libxsmm_smmfunction) product;
static char description[96];

/* Where LIBXSMM's own calls of open and putenv end (cmake/FairlaneLibraries.cmake). It would open, or make, a
 * lock file /tmp/.libxsmm.UID, whatever somebody else has put there, and without one it only leaves out what
 * the first process of a machine does; and it would put OMP_PROC_BIND into the environment, beside whoever
 * reads that and for every program started from here. */
int fl_libxsmm_open(const char *path, int flags, ...);
int fl_libxsmm_putenv(char *text);

int fl_libxsmm_open(const char *path, int flags, ...)
{
    (void)path, (void)flags;
    errno = EACCES;
    return -1;
}

int fl_libxsmm_putenv(char *text) /* NOLINT(readability-non-const-parameter): putenv()'s form */
{
    (void)text;
    return 0;
}

/* The code depends on the shape alone. LIBXSMM keeps it until the process ends. */
static void generate(void)
{
    const libxsmm_blasint lda = 1, ldb = FL_INPUTS, ldc = 1;
    const float alpha = 1, beta = 1;
    const int prefetch = LIBXSMM_PREFETCH_NONE;
    atomic_store(&product, libxsmm_smmdispatch(1, FL_OUTPUTS, FL_INPUTS, &lda, &ldb, &ldc, &alpha, &beta,
                                               NULL, &prefetch));
    snprintf(description, sizeof description, "LIBXSMM %s, code for %s", LIBXSMM_VERSION,
             libxsmm_get_target_arch());
}

static void generate_once(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, generate);
}

static const char *prepare(void)
{
    generate_once();
    return atomic_load(&product) ? NULL
                                 : "LIBXSMM generates no code here (memory may not be made executable?)";
}

/* "LIBXSMM 1.17, code for hsw": the architecture it generates for, by its own detection or LIBXSMM_TARGET. */
static const char *detail(void)
{
    generate_once();
    return description;
}

static void linear_libxsmm(const float *restrict weights, const float *restrict bias,
                           const float *restrict input, float *restrict output)
{
    libxsmm_smmfunction run = atomic_load_explicit(&product, memory_order_acquire);
    if (!run) {
        (void)prepare();
        run = atomic_load(&product);
    }
    output[0] = run ? bias[0] : NAN;
    output[1] = run ? bias[1] : NAN;
    if (run)
        run(input, weights, output);
}

const fl_kernel fl_kernel_libxsmm = {
    .name = "libxsmm",
    .work = FL_WORK_LINEAR_784X2,
    .isa = FL_ISA_LIBRARY,
    .lanes = 0,
    .fma = false, /* not known, as everything that the library decides at run time */
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = linear_libxsmm,
    .detail = detail,
    .prepare = prepare,
};
