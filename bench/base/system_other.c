/* Other systems than Linux. */
#include <stdio.h>

#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

#include "bench/base/system.h"

void fl_system_process_name(const char *root, char *name, size_t size)
{
    (void)root, (void)size;
    name[0] = '\0';
}

const char *fl_system_translator(const char *root)
{
    (void)root;
#ifdef __APPLE__
    /* Under Rosetta 2 CPUID may name Intel: the system tells.
     * Written from Apple's documentation, never run. */
    int translated = 0;
    size_t size = sizeof translated;
    if (sysctlbyname("sysctl.proc_translated", &translated, &size, NULL, 0) == 0 && translated)
        return "Rosetta 2";
#endif
    return "";
}

bool fl_system_looks_emulated(void)
{
    return false;
}
