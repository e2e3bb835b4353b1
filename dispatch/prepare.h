/* Preparing a kernel in a process that may fork meanwhile. */
#ifndef FAIRLANE_DISPATCH_PREPARE_H
#define FAIRLANE_DISPATCH_PREPARE_H

#include "kernels/kernel.h"

/* kernel->prepare(), which is not NULL: NULL when the kernel can run, else why not. A fork by another thread
 * waits until it has returned: no child sees a library that is half loaded. Thread-safe. */
const char *fl_prepare(const fl_kernel *kernel);

#endif
