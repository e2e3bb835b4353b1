/* Times linear() of a shared object against a kernel of the lab, chained calls, in turn: one line with the
 * median of each in ns and of their ratios. usage: time_loop OBJECT KERNEL */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/harness/calls.h"
#include "kernels/kernel.h"

enum { ROUNDS = 201, CALLS = 200, WARMUPS = 2000 };

static float weights[FL_WEIGHTS], bias[FL_OUTPUTS], input[FL_INPUTS], output[FL_OUTPUTS];

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof *values, by_size);
    return values[ROUNDS / 2];
}

static double block(fl_kernel_function *run, uint64_t calls)
{
    fl_call call = {.run = run,
                    .weights = weights,
                    .bias = bias,
                    .input = input,
                    .output = output,
                    .outputs = FL_OUTPUTS};
    return (double)fl_time_block(&call, FL_CHAINED, calls) / (double)calls;
}

static fl_kernel_function *loop_of(const char *path)
{
    fl_kernel_function *run = NULL;
    void *object = dlopen(path, RTLD_NOW), *symbol = object ? dlsym(object, "linear") : NULL;
    if (symbol)
        memcpy(&run, &symbol, sizeof run);
    return run;
}

static const fl_kernel *kernel_named(const char *name)
{
    for (size_t i = 0; i < fl_variant_count; i++)
        if (strcmp(fl_variants[i].name, name) == 0)
            return fl_variants[i].kernel;
    return NULL;
}

int main(int count, char **arguments)
{
    static double own[ROUNDS], its[ROUNDS], ratio[ROUNDS];
    fl_kernel_function *loop = count == 3 ? loop_of(arguments[1]) : NULL;
    const fl_kernel *kernel = count == 3 ? kernel_named(arguments[2]) : NULL;
    if (!loop || !kernel) {
        fprintf(stderr, "time_loop: no loop in the object, or no such kernel\n");
        return 2;
    }
    for (int i = 0; i < FL_INPUTS; i++)
        input[i] = (float)(i * 5 % 17) / 16;
    for (int i = 0; i < FL_WEIGHTS; i++)
        weights[i] = (float)(i * 7 % 31 - 15) / 32;
    block(loop, WARMUPS);
    block(kernel->run, WARMUPS);
    for (int i = 0; i < ROUNDS; i++) {
        bool first = i % 2 == 0;
        own[i] = first ? block(loop, CALLS) : 0;
        its[i] = block(kernel->run, CALLS);
        own[i] = first ? own[i] : block(loop, CALLS);
        ratio[i] = its[i] / own[i];
    }
    printf("%.1f %.1f %.3f\n", median(own), median(its), median(ratio));
    return 0;
}
