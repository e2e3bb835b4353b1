/* libfairlane: one linear layer, 784 to 2, float32, batch 1, in every way this CPU can compute it, and a
 * dispatcher that picks the best of them.
 *
 *     float logits[FL_OUTPUTS];
 *     if (fl_linear_784x2(weights, bias, input, logits) != FL_OK)
 *         ... FAIRLANE_KERNEL names a kernel that cannot run here; fl_chosen_kernel() tells why
 *
 * FAIRLANE_HIDE=avx512,fma makes it behave as on a CPU without these and what builds on them (cpu.h).
 *
 * weights are FL_WEIGHTS floats, row-major; bias FL_OUTPUTS; input FL_INPUTS; none needs any alignment beyond
 * that of a float. kernels/kernel.h holds the contract of every kernel, dispatch/dispatch.h lists, chooses
 * and forces them. All functions may be called from several threads at once. */
#ifndef FAIRLANE_FAIRLANE_H
#define FAIRLANE_FAIRLANE_H

#include "dispatch/cpu.h"
#include "dispatch/dispatch.h"
#include "kernels/error.h"
#include "kernels/kernel.h"

#endif
