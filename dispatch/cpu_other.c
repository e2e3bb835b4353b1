/* Facts of a CPU that this project knows nothing about: the baseline, which needs nothing. */
#include "dispatch/cpu.h"

fl_cpu fl_cpu_detect(void)
{
    return (fl_cpu){.architecture = FL_ARCHITECTURE_OTHER, .name = "CPU of another architecture"};
}

void fl_cpu_clear_upper(void)
{
}

int fl_cpu_upper_is_clean(void)
{
    return -1;
}
