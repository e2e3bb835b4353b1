/* Any texts in the place of those below /proc, /sys and /etc must end in facts that can be shown and figures
 * that are in range or unknown, never in a fault. Files are opened through functions of this file: an input
 * is a list of them, each behind a line "=== PATH" in which the number of a process is "N". */
#include "tests/fuzz/fuzz.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <sys/stat.h>

#include "bench/base/emulator.h"
#include "bench/base/system.h"
#include "bench/base/text.h"
#include "bench/evidence/offspring.h"
#include "bench/evidence/qemu_objects.h"
#include "bench/evidence/qemu_run.h"
#include "bench/evidence/tracee.h"
#include "bench/harness/environment_parts.h"
#include "bench/harness/quota.h"

int __real_open(const char *path, int flags, ...);
FILE *__real_fopen(const char *path, const char *mode);
DIR *__real_opendir(const char *path);
int __wrap_open(const char *path, int flags, ...);
FILE *__wrap_fopen(const char *path, const char *mode);
DIR *__wrap_opendir(const char *path);

static const char *input; /* NULL: files are the real ones */

/* "/proc/123/stat" as "/proc/N/stat". */
static void rename_process(const char *path, char *name, size_t size)
{
    static const char folder[] = "/proc/";
    const char *rest = path + sizeof folder - 1;
    bool process = strncmp(path, folder, sizeof folder - 1) == 0 && isdigit((unsigned char)*rest);
    snprintf(name, size, "%s%s", process ? "/proc/N" : "",
             process ? rest + strspn(rest, "0123456789") : path);
}

/* The text of a file of the input, and its size; NULL: it is not there. */
static const char *find(const char *path, size_t *size)
{
    char name[512], wanted[600];
    rename_process(path, name, sizeof name);
    int length = snprintf(wanted, sizeof wanted, "=== %s\n", name);
    const char *begin = strstr(input, wanted);
    if (!begin)
        return NULL;
    begin += length;
    const char *end = strstr(begin, "=== ");
    *size = end ? (size_t)(end - begin) : strlen(begin);
    return begin;
}

static bool is_ours(const char *path)
{
    return input && (strncmp(path, "/proc/", 6) == 0 || strncmp(path, "/sys/", 5) == 0 ||
                     strncmp(path, "/etc/", 5) == 0 || strncmp(path, "/made/", 6) == 0);
}

static int open_text(const char *path)
{
    size_t size = 0;
    const char *text = find(path, &size);
    int file = text ? memfd_create("text", MFD_CLOEXEC) : -1;
    if (file >= 0 && (write(file, text, size) != (ssize_t)size || lseek(file, 0, SEEK_SET) != 0))
        abort();
    return file;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = va_arg(arguments, int);
    va_end(arguments);
    return is_ours(path) ? open_text(path) : __real_open(path, flags, mode);
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    if (!is_ours(path))
        return __real_fopen(path, mode);
    int file = open_text(path);
    return file >= 0 ? fdopen(file, mode) : NULL;
}

static char folder[] = "/tmp/fairlane-fuzz-XXXXXX", process[sizeof folder + 8];

static void remove_folder(void)
{
    rmdir(process);
    rmdir(folder);
}

/* One process beside this one. */
DIR *__wrap_opendir(const char *path)
{
    if (!input || strcmp(path, "/proc") != 0)
        return __real_opendir(path);
    if (!process[0]) {
        fuzz_must(mkdtemp(folder) != NULL);
        snprintf(process, sizeof process, "%s/12345", folder);
        fuzz_must(mkdir(process, 0700) == 0 && atexit(remove_folder) == 0);
    }
    return __real_opendir(folder);
}

static void check_unknown_or_not_negative(double figure)
{
    fuzz_must(isnan(figure) || figure >= 0);
}

static void read_system(void)
{
    static fl_environment environment;
    fl_counters counters[2] = {{0}};
    char name[64];
    fl_system_facts("", &environment);
    const char *const texts[] = {environment.os,       environment.kernel_release, environment.boot_id,
                                 environment.governor, environment.turbo,          environment.smt};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        fuzz_must(fl_text_is_plain(texts[i]));
    check_unknown_or_not_negative(fl_system_load(""));
    for (int i = 0; i < 2; i++) {
        fl_system_ticks("", &counters[i]);
        fl_system_events("", &counters[i]);
        check_unknown_or_not_negative(counters[i].pages_swapped);
        check_unknown_or_not_negative(counters[i].throttle_events);
        check_unknown_or_not_negative(counters[i].waiting_seconds);
    }
    fl_system_compare(&counters[0], &counters[1], &environment);
    fl_machine_state state = fl_system_state("");
    check_unknown_or_not_negative(state.memory_total_bytes);
    check_unknown_or_not_negative(state.swap_used_bytes);
    check_unknown_or_not_negative(state.numa_nodes);
    fuzz_must(isnan(state.hottest_celsius) || (state.hottest_celsius > -60 && state.hottest_celsius < 200));
    fl_system_process_name("", name, sizeof name);
    fuzz_must(fl_text_is_plain(name) && fl_system_translator("") != NULL);
    fl_system_looks_emulated();
    fuzz_must(fl_system_ticks_per_second() > 0 && fl_system_peak_resident() > 0);
    fuzz_must(fl_system_hypervisor_of(name) != NULL);
    fl_cpu cpu = {.architecture = FL_ARCHITECTURE_X86_64};
    fuzz_must(fl_system_emulator_of(name, name, &cpu) != NULL);
}

static void read_quota(void)
{
    fl_quota quota;
    fl_quota_open("", &quota);
    fuzz_must(isnan(quota.cpus) || quota.cpus > 0);
    fuzz_must(quota.levels >= 0 && quota.levels <= FL_QUOTA_LEVELS);
    fl_quota_counts counts = fl_quota_read(&quota);
    check_unknown_or_not_negative(counts.periods);
    check_unknown_or_not_negative(counts.throttled_periods);
    check_unknown_or_not_negative(counts.throttled_seconds);
    fl_quota_close(&quota);
}

static void read_mappings(void)
{
    char path[300];
    uint64_t offset = 0;
    if (fl_qemu_file_of(0x401000, path, sizeof path, &offset))
        fuzz_must(path[0] == '/' && strlen(path) < sizeof path);
    fl_space *space = fl_space_new(getpid());
    fuzz_must(space != NULL);
    fl_space_refresh(space);
    for (size_t i = 0; i < space->mapping_count; i++) {
        fl_code code = {.mapping = i};
        fuzz_must(strlen(fl_space_object(space, &code)) < sizeof space->mappings[i].path);
    }
    fl_space_release(space);
}

static void read_processes(void)
{
    static fl_qemu_emulator emulator;
    static fl_offspring offspring;
    fl_tracee tracee = {.count = 0};
    fl_error error = {""};
    fl_task *task = fl_tracee_add(&tracee, getpid());
    fuzz_must(task != NULL);
    task->space = fl_space_new(getpid());
    fl_tracee_drop(&tracee, task);
    free(tracee.tasks);
    fl_offspring_begin(&offspring); /* never ended: that would kill whom the texts name */
    fuzz_must(offspring.count >= 0 && offspring.count <= FL_MOST_OFFSPRING);
    if (fl_qemu_find(&emulator, &error) != FL_OK)
        fuzz_must(error.text[0]);
    const char *words[64] = {"qemu-x86_64"};
    size_t count = 1, size = 0;
    const char *text = find("/proc/thread-self/cmdline", &size);
    char *copy = text ? fuzz_text((const uint8_t *)text, size) : NULL, *rest = NULL;
    for (char *word = copy ? strtok_r(copy, " \n", &rest) : NULL; word && count < 64;
         word = strtok_r(NULL, " \n", &rest))
        words[count++] = word;
    if (fl_qemu_take_options(words, count, count / 3, &emulator))
        fuzz_must(emulator.count >= 1 && emulator.count < FL_QEMU_WORDS);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = fuzz_text(bytes, size);
    input = text;
    read_system();
    read_quota();
    read_mappings();
    read_processes();
    input = NULL;
    free(text);
    return 0;
}
