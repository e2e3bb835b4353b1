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

#include "bench/harness/environment.h"
#include "bench/harness/system.h"

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
    assert_string_equal(fl_system_emulator_of("qemu-aarch64", ""), "qemu-aarch64");
    assert_string_equal(fl_system_emulator_of("memcheck-amd64-", "KVMKVMKVM"), "memcheck-amd64-");
    assert_string_equal(fl_system_emulator_of("fairlane", "TCGTCGTCGTCG"), "QEMU TCG");
    assert_string_equal(fl_system_emulator_of("fairlane", "KVMKVMKVM"), "");
    assert_string_equal(fl_system_emulator_of("my-qemu-run", ""), "");
    assert_string_equal(fl_system_hypervisor_of("KVMKVMKVM"), "KVM");
    assert_string_equal(fl_system_hypervisor_of("Microsoft Hv"), "Hyper-V");
    assert_string_equal(fl_system_hypervisor_of("TCGTCGTCGTCG"), "QEMU TCG");
    assert_string_equal(fl_system_hypervisor_of("SomethingNew"), "unknown");
    assert_string_equal(fl_system_hypervisor_of(""), "unknown");
    assert_string_equal(fl_system_hypervisor_of(NULL), "none");
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
    fl_system_facts(root, &environment);
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
        cmocka_unit_test(texts_are_cleaned),      cmocka_unit_test(emulators_and_hypervisors),
        cmocka_unit_test(emulator_is_recognised),
#ifdef __linux__
        cmocka_unit_test(facts_of_a_laptop),      cmocka_unit_test(facts_of_hostile_files),
        cmocka_unit_test(load_average),           cmocka_unit_test(steal),
        cmocka_unit_test(process_name),
#endif
        cmocka_unit_test(begin_and_end),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
