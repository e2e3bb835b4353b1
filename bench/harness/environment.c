#include "bench/harness/environment.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "bench/base/emulator.h"
#include "bench/base/system.h"
#include "bench/base/topology.h"
#include "bench/harness/environment_parts.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

static const char unknown[] = "unknown";

/* Appends as snprintf does, without ever running over. */
FL_PRINTF(3, 4)
static void append(char *text, size_t size, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, size - length, format, arguments);
    va_end(arguments);
}

static void describe_caches(hwloc_topology_t topology, char *text, size_t size)
{
    static const struct {
        hwloc_obj_type_t type;
        const char *name;
    } levels[] = {{HWLOC_OBJ_L1CACHE, "L1d"},
                  {HWLOC_OBJ_L1ICACHE, "L1i"},
                  {HWLOC_OBJ_L2CACHE, "L2"},
                  {HWLOC_OBJ_L3CACHE, "L3"},
                  {HWLOC_OBJ_L4CACHE, "L4"}};
    text[0] = '\0';
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        int count = hwloc_get_nbobjs_by_type(topology, levels[i].type);
        hwloc_obj_t first = count > 0 ? hwloc_get_obj_by_type(topology, levels[i].type, 0) : NULL;
        if (first && first->attr->cache.size)
            append(text, size, "%s%s %llu KiB x %d", text[0] ? ", " : "", levels[i].name,
                   (unsigned long long)first->attr->cache.size / 1024, count);
    }
    if (!text[0])
        snprintf(text, size, "%s", unknown);
}

static void describe_topology(hwloc_topology_t topology, char *text, size_t size)
{
    static const struct {
        hwloc_obj_type_t type;
        const char *name;
    } levels[] = {{HWLOC_OBJ_PACKAGE, "package"},
                  {HWLOC_OBJ_NUMANODE, "NUMA node"},
                  {HWLOC_OBJ_CORE, "core"},
                  {HWLOC_OBJ_PU, "thread"}};
    text[0] = '\0';
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        int count = hwloc_get_nbobjs_by_type(topology, levels[i].type);
        if (count > 0)
            append(text, size, "%s%d %s%s", text[0] ? ", " : "", count, levels[i].name,
                   count == 1 ? "" : "s");
    }
    if (!text[0])
        snprintf(text, size, "%s", unknown);
}

/* In a user-mode emulator hwloc would describe the host, which is another machine. */
static void describe_machine(fl_environment *environment)
{
    snprintf(environment->caches, sizeof environment->caches, "%s", unknown);
    snprintf(environment->topology, sizeof environment->topology, "%s", unknown);
    hwloc_topology_t topology;
    if (environment->emulator[0] || !fl_topology_load(&topology))
        return;
    describe_caches(topology, environment->caches, sizeof environment->caches);
    describe_topology(topology, environment->topology, sizeof environment->topology);
    hwloc_topology_destroy(topology);
}

static const char *architecture_name(fl_architecture architecture)
{
    switch (architecture) {
    case FL_ARCHITECTURE_X86_64:
        return "x86-64";
    case FL_ARCHITECTURE_AARCH64:
        return "AArch64";
    case FL_ARCHITECTURE_OTHER:
        break;
    }
    return unknown;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + 1e-6 * (double)time.tv_usec;
}

static fl_counters count_now(void)
{
    fl_counters now = {0};
    struct timespec moment = {0};
    clock_gettime(CLOCK_MONOTONIC, &moment);
    now.moment = (double)moment.tv_sec + 1e-9 * (double)moment.tv_nsec;
    const int whose[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (int i = 0; i < 2; i++) {
        struct rusage usage;
        if (getrusage(whose[i], &usage))
            continue;
        now.switches_voluntary += usage.ru_nvcsw;
        now.switches_involuntary += usage.ru_nivcsw;
        now.faults_minor += usage.ru_minflt;
        now.faults_major += usage.ru_majflt;
        now.own_seconds += seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    }
    fl_system_ticks("", &now);
    fl_system_events("", &now);
    fl_quota quota;
    fl_quota_open("", &quota);
    now.quota = fl_quota_read(&quota);
    fl_quota_close(&quota);
    return now;
}

/* In a user-mode emulator the files tell of the host, which is the machine that computes, but its nodes are
 * not those of the emulated CPU. */
static void note_state_before(fl_environment *environment)
{
    fl_machine_state state = fl_system_state("");
    environment->memory_total_bytes = state.memory_total_bytes;
    environment->memory_available_bytes_before = state.memory_available_bytes;
    environment->swap_used_bytes_before = state.swap_used_bytes;
    environment->hottest_celsius_before = state.hottest_celsius;
    environment->numa_nodes = environment->emulator[0] ? NAN : state.numa_nodes;
    environment->memory_available_bytes_after = environment->swap_used_bytes_after = NAN;
    environment->pages_swapped = environment->thermal_throttle_events = NAN;
    environment->hottest_celsius_after = NAN;
    environment->other_busy_cpus = environment->waiting_percent = NAN;
    environment->quota_periods = environment->throttled_periods = environment->throttled_seconds = NAN;
    environment->quiet_wait_seconds = NAN;
    fl_quota quota;
    fl_quota_open("", &quota);
    environment->cpu_quota = quota.cpus;
    fl_quota_close(&quota);
}

/* A counter that went back (a CPU went offline) tells nothing. */
static double increase(double before, double after)
{
    return after >= before ? after - before : NAN;
}

void fl_system_compare(const fl_counters *begin, const fl_counters *end, fl_environment *environment)
{
    double elapsed = end->moment - begin->moment;
    environment->quota_periods = increase(begin->quota.periods, end->quota.periods);
    environment->throttled_periods = increase(begin->quota.throttled_periods, end->quota.throttled_periods);
    environment->throttled_seconds = increase(begin->quota.throttled_seconds, end->quota.throttled_seconds);
    environment->pages_swapped = increase(begin->pages_swapped, end->pages_swapped);
    environment->thermal_throttle_events = increase(begin->throttle_events, end->throttle_events);
    environment->other_busy_cpus = environment->waiting_percent = NAN;
    if (!(elapsed > 0))
        return;
    environment->waiting_percent = 100 * increase(begin->waiting_seconds, end->waiting_seconds) / elapsed;
    if (end->busy_ticks > begin->busy_ticks && end->steal_ticks >= begin->steal_ticks) {
        uint64_t ticks = end->busy_ticks - begin->busy_ticks - (end->steal_ticks - begin->steal_ticks);
        double busy = (double)ticks / fl_system_ticks_per_second();
        /* Ticks are coarser than a process' own account: what is left may fall below nothing. */
        environment->other_busy_cpus = fmax(0, busy - (end->own_seconds - begin->own_seconds)) / elapsed;
    }
}

static void note_state_after(const fl_counters *begin, const fl_counters *end, fl_environment *environment)
{
    fl_machine_state state = fl_system_state("");
    environment->memory_available_bytes_after = state.memory_available_bytes;
    environment->swap_used_bytes_after = state.swap_used_bytes;
    environment->hottest_celsius_after = state.hottest_celsius;
    fl_system_compare(begin, end, environment);
}

void fl_environment_begin(const fl_cpu *cpu, fl_environment *environment, fl_counters *begin)
{
    *environment = (fl_environment){.cpus_online = -1, .pinned_cpu = -1, .peak_resident_bytes = -1};
    fl_system_clean(cpu->name, environment->cpu, sizeof environment->cpu);
    fl_cpu_microarchitecture(cpu, environment->microarchitecture, sizeof environment->microarchitecture);
    snprintf(environment->architecture, sizeof environment->architecture, "%s",
             architecture_name(cpu->architecture));
    snprintf(environment->hypervisor, sizeof environment->hypervisor, "%s", fl_hypervisor());
    snprintf(environment->emulator, sizeof environment->emulator, "%s", fl_emulator());
    fl_name_needs(fl_cpu_hidden(cpu), environment->hidden_features, sizeof environment->hidden_features);
    fl_system_facts("", environment);
    describe_machine(environment);
    environment->load_1min_before = fl_system_load("");
    environment->load_1min_after = NAN;
    environment->steal_percent = NAN;
    note_state_before(environment);
    *begin = count_now();
}

void fl_environment_end(const fl_counters *begin, fl_environment *environment)
{
    fl_counters end = count_now();
    environment->load_1min_after = fl_system_load("");
    /* Steal is told as a share of the time that somebody wanted to compute, not of idle time. */
    if (end.busy_ticks > begin->busy_ticks && end.steal_ticks >= begin->steal_ticks)
        environment->steal_percent = 100.0 * (double)(end.steal_ticks - begin->steal_ticks) /
                                     (double)(end.busy_ticks - begin->busy_ticks);
    environment->context_switches_voluntary = end.switches_voluntary - begin->switches_voluntary;
    environment->context_switches_involuntary = end.switches_involuntary - begin->switches_involuntary;
    environment->page_faults_minor = end.faults_minor - begin->faults_minor;
    environment->page_faults_major = end.faults_major - begin->faults_major;
    environment->peak_resident_bytes = fl_system_peak_resident();
    note_state_after(begin, &end, environment);
}
