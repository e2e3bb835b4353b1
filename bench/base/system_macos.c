/* macOS. Written from Apple's documentation and headers and compiled against these; it was never run. */
#include <fcntl.h>
#include <limits.h>
#include <mach-o/dyld.h>
#include <pthread/qos.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "bench/base/system.h"

void fl_system_process_name(const char *root, char *name, size_t size)
{
    (void)root;
    fl_system_clean(getprogname(), name, size);
}

/* Under Rosetta 2 CPUID may name Intel: the system tells. */
const char *fl_system_translator(const char *root)
{
    int translated = 0;
    size_t size = sizeof translated;
    (void)root;
    return sysctlbyname("sysctl.proc_translated", &translated, &size, NULL, 0) == 0 && translated
               ? "Rosetta 2"
               : "";
}

bool fl_system_looks_emulated(void)
{
    return false;
}

/* ---- in signal handlers ---- */

void fl_system_remove(const char *path)
{
    if (unlink(path) != 0)
        rmdir(path);
}

int fl_system_timer_make(void)
{
    return SIGALRM; /* there are no timers that send another signal */
}

void fl_system_timer_start(long milliseconds)
{
    const struct itimerval once = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_usec = (suseconds_t)(milliseconds % 1000 * 1000)}};
    setitimer(ITIMER_REAL, &once, NULL);
}

void fl_system_timer_end(void)
{
    fl_system_timer_start(0);
}

/* ---- this process ---- */

/* Children find out by themselves that nobody listens any more. */
void fl_system_end_with_parent(int signal)
{
    (void)signal;
}

/* Only a debugger with its entitlement may open another process. */
void fl_system_close_to_others(void)
{
}

void fl_system_ask_for_quick_cores(void)
{
    pthread_set_qos_class_self_np(QOS_CLASS_USER_INTERACTIVE, 0);
}

const char *fl_system_own_program(void)
{
    static char path[PATH_MAX];
    uint32_t size = sizeof path;
    return path[0] || _NSGetExecutablePath(path, &size) == 0 ? path : "";
}

bool fl_system_own_path(char *path, size_t size)
{
    char full[PATH_MAX];
    if (!realpath(fl_system_own_program(), full))
        full[0] = '\0';
    return full[0] && (size_t)snprintf(path, size, "%s", full) < size;
}
