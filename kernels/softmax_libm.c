/* Softmax of two logits with the C library's expf, as most programs have it. The maximum is subtracted first,
 * so that no finite input overflows; NaN, and infinity above everything else, make both outputs NaN, as in
 * torch. */
#include <math.h>
#include <pthread.h>
#include <unistd.h>

#include "kernels/kernel.h"

static void softmax_libm(const float *restrict weights, const float *restrict bias,
                         const float *restrict input, float *restrict output)
{
    (void)weights;
    (void)bias;
    float top = input[0] > input[1] ? input[0] : input[1];
    float e0 = expf(input[0] - top), e1 = expf(input[1] - top);
    float sum = e0 + e1;
    output[0] = e0 / sum;
    output[1] = e1 / sum;
}

static char libm_text[64] = "libm of unknown version";

static void describe_libm(void)
{
#ifdef _CS_GNU_LIBC_VERSION
    confstr(_CS_GNU_LIBC_VERSION, libm_text, sizeof libm_text);
#endif
}

/* "glibc 2.36" */
static const char *libm_detail(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, describe_libm);
    return libm_text;
}

const fl_kernel fl_kernel_softmax_libm = {
    .name = "softmax-libm",
    .work = FL_WORK_SOFTMAX_2,
    .isa = FL_ISA_SCALAR,
    .lanes = 1,
    .fma = false, /* here; the C library may use it inside expf */
    .needs = FL_NEEDS_NOTHING,
    .origin = FL_LIBRARY,
    .run = softmax_libm,
    .detail = libm_detail,
};
