#include "bench/base/pin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/topology.h"

enum { LIST_SIZE = 128 };

/* Topology and the two sets that every step needs. */
typedef struct pin_view {
    hwloc_topology_t topology;
    hwloc_bitmap_t before;  /* where the thread may run now */
    hwloc_bitmap_t allowed; /* that, within what the cgroup allows */
} pin_view;

static void close_view(pin_view *view)
{
    hwloc_bitmap_free(view->allowed);
    hwloc_bitmap_free(view->before);
    if (view->topology)
        hwloc_topology_destroy(view->topology);
}

static int open_view(pin_view *view)
{
    *view = (pin_view){.before = hwloc_bitmap_alloc(), .allowed = hwloc_bitmap_alloc()};
    if (!view->before || !view->allowed || !fl_topology_load(&view->topology)) {
        view->topology = NULL;
        return -1;
    }
    if (hwloc_get_cpubind(view->topology, view->before, HWLOC_CPUBIND_THREAD))
        return -1;
    return hwloc_bitmap_and(view->allowed, view->before, hwloc_topology_get_allowed_cpuset(view->topology));
}

static fl_pin_candidate describe(hwloc_topology_t topology, int cpu)
{
    fl_pin_candidate candidate = {.cpu = cpu, .threads = 1, .efficiency = -1, .beside_cpu0 = cpu == 0};
    hwloc_obj_t unit = hwloc_get_pu_obj_by_os_index(topology, (unsigned)cpu);
    hwloc_obj_t core = unit ? hwloc_get_ancestor_obj_by_type(topology, HWLOC_OBJ_CORE, unit) : NULL;
    if (core) {
        candidate.threads = hwloc_bitmap_weight(core->complete_cpuset);
        candidate.beside_cpu0 = hwloc_bitmap_isset(core->complete_cpuset, 0);
    }
    int kind = unit ? hwloc_cpukinds_get_by_cpuset(topology, unit->cpuset, 0) : -1;
    if (kind >= 0)
        hwloc_cpukinds_get_info(topology, (unsigned)kind, NULL, &candidate.efficiency, NULL, NULL, 0);
    return candidate;
}

static bool better(const fl_pin_candidate *a, const fl_pin_candidate *b)
{
    if (a->efficiency != b->efficiency)
        return a->efficiency > b->efficiency;
    if (a->beside_cpu0 != b->beside_cpu0)
        return !a->beside_cpu0;
    if (a->threads != b->threads)
        return a->threads < b->threads;
    return a->cpu > b->cpu;
}

size_t fl_pin_best(const fl_pin_candidate *candidates, size_t count)
{
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (better(&candidates[i], &candidates[best]))
            best = i;
    return best;
}

/* Returns the chosen CPU and says why, or -1 without memory or CPUs. */
static int choose(const pin_view *view, char *reason, size_t size)
{
    int count = hwloc_bitmap_weight(view->allowed), filled = 0;
    fl_pin_candidate *candidates = count > 0 ? calloc((size_t)count, sizeof *candidates) : NULL;
    if (!candidates)
        return -1;
    for (int cpu = hwloc_bitmap_first(view->allowed); cpu >= 0 && filled < count;
         cpu = hwloc_bitmap_next(view->allowed, cpu))
        candidates[filled++] = describe(view->topology, cpu);
    fl_pin_candidate best = candidates[fl_pin_best(candidates, (size_t)filled)];
    free(candidates);
    char core[48] = "a whole core";
    if (best.threads > 1)
        snprintf(core, sizeof core, "a core shared with %d other thread%s", best.threads - 1,
                 best.threads == 2 ? "" : "s");
    snprintf(reason, size, "%s%s", core,
             best.beside_cpu0 ? ", the one that interrupts go to" : ", away from CPU 0");
    return best.cpu;
}

static fl_status bind(pin_view *view, int cpu, fl_pin *pin, fl_error *error)
{
    hwloc_bitmap_t only = hwloc_bitmap_alloc();
    if (!only || hwloc_bitmap_only(only, (unsigned)cpu) ||
        hwloc_set_cpubind(view->topology, only, HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT)) {
        int reason = errno;
        hwloc_bitmap_free(only);
        return fl_fail(error, FL_UNABLE, "cannot pin to CPU %d: %s; run with --no-pin", cpu,
                       strerror(reason));
    }
    hwloc_bitmap_free(only);
    pin->cpu = cpu;
    pin->before = view->before;
    view->before = NULL;
    return FL_OK;
}

static fl_status pin_to_given(pin_view *view, int cpu, fl_pin *pin, fl_error *error)
{
    if (cpu < 0 || !hwloc_bitmap_isset(view->allowed, (unsigned)cpu)) {
        char list[LIST_SIZE];
        hwloc_bitmap_list_snprintf(list, sizeof list, view->allowed);
        bool exists = cpu >= 0 && hwloc_get_pu_obj_by_os_index(view->topology, (unsigned)cpu);
        return fl_fail(error, FL_UNABLE, "cannot pin to CPU %d: %s (allowed here: %s)", cpu,
                       exists ? "this process may not run there" : "there is no such CPU", list);
    }
    snprintf(pin->reason, sizeof pin->reason, "asked for");
    return bind(view, cpu, pin, error);
}

/* Nobody asked for a certain CPU, so that no failure is one of the caller's. */
static void pin_to_best(pin_view *view, fl_pin *pin)
{
    fl_error error = {""};
    int cpu = choose(view, pin->reason, sizeof pin->reason);
    if (cpu < 0)
        snprintf(pin->reason, sizeof pin->reason, "the system does not tell which CPUs are allowed");
    else if (bind(view, cpu, pin, &error))
        snprintf(pin->reason, sizeof pin->reason, "%.127s", error.text);
}

fl_status fl_pin_to(int cpu, fl_pin *pin, fl_error *error)
{
    *pin = (fl_pin){.cpu = -1};
    pin_view view;
    fl_status status = FL_OK;
    if (open_view(&view)) {
        int reason = errno;
        snprintf(pin->reason, sizeof pin->reason, "the CPUs allowed to this process cannot be found out");
        if (cpu != FL_PIN_ANY)
            status = fl_fail(error, FL_UNABLE, "cannot pin to CPU %d: %s (%s); run with --no-pin", cpu,
                             pin->reason, strerror(reason));
    } else if (cpu == FL_PIN_ANY) {
        pin_to_best(&view, pin);
    } else {
        status = pin_to_given(&view, cpu, pin, error);
    }
    close_view(&view);
    return status;
}

void fl_unpin(fl_pin *pin)
{
    hwloc_topology_t topology;
    if (!pin->before)
        return;
    if (fl_topology_load(&topology)) {
        hwloc_set_cpubind(topology, pin->before, HWLOC_CPUBIND_THREAD);
        hwloc_topology_destroy(topology);
    }
    hwloc_bitmap_free(pin->before);
    *pin = (fl_pin){.cpu = -1};
}
