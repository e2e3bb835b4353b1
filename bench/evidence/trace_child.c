/* The program that the QEMU backend starts to look at a kernel: one call to bind symbols and let a library
 * choose its code, then the one that is the region. What the values are changes no count. */
#include <pthread.h>
#include <string.h>

#include "bench/evidence/trace.h"
#include "dispatch/dispatch.h"

static void *do_nothing(void *nothing)
{
    return nothing;
}

int fl_trace_child(const char *name)
{
    static float weights[FL_WEIGHTS], bias[FL_OUTPUTS], input[FL_INPUTS], output[FL_OUTPUTS];
    const fl_kernel *kernel = NULL;
    pthread_t thread;
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, name) == 0)
            kernel = fl_variants[i].kernel;
    if (!kernel)
        return FL_USAGE;
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = (float)(i % 31 - 15) / 32;
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = (float)(i % 17) / 16;
    kernel->run(weights, bias, input, output);
    /* The first thread of a program: QEMU forgets all that it has translated, see trace_qemu.c. */
    if (pthread_create(&thread, NULL, do_nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
        return FL_UNABLE;
    kernel->run(weights, bias, input, output);
    return FL_OK;
}
