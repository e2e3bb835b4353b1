#include "bench/base/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/system.h"

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT}, ours[] = {SIGPIPE, SIGXFSZ};
enum { WATCHED = sizeof watched / sizeof watched[0], OURS = sizeof ours / sizeof ours[0] };
enum { INTERRUPTED = 130, GRACE_MS = 800, PATHS = 8, LONGEST = 512 };

static struct sigaction former[WATCHED], ours_before[OURS];
static sigset_t before_hold;
static int depth;
static bool ignoring;
static volatile sig_atomic_t timer_signal; /* 0: there is no timer */
static volatile sig_atomic_t interrupted, written;

/* ---- what must not be left behind ---- */

static char left[PATHS][LONGEST];

void fl_interrupt_leave(const char *path)
{
    size_t size = strlen(path) + 1;
    for (int i = 0; i < PATHS && size > 1 && size <= LONGEST; i++)
        if (!left[i][0]) {
            memcpy(left[i] + 1, path + 1, size - 1); /* its first byte last: a signal may come in between */
            left[i][0] = path[0];
            return;
        }
}

void fl_interrupt_forget(const char *path)
{
    for (int i = 0; i < PATHS; i++)
        if (strcmp(left[i], path) == 0)
            left[i][0] = '\0';
}

/* Its time is up. Children end with us, where the system sees to it, or when they find that nobody listens. */
static void end_at_once(int signal_number)
{
    static const char words[] = "fairlane: interrupted; nothing was written\n";
    (void)signal_number;
    for (int i = 0; i < PATHS; i++)
        if (left[i][0])
            fl_system_remove(left[i]);
    if (!written && write(STDERR_FILENO, words, sizeof words - 1) < 0)
        _exit(INTERRUPTED);
    _exit(INTERRUPTED);
}

/* ---- the flag ---- */

static void note(int signal_number)
{
    (void)signal_number;
    if (!interrupted && timer_signal)
        fl_system_timer_start(GRACE_MS);
    interrupted = 1;
}

static void make_timer(void)
{
    struct sigaction action = {.sa_handler = end_at_once};
    sigfillset(&action.sa_mask);
    timer_signal = fl_system_timer_make();
    if (timer_signal)
        sigaction(timer_signal, &action, NULL);
}

void fl_interrupt_watch(void)
{
    struct sigaction action = {.sa_handler = note}; /* without SA_RESTART: reads must return */
    if (depth++ > 0)
        return;
    sigemptyset(&action.sa_mask);
    interrupted = 0;
    make_timer();
    for (size_t i = 0; i < WATCHED; i++) {
        sigaction(watched[i], NULL, &former[i]);
        if (former[i].sa_handler != SIG_IGN)
            sigaction(watched[i], &action, NULL);
    }
}

void fl_interrupt_restore(void)
{
    if (--depth > 0)
        return;
    for (size_t i = 0; i < WATCHED; i++)
        sigaction(watched[i], &former[i], NULL);
    if (timer_signal)
        fl_system_timer_end();
    timer_signal = 0;
}

bool fl_interrupted(void)
{
    return interrupted != 0;
}

/* ---- writing ---- */

bool fl_interrupt_hold(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < WATCHED; i++)
        sigaddset(&set, watched[i]);
    if (timer_signal)
        sigaddset(&set, timer_signal);
    sigprocmask(SIG_BLOCK, &set, &before_hold);
    if (!interrupted)
        return true;
    sigprocmask(SIG_SETMASK, &before_hold, NULL);
    return false;
}

void fl_interrupt_written(bool done)
{
    written = written || done;
    sigprocmask(SIG_SETMASK, &before_hold, NULL);
}

bool fl_interrupt_has_written(void)
{
    return written != 0;
}

/* ---- signals that are ignored for our own sake ---- */

void fl_interrupt_ignore(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < OURS; i++)
        sigaction(ours[i], &ignore, &ours_before[i]);
    ignoring = true;
}

void fl_interrupt_unignore(void)
{
    for (size_t i = 0; i < OURS && ignoring; i++)
        sigaction(ours[i], &ours_before[i], NULL);
}
