/* The machine as hwloc sees it. Private to the room. */
#ifndef FAIRLANE_BENCH_BASE_TOPOLOGY_H
#define FAIRLANE_BENCH_BASE_TOPOLOGY_H

#include <hwloc.h>
#include <stdbool.h>

/* Loads the topology, instruction caches included; the caller destroys it. False, with errno set and nothing
 * to destroy, where it cannot be found out, and where the system does not tell on which CPUs this process may
 * run: hwloc 2.9 would ask for ever. */
bool fl_topology_load(hwloc_topology_t *topology);

#endif
