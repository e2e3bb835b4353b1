/* Planted: a loop of calls that takes a pointer from memory in each turn. Never run. */
#include "kernels/kernel.h"

void time_independent(fl_kernel_function *run, float *const volatile *weights, const float *bias,
                      float *output, long made);

void time_independent(fl_kernel_function *run, float *const volatile *weights, const float *bias,
                      float *output, long made)
{
    for (long left = made; left > 0; left--)
        run(*weights, bias, bias, output);
}
