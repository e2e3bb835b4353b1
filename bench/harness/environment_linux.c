/* Linux: everything comes from text files in /proc and /sys. They are trusted with nothing: any may be
 * missing (containers, virtual machines), cut short or hold anything. */
#define _GNU_SOURCE /* syscall, getauxval */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "bench/base/system.h"
#include "bench/harness/environment_parts.h"

static void find_os(const char *root, char *os, size_t size)
{
    static const char key[] = "PRETTY_NAME=";
    char text[4096];
    snprintf(os, size, "Linux");
    if (!fl_system_read_text(root, "/etc/os-release", text, sizeof text))
        return;
    for (char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, sizeof key - 1) != 0)
            continue;
        fl_system_clean(line + sizeof key - 1, os, size);
        size_t length = strlen(os);
        if (length >= 2 && (os[0] == '"' || os[0] == '\'') && os[length - 1] == os[0]) {
            memmove(os, os + 1, length - 2);
            os[length - 2] = '\0';
        }
        if (!os[0])
            snprintf(os, size, "Linux");
        return;
    }
}

/* One governor for all CPUs, "mixed", or "unknown" (virtual machines have none). */
static void find_governor(const char *root, int cpus, char *governor, size_t size)
{
    snprintf(governor, size, "unknown");
    for (int cpu = 0; cpu < cpus; cpu++) {
        char path[96], line[32];
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
        if (!fl_system_read_line(root, path, line, sizeof line))
            continue;
        if (strcmp(governor, "unknown") != 0 && strcmp(governor, line) != 0) {
            snprintf(governor, size, "mixed");
            return;
        }
        snprintf(governor, size, "%s", line);
    }
}

static void find_turbo(const char *root, char *turbo, size_t size)
{
    char line[16];
    const char *state = "unknown";
    if (fl_system_read_line(root, "/sys/devices/system/cpu/intel_pstate/no_turbo", line, sizeof line))
        state = !strcmp(line, "0") ? "on" : !strcmp(line, "1") ? "off" : state;
    else if (fl_system_read_line(root, "/sys/devices/system/cpu/cpufreq/boost", line, sizeof line))
        state = !strcmp(line, "1") ? "on" : !strcmp(line, "0") ? "off" : state;
    snprintf(turbo, size, "%s", state);
}

/* As seen from here: in a virtual machine the host's threads stay hidden. */
static void find_smt(const char *root, char *smt, size_t size)
{
    char line[32];
    const char *state = "unknown";
    if (fl_system_read_line(root, "/sys/devices/system/cpu/smt/active", line, sizeof line) &&
        !strcmp(line, "1"))
        state = "on";
    else if (fl_system_read_line(root, "/sys/devices/system/cpu/smt/control", line, sizeof line))
        state = !strcmp(line, "notsupported") || !strcmp(line, "notimplemented") ? "not supported"
                : !strcmp(line, "off") || !strcmp(line, "forceoff")              ? "off"
                                                                                 : state;
    snprintf(smt, size, "%s", state);
}

/* Its shape is checked, for two machines' "unknown" would be equal. */
static void find_boot(const char *root, char *boot, size_t size)
{
    enum { LENGTH = 36 };
    char line[64];
    boot[0] = '\0';
    if (fl_system_read_line(root, "/proc/sys/kernel/random/boot_id", line, sizeof line) &&
        strlen(line) == LENGTH && strspn(line, "0123456789abcdef-") == LENGTH && LENGTH < size)
        memcpy(boot, line, LENGTH + 1);
}

void fl_system_facts(const char *root, fl_environment *environment)
{
    struct utsname names;
    if (uname(&names) == 0)
        fl_system_clean(names.release, environment->kernel_release, sizeof environment->kernel_release);
    else
        snprintf(environment->kernel_release, sizeof environment->kernel_release, "unknown");
    find_boot(root, environment->boot_id, sizeof environment->boot_id);
    environment->cpus_online = (int)sysconf(_SC_NPROCESSORS_ONLN);
    find_os(root, environment->os, sizeof environment->os);
    int configured = (int)sysconf(_SC_NPROCESSORS_CONF);
    find_governor(root, configured, environment->governor, sizeof environment->governor);
    find_turbo(root, environment->turbo, sizeof environment->turbo);
    find_smt(root, environment->smt, sizeof environment->smt);
}

double fl_system_load(const char *root)
{
    char text[128], *end;
    if (!fl_system_read_text(root, "/proc/loadavg", text, sizeof text))
        return NAN;
    double load = strtod(text, &end);
    return end != text && (*end == ' ' || *end == '\n') && load >= 0.0 && load < 1e6 ? load : NAN;
}

void fl_system_ticks(const char *root, fl_counters *counters)
{
    /* user nice system idle iowait irq softirq steal guest guest_nice; guest is part of user: proc(5) */
    enum { FIELDS = 8, IDLE = 3, IOWAIT = 4, STEAL = 7 };
    char text[512];
    counters->busy_ticks = counters->steal_ticks = 0;
    if (!fl_system_read_text(root, "/proc/stat", text, sizeof text) || strncmp(text, "cpu ", 4) != 0)
        return;
    text[strcspn(text, "\n")] = '\0';
    unsigned long long field[FIELDS], busy = 0;
    char *at = text + 4;
    for (int i = 0; i < FIELDS; i++) {
        char *end;
        errno = 0;
        field[i] = strtoull(at, &end, 10);
        if (end == at || errno || field[i] > UINT64_MAX / 16) /* missing, or a negative number wrapped */
            return;
        at = end;
        if (i != IDLE && i != IOWAIT)
            busy += field[i];
    }
    counters->busy_ticks = busy;
    counters->steal_ticks = field[STEAL];
}

/* The number behind a key at the beginning of a line, in units of the file; NaN when it is not there. */
static double number_after(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) != 0 || !strchr(" \t:", line[length]))
            continue;
        line += length + strspn(line + length, " \t:");
        char *end;
        double value = strtod(line, &end);
        return *line >= '0' && *line <= '9' && value < 1e18 ? value : NAN;
    }
    return NAN;
}

static double read_number(const char *root, const char *path)
{
    char line[64], *end;
    if (!fl_system_read_line(root, path, line, sizeof line))
        return NAN;
    double value = strtod(line, &end);
    return end != line && !*end && fabs(value) < 1e18 ? value : NAN;
}

/* "0-1,3" holds three; NaN when it is no such list. */
static double count_list(const char *list)
{
    enum { MOST = 4096 };
    long count = 0;
    for (const char *at = list;;) {
        char *end;
        long first = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : -1, last = first;
        if (first < 0)
            return NAN;
        if (*end == '-' && end[1] >= '0' && end[1] <= '9')
            last = strtol(end + 1, &end, 10);
        if (last < first || last >= MOST)
            return NAN;
        count += last - first + 1;
        if (!*end)
            return (double)count;
        if (*end != ',')
            return NAN;
        at = end + 1;
    }
}

/* Zones of the firmware and sensors of the chips, whatever they sit on: the hottest. */
static double hottest(const char *root)
{
    enum { ZONES = 32, CHIPS = 16, SENSORS = 9 };
    double most = NAN;
    for (int i = 0; i < ZONES + CHIPS * SENSORS; i++) {
        char path[96];
        if (i < ZONES)
            snprintf(path, sizeof path, "/sys/class/thermal/thermal_zone%d/temp", i);
        else
            snprintf(path, sizeof path, "/sys/class/hwmon/hwmon%d/temp%d_input", (i - ZONES) / SENSORS,
                     (i - ZONES) % SENSORS + 1);
        double celsius = read_number(root, path) / 1000;
        if (celsius > -60 && celsius < 200)
            most = fmax(most, celsius); /* ignores a NaN */
    }
    return most;
}

fl_machine_state fl_system_state(const char *root)
{
    fl_machine_state state = {NAN, NAN, NAN, NAN, NAN};
    char text[8192];
    if (fl_system_read_text(root, "/proc/meminfo", text, sizeof text)) {
        state.memory_total_bytes = 1024 * number_after(text, "MemTotal");
        state.memory_available_bytes = 1024 * number_after(text, "MemAvailable");
        double used = 1024 * (number_after(text, "SwapTotal") - number_after(text, "SwapFree"));
        state.swap_used_bytes = used >= 0 ? used : NAN;
    }
    if (fl_system_read_line(root, "/sys/devices/system/node/has_memory", text, sizeof text))
        state.numa_nodes = count_list(text);
    state.hottest_celsius = hottest(root);
    return state;
}

/* Slowed down because of heat, as Intel's CPUs count it; NaN where no CPU does. */
static double throttle_events(const char *root)
{
    static const char *const parts[] = {"core", "package"};
    long cpus = sysconf(_SC_NPROCESSORS_CONF);
    double sum = NAN;
    for (long i = 0; i < 2 * cpus; i++) {
        char path[112];
        snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%ld/thermal_throttle/%s_throttle_count",
                 i / 2, parts[i % 2]);
        double count = read_number(root, path);
        if (count >= 0)
            sum = isnan(sum) ? count : sum + count;
    }
    return sum;
}

void fl_system_events(const char *root, fl_counters *counters)
{
    char text[16384], *total;
    counters->pages_swapped = counters->waiting_seconds = NAN;
    if (fl_system_read_text(root, "/proc/vmstat", text, sizeof text))
        counters->pages_swapped = number_after(text, "pswpin") + number_after(text, "pswpout");
    /* some avg10=… avg60=… avg300=… total=MICROSECONDS */
    if (fl_system_read_text(root, "/proc/pressure/cpu", text, sizeof text) && !strncmp(text, "some ", 5)) {
        text[strcspn(text, "\n")] = '\0';
        total = strstr(text, " total=");
        if (total && total[7] >= '0' && total[7] <= '9')
            counters->waiting_seconds = 1e-6 * strtod(total + 7, NULL);
    }
    counters->throttle_events = throttle_events(root);
}

double fl_system_ticks_per_second(void)
{
    return (double)sysconf(_SC_CLK_TCK);
}

int64_t fl_system_peak_resident(void)
{
    struct rusage self, children;
    if (getrusage(RUSAGE_SELF, &self) || getrusage(RUSAGE_CHILDREN, &children))
        return -1;
    long kibibytes = self.ru_maxrss > children.ru_maxrss ? self.ru_maxrss : children.ru_maxrss;
    return (int64_t)kibibytes * 1024;
}
