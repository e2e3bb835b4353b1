/* macOS: sysctl and the Mach host. Written from Apple's documentation and headers and compiled against these; it was
 * never run. The topology is hwloc's, which asks the same sources. */
#include <mach/mach.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "bench/base/system.h"
#include "bench/harness/environment_parts.h"

static bool ask_text(const char *name, char *text, size_t size)
{
    char raw[256] = "";
    size_t length = sizeof raw - 1;
    if (sysctlbyname(name, raw, &length, NULL, 0) != 0 || !raw[0])
        return false;
    fl_system_clean(raw, text, size);
    return true;
}

static double ask_number(const char *name)
{
    union {
        uint64_t wide;
        uint32_t narrow;
    } value = {0};
    size_t length = sizeof value;
    if (sysctlbyname(name, &value, &length, NULL, 0) != 0)
        return NAN;
    return length == sizeof value.narrow ? (double)value.narrow : (double)value.wide;
}

/* "B0C1…": 36 characters in capitals, which Linux writes small. */
static void find_boot(char *boot, size_t size)
{
    char text[64];
    boot[0] = '\0';
    if (!ask_text("kern.bootsessionuuid", text, sizeof text) || strlen(text) != 36)
        return;
    for (char *c = text; *c; c++)
        if (*c >= 'A' && *c <= 'F')
            *c = (char)(*c - 'A' + 'a');
    if (strspn(text, "0123456789abcdef-") == 36)
        snprintf(boot, size, "%s", text);
}

void fl_system_facts(const char *root, fl_environment *environment)
{
    char version[32];
    (void)root;
    snprintf(environment->os, sizeof environment->os, "macOS %s",
             ask_text("kern.osproductversion", version, sizeof version) ? version : "of an unknown version");
    if (!ask_text("kern.osrelease", environment->kernel_release, sizeof environment->kernel_release))
        snprintf(environment->kernel_release, sizeof environment->kernel_release, "unknown");
    find_boot(environment->boot_id, sizeof environment->boot_id);
    environment->cpus_online = (int)sysconf(_SC_NPROCESSORS_ONLN);
    snprintf(environment->governor, sizeof environment->governor, "unknown");
    snprintf(environment->turbo, sizeof environment->turbo, "unknown");
    double threads = ask_number("hw.logicalcpu_max"), cores = ask_number("hw.physicalcpu_max");
    snprintf(environment->smt, sizeof environment->smt, "%s",
             threads > cores    ? "on"
             : threads == cores ? "not supported"
                                : "unknown");
    if (ask_number("kern.hv_vmm_present") == 1.0 && strcmp(environment->hypervisor, "none") == 0)
        snprintf(environment->hypervisor, sizeof environment->hypervisor, "unknown hypervisor");
}

double fl_system_load(const char *root)
{
    double load;
    (void)root;
    return getloadavg(&load, 1) == 1 && load >= 0.0 ? load : NAN;
}

/* A virtual machine is told of no steal. */
void fl_system_ticks(const char *root, fl_counters *counters)
{
    host_cpu_load_info_data_t ticks;
    mach_msg_type_number_t count = HOST_CPU_LOAD_INFO_COUNT;
    (void)root;
    counters->busy_ticks = counters->steal_ticks = 0;
    mach_port_t host = mach_host_self();
    if (host_statistics(host, HOST_CPU_LOAD_INFO, (host_info_t)&ticks, &count) == KERN_SUCCESS)
        counters->busy_ticks = (uint64_t)ticks.cpu_ticks[CPU_STATE_USER] + ticks.cpu_ticks[CPU_STATE_SYSTEM] +
                               ticks.cpu_ticks[CPU_STATE_NICE];
    mach_port_deallocate(mach_task_self(), host);
}

static bool ask_memory(vm_statistics64_data_t *memory)
{
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    mach_port_t host = mach_host_self();
    bool told = host_statistics64(host, HOST_VM_INFO64, (host_info64_t)memory, &count) == KERN_SUCCESS;
    mach_port_deallocate(mach_task_self(), host);
    return told;
}

fl_machine_state fl_system_state(const char *root)
{
    fl_machine_state state = {NAN, NAN, NAN, NAN, NAN};
    vm_statistics64_data_t memory;
    struct xsw_usage swap;
    size_t size = sizeof swap;
    (void)root;
    state.memory_total_bytes = ask_number("hw.memsize");
    if (ask_memory(&memory))
        state.memory_available_bytes =
            ((double)memory.free_count + (double)memory.inactive_count + (double)memory.purgeable_count) *
            (double)sysconf(_SC_PAGESIZE);
    if (sysctlbyname("vm.swapusage", &swap, &size, NULL, 0) == 0)
        state.swap_used_bytes = (double)swap.xsu_used;
    state.numa_nodes = 1; /* of every Mac */
    return state;
}

void fl_system_events(const char *root, fl_counters *counters)
{
    vm_statistics64_data_t memory;
    (void)root;
    counters->pages_swapped = counters->throttle_events = counters->waiting_seconds = NAN;
    if (ask_memory(&memory))
        counters->pages_swapped = (double)memory.swapins + (double)memory.swapouts;
}

double fl_system_ticks_per_second(void)
{
    return (double)sysconf(_SC_CLK_TCK);
}

/* Here in bytes. */
int64_t fl_system_peak_resident(void)
{
    struct rusage self, children;
    if (getrusage(RUSAGE_SELF, &self) || getrusage(RUSAGE_CHILDREN, &children))
        return -1;
    return self.ru_maxrss > children.ru_maxrss ? self.ru_maxrss : children.ru_maxrss;
}
