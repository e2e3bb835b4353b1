/* Other systems than Linux and macOS: what POSIX has. */
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/system.h"

void fl_system_process_name(const char *root, char *name, size_t size)
{
    (void)root, (void)size;
    name[0] = '\0';
}

const char *fl_system_translator(const char *root)
{
    (void)root;
    return "";
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

static timer_t timer;

int fl_system_timer_make(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    return timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 ? SIGALRM : 0;
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
    (void)signal;
}

void fl_system_close_to_others(void)
{
}

void fl_system_ask_for_quick_cores(void)
{
}

const char *fl_system_own_program(void)
{
    return "";
}

bool fl_system_own_path(char *path, size_t size)
{
    (void)size;
    path[0] = '\0';
    return false;
}
