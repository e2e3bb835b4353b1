#define _GNU_SOURCE /* getdents64 */
#include "bench/base/interrupt.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT}, ours[] = {SIGPIPE, SIGXFSZ};
enum { WATCHED = sizeof watched / sizeof watched[0], OURS = sizeof ours / sizeof ours[0] };
enum { INTERRUPTED = 130, GRACE_NS = 800000000, PATHS = 8, LONGEST = 512, DEEPEST = 4, PIECE = 1024 };

static struct sigaction former[WATCHED], ours_before[OURS];
static sigset_t before_hold;
static int depth;
static bool ignoring, has_timer;
static timer_t timer;
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

#ifdef __linux__
struct entry { /* as getdents64 gives it */
    unsigned long long number, offset;
    unsigned short size;
    unsigned char kind;
    char name[];
};

/* In a signal handler, so by system calls alone. Links are removed, not followed. */
/* NOLINTNEXTLINE(misc-no-recursion): four folders deep */
static void remove_below(int folder, const char *name, int deep)
{
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
#else
static void remove_below(int folder, const char *name, int deep)
{
    (void)deep;
    unlinkat(folder, name, 0);
}
#endif

/* Its time is up. Children end with us (PR_SET_PDEATHSIG), or when they find that nobody listens. */
static void end_at_once(int signal_number)
{
    static const char words[] = "fairlane: interrupted; nothing was written\n";
    (void)signal_number;
    for (int i = 0; i < PATHS; i++)
        if (left[i][0])
            remove_below(AT_FDCWD, left[i], 0);
    if (!written && write(STDERR_FILENO, words, sizeof words - 1) < 0)
        _exit(INTERRUPTED);
    _exit(INTERRUPTED);
}

/* ---- the flag ---- */

static void note(int signal_number)
{
    const struct itimerspec once = {.it_value = {.tv_nsec = GRACE_NS}};
    (void)signal_number;
    if (!interrupted && has_timer)
        timer_settime(timer, 0, &once, NULL);
    interrupted = 1;
}

/* SIGVTALRM is used for nothing else here. */
static void make_timer(void)
{
    struct sigaction action = {.sa_handler = end_at_once};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGVTALRM};
    sigfillset(&action.sa_mask);
    has_timer =
        sigaction(SIGVTALRM, &action, NULL) == 0 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0;
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
    if (has_timer)
        timer_delete(timer);
    has_timer = false;
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
    sigaddset(&set, SIGVTALRM);
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
