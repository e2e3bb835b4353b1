#define _GNU_SOURCE
#include "bench/evidence/qemu_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/clock_check.h"
#include "bench/base/interrupt.h"
#include "bench/evidence/offspring.h"
#include "kernels/kernel.h"

enum { NAP_MS = 50, LONGEST_LINE = 1 << 16, CHUNK = 1 << 16, CANNOT_START = 127 };

double fl_qemu_seconds(void)
{
    return (double)fl_limit_ns() * 1e-9;
}

/* ---- the emulator ---- */

static bool add_word(fl_qemu_emulator *emulator, size_t *used, const char *word)
{
    size_t length = strlen(word) + 1;
    if (emulator->count + 1 == FL_QEMU_WORDS || *used + length > sizeof emulator->text)
        return false;
    memcpy(emulator->text + *used, word, length);
    emulator->words[emulator->count++] = emulator->text + *used;
    *used += length;
    return true;
}

/* As QEMU names the properties of its CPUs, and what no CPU has without. */
static const struct {
    unsigned need;
    const char *properties;
} properties[] = {
    {FL_NEEDS_SSE3, "pni"},          {FL_NEEDS_SSSE3, "ssse3"},       {FL_NEEDS_SSE41, "sse4.1"},
    {FL_NEEDS_SSE42, "sse4.2"},      {FL_NEEDS_POPCNT, "popcnt"},     {FL_NEEDS_LZCNT, "abm"},
    {FL_NEEDS_BMI1, "bmi1"},         {FL_NEEDS_BMI2, "bmi2"},         {FL_NEEDS_AVX, "avx"},
    {FL_NEEDS_AVX, "vaes"},          {FL_NEEDS_AVX, "vpclmulqdq"},    {FL_NEEDS_F16C, "f16c"},
    {FL_NEEDS_FMA, "fma"},           {FL_NEEDS_AVX2, "avx2"},         {FL_NEEDS_AVX512F, "avx512f"},
    {FL_NEEDS_AVX512CD, "avx512cd"}, {FL_NEEDS_AVX512DQ, "avx512dq"}, {FL_NEEDS_AVX512BW, "avx512bw"},
    {FL_NEEDS_AVX512VL, "avx512vl"}, {FL_NEEDS_SVE, "sve"},
};

bool fl_qemu_hide(fl_qemu_emulator *emulator, unsigned hidden)
{
    char value[1024];
    size_t at = 1, used = 0, count = sizeof properties / sizeof properties[0];
    unsigned left = hidden;
    fl_qemu_emulator changed;
    while (at + 1 < emulator->count && strcmp(emulator->words[at], "-cpu") != 0)
        at++;
    bool named = at + 1 < emulator->count;
    size_t length = (size_t)snprintf(value, sizeof value, "%s", named ? emulator->words[at + 1] : "max");
    for (size_t i = 0; i < count && length < sizeof value; i++)
        if (hidden & properties[i].need) {
            length +=
                (size_t)snprintf(value + length, sizeof value - length, ",%s=off", properties[i].properties);
            left &= ~properties[i].need;
        }
    if (left != 0 || length >= sizeof value || emulator->count == 0)
        return false;
    changed.count = 0;
    bool fits = add_word(&changed, &used, emulator->words[0]);
    for (size_t i = 1; i < emulator->count && fits; i++) {
        bool replaced = named && (i == at || i == at + 1);
        fits = replaced || add_word(&changed, &used, emulator->words[i]);
    }
    if (!fits || !add_word(&changed, &used, "-cpu") || !add_word(&changed, &used, value))
        return false;
    used = 0;
    emulator->count = 0;
    for (size_t i = 0; i < changed.count; i++)
        add_word(emulator, &used, changed.words[i]);
    return true;
}

bool fl_qemu_take_options(const char *const *words, size_t count, size_t own_count,
                          fl_qemu_emulator *emulator)
{
    static const char *const with_value[] = {"-cpu", "-L", "-E", "-U", "-s", "-r", "-B", "-R", "-p", "-seed"};
    size_t used = 0;
    *emulator = (fl_qemu_emulator){.count = 0};
    if (count == 0 || own_count >= count || !add_word(emulator, &used, words[0]))
        return false;
    for (size_t i = 1; i < count - own_count && words[i][0] == '-'; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof with_value / sizeof with_value[0]; k++)
            known |= strcmp(words[i], with_value[k]) == 0;
        if (!known || i + 1 >= count - own_count)
            continue; /* -strace, -singlestep … say nothing of the machine */
        if (!add_word(emulator, &used, words[i]) || !add_word(emulator, &used, words[i + 1]))
            return false;
        i++;
    }
    return true;
}

/* Words of a file in which each ends with a zero byte. */
static size_t read_words(const char *path, char *text, size_t size, const char **words, size_t most)
{
    size_t count = 0;
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, size - 1, file) : 0;
    text[length] = '\0';
    if (file)
        fclose(file);
    for (size_t at = 0; at < length && count < most; at += strlen(text + at) + 1)
        words[count++] = text + at;
    return count;
}

static fl_status take_from_environment(const char *line, fl_qemu_emulator *emulator, fl_error *error)
{
    char copy[FL_QEMU_TEXT], *rest = copy;
    size_t used = 0;
    *emulator = (fl_qemu_emulator){.count = 0};
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        if (!add_word(emulator, &used, word))
            return fl_fail(error, FL_USAGE, "FAIRLANE_QEMU: more than %d words", FL_QEMU_WORDS);
    return FL_OK;
}

/* QEMU shows the program its own view of /proc/self, but not of /proc/thread-self. */
fl_status fl_qemu_find(fl_qemu_emulator *emulator, fl_error *error)
{
    enum { MOST_WORDS = 4096 };
    static char real[1 << 17], own[1 << 17];
    static const char *real_words[MOST_WORDS], *own_words[MOST_WORDS];
    static char path[512];
    const char *line = getenv("FAIRLANE_QEMU");
    if (line && line[strspn(line, " ")])
        return take_from_environment(line, emulator, error);
    size_t count = read_words("/proc/thread-self/cmdline", real, sizeof real, real_words, MOST_WORDS);
    size_t own_count = read_words("/proc/self/cmdline", own, sizeof own, own_words, MOST_WORDS);
    ssize_t length = readlink("/proc/thread-self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = '\0';
    const char *slash = strrchr(path, '/');
    if (slash && strncmp(slash + 1, "qemu-", 5) == 0 && count > own_count && own_count > 0) {
        real_words[0] = path;
        if (fl_qemu_take_options(real_words, count, own_count, emulator))
            return FL_OK;
    }
    return fl_fail(
        error, FL_UNABLE,
        "trace: unattestable: single-stepping is impossible in an emulator, and this one cannot be found to "
        "be asked for its log; set FAIRLANE_QEMU, e.g. to \"qemu-aarch64 -L /sysroot\"");
}

/* ---- a run ---- */

typedef struct run {
    const fl_qemu_job *job;
    pid_t pid;
    fl_offspring offspring;
    int log;
    fl_qemu_reader reader;
    char line[LONGEST_LINE];
    size_t length;
    bool too_long, exited;
    char name[32]; /* of the process, while it is the emulator */
} run;

/* exec() takes words that can be written to, and does not write to them. */
static void add(char **argv, size_t *n, const char *word)
{
    argv[(*n)++] = (char *)(uintptr_t)word; /* NOLINT(performance-no-int-to-ptr) */
}

static size_t count_words(char *const *words)
{
    size_t count = 0;
    while (words[count])
        count++;
    return count;
}

/* Variables that are for the emulator alone, not for what it executes. A thread of QEMU 10 may reserve memory
 * of its own before or after the program is loaded, which then stands elsewhere: it shares what is there. */
static const char arenas[] = "MALLOC_ARENA_MAX";

/* In the forked process. The layout of memory is the same in every run, so that a second run can look at
 * addresses that the first one has found. */
static void become_emulator(const fl_qemu_job *job, int log, char **argv)
{
    char file[64];
    int flags = fcntl(log, F_GETFD);
    fcntl(log, F_SETFD, flags & ~FD_CLOEXEC);
    snprintf(file, sizeof file, "/proc/self/fd/%d", log);
    size_t n = 0;
    for (size_t i = 0; i < job->emulator->count; i++)
        add(argv, &n, job->emulator->words[i]);
    if (job->single_step) { /* the option has another name since QEMU 8.1 */
        setenv("QEMU_SINGLESTEP", "1", 1);
        setenv("QEMU_ONE_INSN_PER_TB", "1", 1);
    }
    add(argv, &n, "-U");
    add(argv, &n, "QEMU_SINGLESTEP,QEMU_ONE_INSN_PER_TB");
    if (!getenv(arenas)) {
        setenv(arenas, "1", 1);
        add(argv, &n, "-U");
        add(argv, &n, arenas);
    }
    add(argv, &n, "-d");
    add(argv, &n, job->items);
    add(argv, &n, "-D");
    add(argv, &n, file);
    if (job->filter) {
        add(argv, &n, "-dfilter");
        add(argv, &n, job->filter);
    }
    add(argv, &n, "-0");
    add(argv, &n, job->arguments[0]);
    add(argv, &n, job->program);
    for (char *const *word = job->arguments + 1; *word; word++)
        add(argv, &n, *word);
    argv[n] = NULL;
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    personality(ADDR_NO_RANDOMIZE);
    dup2(STDERR_FILENO, STDOUT_FILENO); /* standard output is the report's */
    if (job->quiet) {
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        close(nothing);
    }
    fl_interrupt_unignore();
    execvp(argv[0], argv);
    _exit(CANNOT_START);
}

static fl_status start(run *r, fl_error *error)
{
    enum { OWN_WORDS = 20 };
    int ends[2];
    size_t words = r->job->emulator->count + count_words(r->job->arguments) + OWN_WORDS;
    char **argv = calloc(words, sizeof *argv);
    if (!argv || pipe2(ends, O_CLOEXEC) != 0) {
        free(argv);
        return fl_fail(error, FL_UNABLE, "trace: cannot start %s: %s", r->job->emulator->words[0],
                       strerror(errno));
    }
    fflush(NULL); /* what is buffered must not be printed twice */
    fl_offspring_begin(&r->offspring);
    r->pid = fork();
    if (r->pid == 0) {
        close(ends[0]);
        become_emulator(r->job, ends[1], argv);
    }
    free(argv);
    close(ends[1]);
    r->log = ends[0];
    if (r->pid < 0) {
        close(ends[0]);
        return fl_fail(error, FL_UNABLE, "trace: cannot start %s: %s", r->job->emulator->words[0],
                       strerror(errno));
    }
    setpgid(r->pid, r->pid);
    /* By its file, not by what the system calls it: whenever
     * that is read, it can already be another program. */
    const char *path = r->job->emulator->words[0], *base = strrchr(path, '/');
    snprintf(r->name, sizeof r->name, "%.15s\n", base ? base + 1 : path);
    return FL_OK;
}

/* What the system calls the process; another name after it has executed another program. */
static void read_name(pid_t pid, char *name, size_t size)
{
    char path[64];
    name[0] = '\0';
    snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return;
    if (!fgets(name, (int)size, file))
        name[0] = '\0';
    fclose(file);
}

static bool is_another(const run *r)
{
    char name[sizeof r->name];
    read_name(r->pid, name, sizeof name);
    return name[0] && strcmp(name, r->name) != 0;
}

/* Whether the process has ended; it is not yet waited for, so that its name can still be read. */
static bool has_ended(run *r, fl_qemu_end *end)
{
    siginfo_t information = {.si_pid = 0};
    if (r->exited || waitid(P_PID, (id_t)r->pid, &information, WEXITED | WNOHANG | WNOWAIT) != 0 ||
        information.si_pid != r->pid)
        return r->exited;
    end->executed_another = is_another(r);
    r->exited = true;
    return true;
}

/* The log is closed a moment before its writer has ended, or has become another program that goes on. */
static void await_end(run *r, fl_qemu_end *end)
{
    enum { MILLISECONDS = 500 };
    const struct timespec one = {.tv_nsec = 1000000};
    for (int i = 0; i < MILLISECONDS && !has_ended(r, end); i++)
        nanosleep(&one, NULL);
    if (!r->exited)
        end->executed_another = is_another(r);
}

static void take_bytes(run *r, const char *bytes, size_t size)
{
    while (size > 0) {
        const char *newline = memchr(bytes, '\n', size);
        size_t part = newline ? (size_t)(newline - bytes) : size;
        if (r->length + part < sizeof r->line) {
            memcpy(r->line + r->length, bytes, part);
            r->length += part;
        } else {
            r->too_long = true;
        }
        if (!newline)
            return;
        r->line[r->length] = '\0';
        if (!r->too_long)
            fl_qemu_line(&r->reader, r->line, r->job->take, r->job->context);
        r->length = 0;
        r->too_long = false;
        bytes += part + 1;
        size -= part + 1;
    }
}

/* Reads what there is. False at the end of the log. */
static bool read_some(run *r)
{
    static char chunk[CHUNK];
    struct pollfd wait = {.fd = r->log, .events = POLLIN};
    int ready = poll(&wait, 1, NAP_MS);
    if (ready <= 0)
        return !r->exited; /* a process left behind holds the log open without using it */
    ssize_t got = read(r->log, chunk, sizeof chunk);
    if (got > 0)
        take_bytes(r, chunk, (size_t)got);
    return got > 0 || (got < 0 && errno == EINTR);
}

fl_status fl_qemu_run(const fl_qemu_job *job, fl_qemu_end *end, fl_error *error)
{
    run *r = calloc(1, sizeof *r);
    if (!r)
        return fl_fail(error, FL_UNABLE, "trace: no memory");
    r->job = job;
    *end = (fl_qemu_end){.status = 0};
    fl_status status = start(r, error);
    if (status != FL_OK) {
        free(r);
        return status;
    }
    job->started(job->context, r->pid);
    while (read_some(r)) {
        if (fl_interrupted())
            status = fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
        end->out_of_patience = !has_ended(r, end) && !(job->patience(job->context) > 0);
        if (status != FL_OK || end->out_of_patience)
            break;
    }
    if (status == FL_OK && !end->out_of_patience)
        await_end(r, end);
    kill(-r->pid, SIGKILL);
    close(r->log);
    while (waitpid(r->pid, &end->status, 0) < 0 && errno == EINTR)
        ;
    fl_offspring_end(&r->offspring);
    if (status == FL_OK && !end->out_of_patience && WIFEXITED(end->status) &&
        WEXITSTATUS(end->status) == CANNOT_START)
        status = fl_fail(error, FL_UNABLE, "trace: the emulator %s cannot be started; see FAIRLANE_QEMU",
                         job->emulator->words[0]);
    free(r);
    return status;
}

fl_status fl_qemu_find_program(const char *name, char *path, size_t size, fl_error *error)
{
    const char *folders = getenv("PATH");
    if (strchr(name, '/') || !folders) {
        snprintf(path, size, "%s", name);
        return FL_OK;
    }
    for (const char *at = folders;; at++) {
        size_t length = strcspn(at, ":");
        snprintf(path, size, "%.*s/%s", length > 0 ? (int)length : 1, length > 0 ? at : ".", name);
        if (access(path, X_OK) == 0)
            return FL_OK;
        at += length;
        if (*at == '\0')
            return fl_fail(error, FL_USAGE, "trace: %s: command not found", name);
    }
}
