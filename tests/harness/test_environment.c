/* What is read from the system: files as they are, and files as nobody would write them. */
#define _GNU_SOURCE
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/base/emulator.h"
#include "bench/base/system.h"
#include "bench/harness/environment.h"
#include "bench/harness/environment_parts.h"
#include "bench/harness/imitate.h"

static char root[] = "/tmp/fairlane-root-XXXXXX";

static int make_root(void **state)
{
    (void)state;
    return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", "--", root, (char *)NULL);
        _exit(127);
    }
    int status;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

/* A file below the root, with the folders on its way. */
static void put(const char *path, const void *bytes, size_t size)
{
    char full[512];
    snprintf(full, sizeof full, "%s%s", root, path);
    for (char *slash = full + sizeof root; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(full, 0700);
        *slash = '/';
    }
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void put_text(const char *path, const char *text)
{
    put(path, text, strlen(text));
}

/* Version 2: a quota on the parent alone, whose throttling stops this process as well. */
static void quota_is_read_from_all_levels(void **state)
{
    (void)state;
    fl_quota quota;
    put_text("/proc/self/cgroup", "0::/outer/inner\n");
    put_text("/proc/self/mountinfo",
             "25 1 0:22 / /proc rw - proc proc rw\n"
             "31 25 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
    put_text("/sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
    put_text("/sys/fs/cgroup/outer/cpu.stat",
             "usage_usec 5\nnr_periods 25\nnr_throttled 13\nthrottled_usec 1040000\n");
    put_text("/sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
    put_text("/sys/fs/cgroup/outer/inner/cpu.stat",
             "usage_usec 5\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n");
    put_text("/sys/fs/cgroup/cpu.stat", "usage_usec 900\n");
    fl_quota_open(root, &quota);
    assert_true(quota.cpus == 1.5);
    fl_quota_counts counts = fl_quota_read(&quota);
    assert_true(counts.periods == 25 && counts.throttled_periods == 13);
    assert_true(fabs(counts.throttled_seconds - 1.04) < 1e-9);
    put_text("/sys/fs/cgroup/outer/cpu.stat", "nr_periods 26\nnr_throttled 14\nthrottled_usec 1100000\n");
    assert_true(fl_quota_read(&quota).throttled_periods == 14); /* the same open files */
    fl_quota_close(&quota);
}

/* Version 1, in a container: its group is told from the machine's top, and mounted from there. */
static void quota_of_version_1_is_read(void **state)
{
    (void)state;
    fl_quota quota;
    put_text("/proc/self/cgroup", "4:cpuset:/other\n3:cpuacct,cpu:/docker/abc/own\n0::/\n");
    put_text("/proc/self/mountinfo",
             "30 25 0:27 /docker/abc /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
             "31 25 0:28 /docker/abc /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpuacct,cpu\n");
    put_text("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "20000\n");
    put_text("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    put_text("/sys/fs/cgroup/cpu/cpu.stat", "nr_periods 7\nnr_throttled 3\nthrottled_time 250000000\n");
    put_text("/sys/fs/cgroup/cpu/own/cpu.cfs_quota_us", "-1\n");
    put_text("/sys/fs/cgroup/cpu/own/cpu.cfs_period_us", "100000\n");
    fl_quota_open(root, &quota);
    assert_true(quota.cpus == 0.2);
    fl_quota_counts counts = fl_quota_read(&quota);
    assert_true(counts.throttled_periods == 3 && counts.throttled_seconds == 0.25);
    fl_quota_close(&quota);
}

/* No groups, no mounts, and files as nobody would write them: nothing is known, and nothing goes wrong. */
static void unknown_quotas_are_not_told(void **state)
{
    (void)state;
    static const char *const groups[] = {"", "0::", "::::", "x", "3:cpu", "0::/a/../../b"};
    static const char *const mounts[] = {"", " - ", "1 2 3 4\n", "1 2 3 / /sys/fs/cgroup rw - cgroup2\n",
                                         "1 2 3 / /sys/fs/cgroup rw - cgroup2 x rw\n"};
    fl_quota quota;
    put_text("/sys/fs/cgroup/cpu.max", "-5 0\n");
    put_text("/sys/fs/cgroup/cpu.stat", "nr_throttled many\nnr_periods");
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (size_t m = 0; m < sizeof mounts / sizeof mounts[0]; m++) {
            put_text("/proc/self/cgroup", groups[g]);
            put_text("/proc/self/mountinfo", mounts[m]);
            fl_quota_open(root, &quota);
            assert_true(isnan(quota.cpus));
            assert_true(isnan(fl_quota_read(&quota).throttled_periods));
            fl_quota_close(&quota);
        }
}

static void texts_are_cleaned(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clean;
    } cases[] = {
        {"performance\n", "performance"},
        {"  two words \nnext", "two words"},
        {"", "unknown"},
        {"\n", "unknown"},
        {"a\x1b[31mred\x07", "a?[31mred?"},
        {"caf\xc3\xa9", "caf??"},
        {"\t \t", "unknown"},
        {"0123456789012345678901234567890123456789", "0123456789012345678901"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char clean[23];
        fl_system_clean(cases[i].text, clean, sizeof clean);
        assert_string_equal(clean, cases[i].clean);
    }
}

static void emulators_and_hypervisors(void **state)
{
    (void)state;
    static const struct {
        const char *process, *signature, *vendor, *brand, *emulator;
    } cases[] = {
        {"qemu-aarch64", "", "", "", "qemu-aarch64"},
        {"memcheck-amd64-", "KVMKVMKVM", "GenuineIntel", "", "memcheck-amd64-"},
        {"dhat-amd64-linu", "", "AuthenticAMD", "", "dhat-amd64-linu"},
        {"fairlane", "TCGTCGTCGTCG", "AuthenticAMD", "", "QEMU TCG"},
        {"fairlane", "", "AuthenticAMD", "QEMU TCG CPU version 2.5+", "QEMU TCG"},
        {"fairlane", "KVMKVMKVM", "GenuineIntel", "QEMU Virtual CPU version 2.5+",
         ""}, /* a name for a real CPU */
        {"fairlane", "", "VirtualApple", "VirtualApple @ 2.50GHz processor", "Rosetta 2"},
        {"fairlane", "", "GenuineIntel", "VirtualApple @ 2.50GHz processor", "Rosetta 2"},
        {"fairlane", "", "GenuineIntel", "Box64 on Cortex-A76 @2.4 GHz", "box64"},
        {"fairlane", "FEXIFEXIEMU", "AuthenticAMD", "", "FEX"},
        {"fairlane", "", "MicrosoftXTA", "", "Windows' translator for Arm"},
        {"fairlane", "", "Virtual CPU ", "", "Windows' translator for Arm"},
        {"fairlane", "", "E2K MACHINE", "", "Elbrus' translator"},
        {"fairlane", "KVMKVMKVM", "AuthenticAMD", "AMD EPYC", ""},
        {"fairlane", "KVMKVMKVM", "HygonGenuine", "Hygon C86 7185 32-core Processor", ""},
        {"fairlane", "Microsoft Hv", "  Shanghai  ", "", ""},
        {"my-qemu-run", "", "CentaurHauls", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_cpu cpu = {.architecture = FL_ARCHITECTURE_X86_64};
        strcpy(cpu.vendor, cases[i].vendor);
        strcpy(cpu.name, cases[i].brand);
        assert_string_equal(fl_system_emulator_of(cases[i].process, cases[i].signature, &cpu),
                            cases[i].emulator);
    }
    assert_string_equal(fl_system_hypervisor_of("KVMKVMKVM"), "KVM");
    assert_string_equal(fl_system_hypervisor_of("Microsoft Hv"), "Hyper-V");
    assert_string_equal(fl_system_hypervisor_of("TCGTCGTCGTCG"), "QEMU TCG");
    assert_string_equal(fl_system_hypervisor_of("SomethingNew"), "unknown");
    assert_string_equal(fl_system_hypervisor_of(""), "unknown");
    assert_string_equal(fl_system_hypervisor_of(NULL), "none");
}

/* What each library is told of a CPU with these features. */
static void libraries_are_told_what_is_hidden(void **state)
{
    (void)state;
    static const struct {
        const char *hide, *openblas, *onednn, *libxsmm, *mkl, *pytorch;
    } cases[] = {{"", NULL, NULL, NULL, NULL, NULL},
                 {"bmi1", NULL, NULL, NULL, NULL, NULL},
                 {"avx512", "Haswell", "AVX2", "hsw", "AVX2", "avx2"},
                 {"avx512bw", "Haswell", "AVX2", "hsw", "AVX2", "avx2"},
                 {"avx2", "Sandybridge", "AVX", "snb", "AVX", "default"},
                 {"fma", "Sandybridge", "AVX", "snb", "AVX", "default"},
                 {"avx", "Nehalem", "SSE41", "wsm", "SSE4_2", "default"},
                 {"ssse3", "Prescott", "SSE41", "sse3", "SSE4_2", "default"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fl_cpu cpu = {.architecture = FL_ARCHITECTURE_X86_64,
                      .has = ~(unsigned)(FL_NEEDS_NEON | FL_NEEDS_SVE),
                      .os_saves_ymm = true,
                      .os_saves_zmm = true};
        const char *const expected[][2] = {{"OPENBLAS_CORETYPE", cases[i].openblas},
                                           {"ONEDNN_MAX_CPU_ISA", cases[i].onednn},
                                           {"LIBXSMM_TARGET", cases[i].libxsmm},
                                           {"MKL_ENABLE_INSTRUCTIONS", cases[i].mkl},
                                           {"ATEN_CPU_CAPABILITY", cases[i].pytorch}};
        fl_imitation told[FL_MOST_IMITATIONS];
        assert_int_equal(fl_read_hide(cases[i].hide, &cpu.hidden, NULL), FL_OK);
        size_t count = fl_imitations(fl_cpu_usable(&cpu), told);
        assert_int_equal(count, cases[i].openblas ? sizeof expected / sizeof expected[0] : 0);
        for (size_t k = 0; k < count; k++) {
            assert_string_equal(told[k].variable, expected[k][0]);
            assert_string_equal(told[k].value, expected[k][1]);
        }
    }
}

/* check_emulator.sh runs this program in an emulator and says which. */
static void emulator_is_recognised(void **state)
{
    (void)state;
    const char *expected = getenv("FAIRLANE_EXPECTED_EMULATOR");
    if (!expected) {
        print_message("skipped: nobody said what runs this; check_emulator.sh does\n");
        skip();
    }
    if (!strcmp(expected, "any"))
        assert_true(fl_emulator()[0]);
    else
        assert_string_equal(fl_emulator(), expected);
}

#ifdef __linux__
static void facts_of_a_laptop(void **state)
{
    (void)state;
    fl_environment environment = {0};
    put_text("/etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=x\n");
    put_text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
    put_text("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
    put_text("/sys/devices/system/cpu/smt/active", "1\n");
    put_text("/sys/devices/system/cpu/smt/control", "on\n");
    put_text("/proc/sys/kernel/random/boot_id", "0b0a4e5c-7f0e-4a57-9d0c-0123456789ab\n");
    fl_system_facts(root, &environment);
    assert_string_equal(environment.boot_id, "0b0a4e5c-7f0e-4a57-9d0c-0123456789ab");
    assert_string_equal(environment.os, "Debian GNU/Linux 12 (bookworm)");
    assert_string_equal(environment.governor, "powersave");
    assert_string_equal(environment.turbo, "off");
    assert_string_equal(environment.smt, "on");
    assert_true(environment.cpus_online >= 1);
    if (sysconf(_SC_NPROCESSORS_CONF) >= 2) {
        put_text("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance\n");
        fl_system_facts(root, &environment);
        assert_string_equal(environment.governor, "mixed");
    }
    put_text("/sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
    put_text("/sys/devices/system/cpu/smt/active", "0\n");
    put_text("/sys/devices/system/cpu/smt/control", "forceoff\n");
    fl_system_facts(root, &environment);
    assert_string_equal(environment.turbo, "on");
    assert_string_equal(environment.smt, "off");
}

static void facts_of_hostile_files(void **state)
{
    (void)state;
    fl_environment environment = {0};
    char large[9000];
    memset(large, 'A', sizeof large);
    put("/etc/os-release", large, sizeof large);
    put("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", large, sizeof large);
    put("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", large, sizeof large);
    put_text("/sys/devices/system/cpu/intel_pstate/no_turbo", "maybe\n");
    put("/sys/devices/system/cpu/smt/active", "\0\0\0", 3);
    put_text("/sys/devices/system/cpu/smt/control", "\x1b[2J\n");
    fl_system_facts(root, &environment);
    assert_string_equal(environment.os, "Linux");
    assert_int_equal(strlen(environment.governor), sizeof environment.governor - 1);
    assert_string_equal(environment.turbo, "unknown");
    assert_string_equal(environment.smt, "unknown");
    put_text("/proc/sys/kernel/random/boot_id", "unknown\n");
    fl_system_facts(root, &environment);
    assert_string_equal(environment.boot_id, "");
    put_text("/etc/os-release", "PRETTY_NAME=\"");
    fl_system_facts(root, &environment);
    assert_string_equal(environment.os, "\"");
    put_text("/etc/os-release", "PRETTY_NAME=''\n");
    fl_system_facts(root, &environment);
    assert_string_equal(environment.os, "Linux");
}

static void load_average(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double load;
    } cases[] = {{"1.19 1.28 0.72 2/95 11137\n", 1.19},
                 {"0.00 0 0", 0.0},
                 {"", NAN},
                 {"nan 1 1\n", NAN},
                 {"-1.0 1 1\n", NAN},
                 {"1e300 1\n", NAN},
                 {"1.5x", NAN},
                 {"load\n", NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_text("/proc/loadavg", cases[i].text);
        double load = fl_system_load(root);
        if (!(load == cases[i].load || (isnan(load) && isnan(cases[i].load))))
            fail_msg("'%s' is taken for a load of %g", cases[i].text, load);
    }
    assert_true(isnan(fl_system_load("/nowhere")));
}

static void steal(void **state)
{
    (void)state;
    fl_counters counters;
    put_text("/proc/stat", "cpu  100 2 30 4000 500 6 7 80 9 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n");
    fl_system_ticks(root, &counters);
    assert_int_equal(counters.steal_ticks, 80);
    assert_int_equal(counters.busy_ticks, 100 + 2 + 30 + 6 + 7 + 80);
    static const char *const broken[] = {"cpu  100 2 30 4000 500 6 7\ncpu0 8 9\n",
                                         "cpu  100 2 -30 4000 500 6 7 80\n",
                                         "cpu  1 2 3 4 5 6 7 99999999999999999999999\n",
                                         "intr 5\n",
                                         "cpu \n",
                                         ""};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        put_text("/proc/stat", broken[i]);
        fl_system_ticks(root, &counters);
        assert_int_equal(counters.busy_ticks, 0);
        assert_int_equal(counters.steal_ticks, 0);
    }
}

static void memory_swap_and_sensors(void **state)
{
    (void)state;
    fl_machine_state now = fl_system_state(root);
    assert_true(isnan(now.memory_total_bytes) && isnan(now.swap_used_bytes) && isnan(now.hottest_celsius));
    assert_true(isnan(now.numa_nodes));
    put_text("/proc/meminfo", "MemTotal:    2000 kB\nMemFree: 1 kB\nMemAvailable:  500 kB\n"
                              "SwapTotal:   100 kB\nSwapFree:   36 kB\n");
    put_text("/sys/class/thermal/thermal_zone0/temp", "45000\n");
    put_text("/sys/class/hwmon/hwmon1/temp2_input", "71500\n");
    put_text("/sys/class/thermal/thermal_zone3/temp", "999999999\n"); /* no sensor shows that */
    put_text("/sys/class/thermal/thermal_zone4/temp", "hot\n");
    now = fl_system_state(root);
    assert_true(now.memory_total_bytes == 2000 * 1024.0 && now.memory_available_bytes == 500 * 1024.0);
    assert_true(now.swap_used_bytes == 64 * 1024.0);
    assert_true(now.hottest_celsius == 71.5);
    put_text("/proc/meminfo", "MemTotal: -5 kB\nSwapTotal: 1 kB\nSwapFree: 2 kB\nMemAvailable");
    now = fl_system_state(root);
    assert_true(isnan(now.memory_total_bytes) && isnan(now.swap_used_bytes));
    assert_true(isnan(now.memory_available_bytes));
}

static void nodes_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        double count;
    } cases[] = {{"0\n", 1},    {"0-1\n", 2},  {"0-1,3\n", 3},    {"2,4-6\n", 4},
                 {"\n", NAN},   {"0-\n", NAN}, {"1-0\n", NAN},    {"0,\n", NAN},
                 {"-1\n", NAN}, {"x\n", NAN},  {"0-9999\n", NAN}, {"0-99999999999999999999\n", NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        put_text("/sys/devices/system/node/has_memory", cases[i].list);
        double count = fl_system_state(root).numa_nodes;
        if (!(count == cases[i].count || (isnan(count) && isnan(cases[i].count))))
            fail_msg("'%s' is taken for %g nodes", cases[i].list, count);
    }
}

static void events_are_counted(void **state)
{
    (void)state;
    fl_counters counters;
    fl_system_events(root, &counters);
    assert_true(isnan(counters.pages_swapped) && isnan(counters.throttle_events));
    assert_true(isnan(counters.waiting_seconds));
    put_text("/proc/vmstat", "nr_free_pages 5\npswpin 3\npswpout 4\npswpoutx 99\n");
    put_text("/proc/pressure/cpu", "some avg10=1.00 avg60=2.00 avg300=3.00 total=2500000\nfull total=7\n");
    put_text("/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "2\n");
    put_text("/sys/devices/system/cpu/cpu0/thermal_throttle/package_throttle_count", "5\n");
    fl_system_events(root, &counters);
    assert_true(counters.pages_swapped == 7 && counters.throttle_events == 7);
    assert_true(counters.waiting_seconds == 2.5);
    put_text("/proc/vmstat", "pswpin 3\n");
    put_text("/proc/pressure/cpu", "some total=-1\n");
    fl_system_events(root, &counters);
    assert_true(isnan(counters.pages_swapped) && isnan(counters.waiting_seconds));
}

static void code_of_translators_is_found(void **state)
{
    (void)state;
    static const char *const maps[][2] = {
        {"7f00-7f10 r-xp 0 08:01 5 /usr/lib/libc.so.6\n", ""},
        {"1-2 r-xp 0 08:01 5 /opt/sde/intel64/pinbin\n", "Pin"},
        {"1-2 r-xp 0 08:01 5 /usr/lib/libc.so.6\n3-4 r-xp 0 0:1 7 /opt/lib64/release/libdynamorio.so\n",
         "DynamoRIO"},
        {"1-2 r-xp 0 08:01 5 /usr/bin/FEXInterpreter\n", "FEX"},
        {"1-2 r-xp 0 08:01 5 /usr/local/bin/box64\n", "box64"},
        {"1-2 r-xp 0 08:01 5 /opt/pinbin/fairlane\n", ""},
        {"", ""}};
    assert_string_equal(fl_system_translator("/nowhere"), "");
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        put_text("/proc/self/maps", maps[i][0]);
        assert_string_equal(fl_system_translator(root), maps[i][1]);
    }
}

static void process_name(void **state)
{
    (void)state;
    char name[64];
    put_text("/proc/self/comm", "qemu-aarch64-st\n");
    fl_system_process_name(root, name, sizeof name);
    assert_string_equal(name, "qemu-aarch64-st");
    fl_system_process_name("/nowhere", name, sizeof name);
    assert_string_equal(name, "");
}
#endif

/* Of 10 seconds in which two CPUs were busy: what was ours, the hypervisor's and the others'. */
static void moments_are_compared(void **state)
{
    (void)state;
    double ticks = fl_system_ticks_per_second();
    if (isnan(ticks))
        skip();
    fl_environment environment;
    fl_counters begin = {.busy_ticks = 1000, .moment = 5, .pages_swapped = 9, .throttle_events = NAN};
    fl_counters end = {.busy_ticks = 1000 + (uint64_t)(20 * ticks),
                       .steal_ticks = (uint64_t)(3 * ticks),
                       .own_seconds = 12,
                       .moment = 15,
                       .pages_swapped = 8,
                       .throttle_events = 4,
                       .waiting_seconds = 1};
    fl_system_compare(&begin, &end, &environment);
    assert_true(fabs(environment.other_busy_cpus - 0.5) < 1e-9);
    assert_true(fabs(environment.waiting_percent - 10) < 1e-9);
    assert_true(isnan(environment.pages_swapped));           /* went back */
    assert_true(isnan(environment.thermal_throttle_events)); /* unknown before */
    end.own_seconds = 17.01;                                 /* ticks are coarse */
    fl_system_compare(&begin, &end, &environment);
    assert_true(environment.other_busy_cpus == 0);
    end.busy_ticks = 0;
    fl_system_compare(&begin, &end, &environment);
    assert_true(isnan(environment.other_busy_cpus));
    end.moment = begin.moment;
    fl_system_compare(&begin, &end, &environment);
    assert_true(isnan(environment.waiting_percent));
}

/* Children count once they have ended and were waited for. */
static void begin_and_end(void **state)
{
    (void)state;
    fl_cpu cpu = fl_cpu_detect();
    fl_environment environment;
    fl_counters begin;
    fl_environment_begin(&cpu, &environment, &begin);
    assert_int_equal(environment.pinned_cpu, -1);
    assert_true(isnan(environment.load_1min_after));
    const char *const filled[] = {
        environment.cpu,        environment.architecture, environment.os,       environment.kernel_release,
        environment.hypervisor, environment.caches,       environment.topology, environment.governor,
        environment.turbo,      environment.smt};
    for (size_t i = 0; i < sizeof filled / sizeof filled[0]; i++)
        assert_true(filled[i][0]);
    if (environment.emulator[0])
        assert_string_equal(environment.caches, "unknown");

    enum { PAGES = 200 };
    pid_t child = fork();
    if (child == 0) {
        long page = sysconf(_SC_PAGESIZE);
        volatile char *memory = malloc((size_t)page * PAGES);
        for (long i = 0; memory && i < PAGES; i++)
            memory[i * page] = 1;
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    fl_environment_end(&begin, &environment);
    assert_true(environment.page_faults_minor >= PAGES);
    assert_true(environment.context_switches_voluntary >= 0 && environment.context_switches_involuntary >= 0);
    assert_true(isnan(environment.steal_percent) ||
                (environment.steal_percent >= 0.0 && environment.steal_percent <= 100.0));
    assert_true(environment.peak_resident_bytes == -1 || environment.peak_resident_bytes > 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quota_of_version_1_is_read),
        cmocka_unit_test(quota_is_read_from_all_levels),
        cmocka_unit_test(unknown_quotas_are_not_told),
        cmocka_unit_test(texts_are_cleaned),
        cmocka_unit_test(emulators_and_hypervisors),
        cmocka_unit_test(libraries_are_told_what_is_hidden),
        cmocka_unit_test(emulator_is_recognised),
#ifdef __linux__
        cmocka_unit_test(facts_of_a_laptop),
        cmocka_unit_test(facts_of_hostile_files),
        cmocka_unit_test(load_average),
        cmocka_unit_test(steal),
        cmocka_unit_test(memory_swap_and_sensors),
        cmocka_unit_test(nodes_are_counted),
        cmocka_unit_test(events_are_counted),
        cmocka_unit_test(process_name),
        cmocka_unit_test(code_of_translators_is_found),
#endif
        cmocka_unit_test(moments_are_compared),
        cmocka_unit_test(begin_and_end),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
