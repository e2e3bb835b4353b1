/* Systems whose sources of such facts nobody has written down yet: what POSIX tells, the rest is unknown. */
#include <math.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/base/system.h"
#include "bench/harness/environment_parts.h"

void fl_system_facts(const char *root, fl_environment *environment)
{
    (void)root;
    struct utsname names = {0};
    uname(&names);
    fl_system_clean(names.sysname, environment->os, sizeof environment->os);
    fl_system_clean(names.release, environment->kernel_release, sizeof environment->kernel_release);
    snprintf(environment->governor, sizeof environment->governor, "unknown");
    snprintf(environment->turbo, sizeof environment->turbo, "unknown");
    snprintf(environment->smt, sizeof environment->smt, "unknown");
}

double fl_system_load(const char *root)
{
    (void)root;
    return NAN;
}

void fl_system_ticks(const char *root, fl_counters *counters)
{
    (void)root;
    counters->busy_ticks = counters->steal_ticks = 0;
}

fl_machine_state fl_system_state(const char *root)
{
    (void)root;
    return (fl_machine_state){NAN, NAN, NAN, NAN, NAN};
}

void fl_system_events(const char *root, fl_counters *counters)
{
    (void)root;
    counters->pages_swapped = counters->throttle_events = counters->waiting_seconds = NAN;
}

double fl_system_ticks_per_second(void)
{
    return NAN;
}

int64_t fl_system_peak_resident(void)
{
    return -1;
}
