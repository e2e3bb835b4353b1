/* Which kernels run here, which one is chosen, and running it. */
#ifndef FAIRLANE_DISPATCH_DISPATCH_H
#define FAIRLANE_DISPATCH_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "dispatch/cpu.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One variant seen from one machine. */
typedef struct fl_availability {
    const fl_variant *variant;
    bool compiled, cpu_allows, os_allows; /* cpu/os: false as well when not compiled */
    bool runs;                            /* all three, and it could be prepared (kernel.h) */
    char reason[160];                     /* why it does not run, e.g. "this CPU has no AVX512F"; or "" */
} fl_availability;

/* Judges fl_variants[index] against the given facts. Prepares it if they allow it: may load its library. */
void fl_judge(const fl_cpu *cpu, size_t index, fl_availability *availability);

/* The kernel that a dispatcher picks on such a CPU: the best variant of the linear-784x2 work (choice.c says
 * what best means); forced, a name, may be NULL, overrides. An unknown name is FL_USAGE, one that cannot run
 * here, or not from several threads, FL_UNABLE, with a line that lists what would work, never a fallback;
 * *kernel is NULL then. */
fl_status fl_choose(const fl_cpu *cpu, const char *forced, const fl_kernel **kernel, fl_error *error);

/* The choice for this process: FAIRLANE_KERNEL if set (set to nothing is an unknown name), else the best; of
 * what FAIRLANE_HIDE leaves (cpu.h), FL_USAGE where that cannot be read.
 * Resolved once, thread-safely; later calls return the same, failures too. *kernel is NULL on failure. */
fl_status fl_chosen_kernel(const fl_kernel **kernel, fl_error *error);

/* Forces the choice for this process; overrides FAIRLANE_KERNEL and an earlier choice. When it fails, nothing
 * changes. NULL undoes it: FAIRLANE_KERNEL if set, else the best, resolved anew. */
fl_status fl_force_kernel(const char *name, fl_error *error);

/* Not for users: the chosen kernel's function; NULL while nothing was chosen and after a choice that failed.
 * And what a call does then. */
extern fl_kernel_function *fl_chosen_function;
fl_status fl_choose_and_run(const float *weights, const float *bias, const float *input, float *logits);

/* logits[2] = weights[2][784] · input[784] + bias[2] with the chosen kernel. Not FL_OK only when
 * FAIRLANE_KERNEL names a kernel that cannot run, or FAIRLANE_HIDE something that cannot be hidden; logits
 * are untouched then and fl_chosen_kernel tells why. It stands here, inline, so that it costs no more than a
 * plain function pointer, one load and one test apart: as a function of its own it would add a second call
 * and return to every call, as dear as the first. */
inline fl_status fl_linear_784x2(const float *weights, const float *bias, const float *input, float *logits)
{
    fl_kernel_function *run = __atomic_load_n(&fl_chosen_function, __ATOMIC_RELAXED);
    if (!run)
        return fl_choose_and_run(weights, bias, input, logits);
    run(weights, bias, input, logits);
    return FL_OK;
}

#ifdef __cplusplus
}
#endif
#endif
