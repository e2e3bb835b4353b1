/* A library to be loaded before the C library (LD_PRELOAD), whose clock lies as FALSE_CLOCK says:
 *   true      not at all                           back     5 s back at every thousandth reading
 *   slow      ten times too slow                   jump     an hour ahead at every 5000th
 *   fast      ten times too fast                   coarse   in steps of 10 ms
 *   drift     3 % too fast                         second   no parts of a second at every seventh
 *   stopped   always the same                      refused  cannot be read
 *   frozen    the same from FALSE_CLOCK_MS after the first reading on
 * With FALSE_CLOCK_CHILD it tells the truth but in a measuring process of the lab. It answers syscall() as
 * well. */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BACK = 1000, JUMP = 5000, COARSE_NS = 10000000, SEVENTH = 7 };
static const int64_t second_ns = 1000000000;

typedef int reader(clockid_t clock, struct timespec *now);
typedef long caller(long number, ...);

static bool is_child(void)
{
    char text[256] = "";
    FILE *file = fopen("/proc/self/cmdline", "r");
    size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    return memmem(text, length, "measure-child", 13) != NULL;
}

static const char *lie(void)
{
    static const char *kind;
    if (!kind) {
        const char *asked = getenv("FALSE_CLOCK");
        kind = asked && (!getenv("FALSE_CLOCK_CHILD") || is_child()) ? asked : "true";
    }
    return kind;
}

static int64_t falsify(const char *kind, int64_t ns)
{
    static int64_t first = -1, readings;
    if (first < 0)
        first = ns;
    readings++;
    const char *milliseconds = getenv("FALSE_CLOCK_MS");
    int64_t limit = first + (milliseconds ? strtoll(milliseconds, NULL, 10) : 0) * 1000000;
    if (!strcmp(kind, "back"))
        return readings % BACK == 0 ? ns - 5 * second_ns : ns;
    if (!strcmp(kind, "jump"))
        return ns + readings / JUMP * 3600 * second_ns;
    if (!strcmp(kind, "slow"))
        return first + (ns - first) / 10;
    if (!strcmp(kind, "fast"))
        return first + (ns - first) * 10;
    if (!strcmp(kind, "drift"))
        return first + (ns - first) / 100 * 103;
    if (!strcmp(kind, "coarse"))
        return ns / COARSE_NS * COARSE_NS;
    if (!strcmp(kind, "second"))
        return readings % SEVENTH == 0 ? ns / second_ns * second_ns : ns;
    if (!strcmp(kind, "stopped"))
        return first;
    return !strcmp(kind, "frozen") && ns > limit ? limit : ns;
}

int clock_gettime(clockid_t clock_id, struct timespec *tp)
{
    static reader *honest;
    void *found = honest ? NULL : dlsym(RTLD_NEXT, "clock_gettime");
    if (found)
        memcpy(&honest, &found, sizeof honest); /* POSIX: a function's address is an object's */
    const char *kind = lie();
    if (!strcmp(kind, "refused")) {
        errno = EPERM;
        return -1;
    }
    int result = honest(clock_id, tp);
    if (result != 0 || clock_id == CLOCK_PROCESS_CPUTIME_ID || clock_id == CLOCK_THREAD_CPUTIME_ID)
        return result;
    int64_t ns = falsify(kind, (int64_t)tp->tv_sec * second_ns + tp->tv_nsec);
    *tp = (struct timespec){.tv_sec = (time_t)(ns / second_ns), .tv_nsec = (long)(ns % second_ns)};
    return 0;
}

long syscall(long sysno, ...)
{
    static caller *honest;
    void *found = honest ? NULL : dlsym(RTLD_NEXT, "syscall");
    long a[6];
    if (found)
        memcpy(&honest, &found, sizeof honest);
    va_list list;
    va_start(list, sysno);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    if (sysno == SYS_clock_gettime) {
        struct timespec *now;
        memcpy(&now, &a[1], sizeof a[1]);
        return clock_gettime((clockid_t)a[0], now);
    }
    return honest(sysno, a[0], a[1], a[2], a[3], a[4], a[5]);
}
