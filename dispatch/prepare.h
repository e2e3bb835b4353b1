/* Preparing a kernel in a process that may fork meanwhile. */
#ifndef FAIRLANE_DISPATCH_PREPARE_H
#define FAIRLANE_DISPATCH_PREPARE_H

#include "kernels/kernel.h"

/* kernel->prepare(), which is not NULL: NULL when the kernel can run, else why not. A fork by another thread
 * waits until it has returned: no child sees a library that is half loaded. Thread-safe. */
const char *fl_prepare(const fl_kernel *kernel);

/* One call of a linear layer that can run, on zeros, which a fork waits for likewise: some libraries make
 * things of their own in their first execution. Thread-safe. */
void fl_rehearse(const fl_kernel *kernel);

#endif
