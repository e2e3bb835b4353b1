#define _GNU_SOURCE /* sched_getaffinity */
#include "bench/base/topology.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>

/* Sets that are too small for the system's CPUs are refused with EINVAL. */
static bool affinity_is_told(void)
{
#ifdef __linux__
    enum { SMALLEST = 128, LARGEST = 1 << 20 };
    for (size_t bytes = SMALLEST; bytes <= LARGEST; bytes *= 2) {
        cpu_set_t *set = calloc(1, bytes);
        if (!set)
            return false;
        int result = sched_getaffinity(0, bytes, set);
        int reason = errno;
        free(set);
        errno = reason;
        if (result == 0 || reason != EINVAL)
            return result == 0;
    }
    return false;
#else
    return true;
#endif
}

bool fl_topology_load(hwloc_topology_t *topology)
{
    if (!affinity_is_told() || hwloc_topology_init(topology) != 0)
        return false;
    hwloc_topology_set_icache_types_filter(*topology, HWLOC_TYPE_FILTER_KEEP_ALL);
    if (hwloc_topology_load(*topology) == 0)
        return true;
    int reason = errno;
    hwloc_topology_destroy(*topology);
    errno = reason;
    return false;
}
