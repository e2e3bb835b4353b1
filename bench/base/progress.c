#include "bench/base/progress.h"

#include <stdio.h>

#include "bench/base/text.h"

void fl_progress_show(double share, void *context)
{
    (void)context;
    fl_print(stderr, "\rmeasuring: %3.0f %%", 100.0 * share);
    if (share >= 1.0)
        fl_print(stderr, "\r               \r");
    fflush(stderr);
}
