/* Of several bounds the lowest counts, and is named. The system's files are made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench/base/memory_budget.h"
#include "bench/base/scratch.h"

enum { MIB = 1 << 20 };

static void write_file(const char *root, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", root, name);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    fclose(file);
}

static void expect(const char *root, size_t mebibytes, const char *which)
{
    fl_memory_budget budget = fl_memory_budget_of(root, (size_t)512 * MIB);
    if (budget.bytes != mebibytes * MIB || !strstr(budget.which, which))
        fail_msg("%zu bytes, %s; expected %zu MiB, %s", budget.bytes, budget.which, mebibytes, which);
}

static void lowest_counts(void **state)
{
    (void)state;
    char root[400];
    fl_error error;
    assert_int_equal(fl_scratch_make("budget", root, sizeof root, &error), FL_OK);
    expect(root, 512, "on any machine"); /* nothing is told */
    write_file(root, "/proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    4194304 kB\n");
    expect(root, 512, "on any machine");
    write_file(root, "/proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    614400 kB\n");
    expect(root, 300, "available here");
    write_file(root, "/proc/self/cgroup", "0::/above/own\n");
    write_file(root, "/sys/fs/cgroup/above/own/memory.max", "max\n");
    write_file(root, "/sys/fs/cgroup/above/memory.max", "419430400\n"); /* 400 MiB */
    expect(root, 200, "control group");
    write_file(root, "/sys/fs/cgroup/above/memory.current", "209715200\n"); /* of which 200 are taken */
    expect(root, 100, "control group");
    write_file(root, "/proc/self/cgroup", "5:cpu:/x\n4:memory:/there\n");
    write_file(root, "/sys/fs/cgroup/memory/there/memory.limit_in_bytes", "104857600\n");
    expect(root, 50, "control group");
    write_file(root, "/sys/fs/cgroup/memory/there/memory.usage_in_bytes",
               "904857600\n"); /* more than it may */
    expect(root, 0, "control group");
    write_file(root, "/proc/self/cgroup", "nonsense\n");
    struct rlimit before, less;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    less = (struct rlimit){(rlim_t)1 << 46, before.rlim_max};  /* above what a sanitizer takes */
    write_file(root, "/proc/self/statm", "17179869179 1 1\n"); /* 2^46 bytes but for five pages */
    struct rlimit now;
    if (setrlimit(RLIMIT_AS, &less) == 0 && getrlimit(RLIMIT_AS, &now) == 0 &&
        now.rlim_cur == less.rlim_cur && sysconf(_SC_PAGESIZE) == 4096) {
        fl_memory_budget budget = fl_memory_budget_of(root, (size_t)512 * MIB);
        assert_int_equal(budget.bytes, 5 * 4096 / 2);
        assert_non_null(strstr(budget.which, "address space"));
    }
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    fl_scratch_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lowest_counts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
