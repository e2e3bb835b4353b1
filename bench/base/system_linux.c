/* Linux: small text files in /proc and /sys. They are trusted with nothing: any may be missing (containers,
 * virtual machines), cut short or hold anything. */
#define _GNU_SOURCE /* syscall, getauxval, getdents64 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/system.h"

/* The beginning of a file, at most size - 1 bytes, as a text: it ends at the first zero byte. False when it
 * cannot be read. */
bool fl_system_read_text(const char *root, const char *path, char *text, size_t size)
{
    char full[512];
    text[0] = '\0';
    if ((size_t)snprintf(full, sizeof full, "%s%s", root, path) >= sizeof full)
        return false;
    FILE *file = fopen(full, "r");
    if (!file)
        return false;
    size_t length = fread(text, 1, size - 1, file);
    text[length] = '\0';
    fclose(file);
    return length > 0;
}

/* The first line of a small file. */
bool fl_system_read_line(const char *root, const char *path, char *line, size_t size)
{
    char text[256];
    if (!fl_system_read_text(root, path, text, sizeof text))
        return false;
    fl_system_clean(text, line, size);
    return true;
}

void fl_system_process_name(const char *root, char *name, size_t size)
{
    if (!fl_system_read_line(root, "/proc/self/comm", name, size))
        name[0] = '\0';
}

const char *fl_system_translator(const char *root)
{
    static const char *const objects[][2] = {{"/pinbin\n", "Pin"}, /* Intel SDE is a tool of it */
                                             {"/libdynamorio.so", "DynamoRIO"},
                                             {"/FEXInterpreter\n", "FEX"},
                                             {"/box64\n", "box64"}};
    char path[512], line[512];
    const char *found = "";
    if ((size_t)snprintf(path, sizeof path, "%s/proc/self/maps", root) >= sizeof path)
        return found;
    FILE *maps = fopen(path, "r");
    while (maps && !found[0] && fgets(line, sizeof line, maps))
        for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
            if (strstr(line, objects[i][0]))
                found = objects[i][1];
    if (maps)
        fclose(maps);
    return found;
}

/* ---- in signal handlers ---- */

struct entry { /* as getdents64 gives it */
    unsigned long long number, offset;
    unsigned short size;
    unsigned char kind;
    char name[];
};

/* NOLINTNEXTLINE(misc-no-recursion): four folders deep */
static void remove_below(int folder, const char *name, int deep)
{
    enum { DEEPEST = 4, PIECE = 1024 };
    _Alignas(struct entry) char piece[PIECE];
    if (unlinkat(folder, name, 0) == 0 || deep == DEEPEST)
        return;
    int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0)
        return;
    for (long got; (got = syscall(SYS_getdents64, inner, piece, sizeof piece)) > 0;)
        for (long at = 0; at < got;) {
            const struct entry *e = (const struct entry *)(const void *)(piece + at);
            if (strcmp(e->name, ".") != 0 && strcmp(e->name, "..") != 0)
                remove_below(inner, e->name, deep + 1);
            at += e->size;
        }
    close(inner);
    unlinkat(folder, name, AT_REMOVEDIR);
}

void fl_system_remove(const char *path)
{
    remove_below(AT_FDCWD, path, 0);
}

static timer_t timer;

int fl_system_timer_make(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGVTALRM};
    return timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 ? SIGVTALRM : 0;
}

void fl_system_timer_start(long milliseconds)
{
    const struct itimerspec once = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000}};
    timer_settime(timer, 0, &once, NULL);
}

void fl_system_timer_end(void)
{
    timer_delete(timer);
}

/* ---- this process ---- */

void fl_system_end_with_parent(int signal)
{
    prctl(PR_SET_PDEATHSIG, signal);
}

void fl_system_close_to_others(void)
{
    prctl(PR_SET_DUMPABLE, 0);
}

void fl_system_ask_for_quick_cores(void)
{
}

const char *fl_system_own_program(void)
{
    return "/proc/self/exe"; /* even where its file was replaced meanwhile */
}

bool fl_system_own_path(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    path[length > 0 ? length : 0] = '\0';
    return length > 0 && (size_t)length < size - 1;
}

bool fl_system_looks_emulated(void)
{
    /* An emulator that was started by the kernel for another architecture's binary hides behind that binary's name. */
    if (getauxval(AT_SYSINFO_EHDR))
        return false;
    errno = 0;
    return syscall(SYS_perf_event_open, NULL, 0, 0, -1, 0UL) == -1 && errno == ENOSYS;
}
