#define _GNU_SOURCE /* syscall */
#include "bench/base/clock_check.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "bench/base/clock.h"

/* Readings of two clocks cannot be taken at once: what lies between them, and a tick of either, is allowed
 * beside the share. The system may slew CLOCK_MONOTONIC by 0.05 % to follow a time server. */
static const double share = 0.01, slack_ns = 20e3, coarsest_tick_ns = 10e3;
static const double slowest_ghz = 0.4, quickest_ghz = 7.0;
enum { LOOK_NS = 10000000, LONGEST_STEP_NS = 50000000, FEWEST_READINGS = 10000, MOST_READINGS = 1000000 };

/* ---- the second clock ---- */

static const struct {
    clockid_t clock;
    const char *name;
} seconds[] = {
#ifdef CLOCK_MONOTONIC_RAW
    {CLOCK_MONOTONIC_RAW, "CLOCK_MONOTONIC_RAW"},
#endif
#ifdef CLOCK_BOOTTIME
    {CLOCK_BOOTTIME, "CLOCK_BOOTTIME"},
#endif
    {CLOCK_MONOTONIC, "CLOCK_MONOTONIC, by a system call"},
};
enum { SECONDS = sizeof seconds / sizeof seconds[0], NOT_ASKED = -1 };

/* syscall() of the C library can be replaced as well. */
static bool ask_system(clockid_t clock, struct timespec *now)
{
#if defined(__linux__) && defined(__x86_64__)
    long result = SYS_clock_gettime;
    __asm__ volatile("syscall" : "+a"(result) : "D"((long)clock), "S"(now) : "rcx", "r11", "memory");
    return result == 0;
#elif defined(__linux__) && defined(__aarch64__)
    register long number __asm__("x8") = SYS_clock_gettime;
    register long result __asm__("x0") = (long)clock;
    register struct timespec *to __asm__("x1") = now;
    __asm__ volatile("svc 0" : "+r"(result) : "r"(number), "r"(to) : "memory");
    return result == 0;
#elif defined(__linux__)
    return syscall(SYS_clock_gettime, clock, now) == 0;
#else
    return clock_gettime(clock, now) == 0;
#endif
}

/* The first that the system does not refuse; SECONDS when it refuses all. */
static int chosen_second(void)
{
    static int chosen = NOT_ASKED;
    struct timespec now;
    if (chosen == NOT_ASKED)
        for (chosen = 0; chosen < SECONDS && !ask_system(seconds[chosen].clock, &now); chosen++)
            ;
    return chosen;
}

const char *fl_second_clock(void)
{
    int chosen = chosen_second();
    return chosen < SECONDS ? seconds[chosen].name : "";
}

uint64_t fl_limit_ns(void)
{
    struct timespec now = {0};
    int chosen = chosen_second();
    if (chosen == SECONDS || !ask_system(seconds[chosen].clock, &now))
        return fl_now_ns();
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- both at once ---- */

/* An interruption between the readings makes them worth little; then it is tried again. */
static fl_clock_pair read_both(void)
{
    enum { TRIALS = 16, NARROW_NS = 2000 };
    fl_clock_pair best = {.within_ns = UINT64_MAX};
    for (int trial = 0; trial < TRIALS && best.within_ns > NARROW_NS; trial++) {
        uint64_t before = fl_limit_ns(), now = fl_now_ns(), after = fl_limit_ns();
        uint64_t within = after >= before ? after - before : 0;
        if (within < best.within_ns)
            best = (fl_clock_pair){now, before + within / 2, within};
    }
    return best;
}

static fl_status fail(fl_error *error, const char *what)
{
    return fl_fail(
        error, FL_UNABLE, "nothing can be timed with " FL_CLOCK_NAME ": %s; nothing was written%s", what,
        getenv("LD_PRELOAD") ? "; unset LD_PRELOAD, whose library may answer in the system's place" : "");
}

fl_status fl_clock_judge(const fl_clock_pair *from, const fl_clock_pair *to, bool has_second, fl_error *error)
{
    char text[160];
    if (to->clock_ns < from->clock_ns) {
        snprintf(text, sizeof text, "it stepped back by %.6g s",
                 1e-9 * (double)(from->clock_ns - to->clock_ns));
        return fail(error, text);
    }
    double passed = (double)(to->clock_ns - from->clock_ns);
    double other = to->second_ns > from->second_ns ? (double)(to->second_ns - from->second_ns) : 0.0;
    double allowed = share * other + slack_ns + (double)from->within_ns + (double)to->within_ns;
    if (!has_second || fabs(passed - other) <= allowed)
        return FL_OK;
    snprintf(text, sizeof text,
             passed > 0.0 ? "%.4g s passed by it while %.4g s did by %s" : "it stands still", 1e-9 * passed,
             1e-9 * other, fl_second_clock());
    return fail(error, text);
}

/* ---- looking at it ---- */

typedef struct gaze {
    uint64_t readings, steps, shortest_ns;
} gaze;

/* Reads the clock again and again for 10 ms of the second
 * one; one that stands still may come in long steps. */
static fl_status gaze_at(bool has_second, gaze *seen, fl_error *error)
{
    char text[160];
    struct timespec now;
    if (clock_gettime(FL_CLOCK, &now) != 0) {
        snprintf(text, sizeof text, "it cannot be read (%s)", strerror(errno));
        return fail(error, text);
    }
    uint64_t begin = fl_limit_ns(), last = fl_now_ns(), since = 0;
    *seen = (gaze){.shortest_ns = UINT64_MAX};
    while (seen->readings < FEWEST_READINGS ||
           (since < (seen->steps ? LOOK_NS : LONGEST_STEP_NS) && seen->readings < MOST_READINGS)) {
        uint64_t reading = fl_now_ns(), limit = fl_limit_ns();
        since = limit > begin ? limit - begin : 0;
        if (reading < last) {
            snprintf(text, sizeof text, "it stepped back by %.6g s", 1e-9 * (double)(last - reading));
            return fail(error, text);
        }
        if (reading > last && reading - last < seen->shortest_ns)
            seen->shortest_ns = reading - last;
        seen->steps += reading > last;
        seen->readings++;
        last = reading;
    }
    if (seen->steps == 0)
        return fail(error, "it stands still");
    if ((double)seen->shortest_ns > coarsest_tick_ns) {
        snprintf(text, sizeof text, "it advances in steps of %.3g ms", 1e-6 * (double)seen->shortest_ns);
        return fail(error, text);
    }
    return has_second && since == 0 ? fail(error, "the system's own answer to it stands still") : FL_OK;
}

fl_status fl_clock_begin(fl_clock_watch *watch, fl_error *error)
{
    gaze seen;
    *watch = (fl_clock_watch){.has_second = fl_second_clock()[0] != '\0', .start = read_both()};
    watch->last = watch->start;
    fl_status status = gaze_at(watch->has_second, &seen, error);
    return status == FL_OK ? fl_clock_look(watch, error) : status;
}

fl_status fl_clock_look(fl_clock_watch *watch, fl_error *error)
{
    fl_clock_pair now = read_both();
    fl_status status = fl_clock_judge(&watch->last, &now, watch->has_second, error);
    if (status == FL_OK)
        status = fl_clock_judge(&watch->start, &now, watch->has_second, error);
    watch->last = now;
    return status;
}

fl_status fl_clock_hold(fl_clock_watch *watch, const double *times_ns, size_t count, fl_error *error)
{
    fl_clock_pair before = watch->last;
    fl_status status = fl_clock_look(watch, error);
    double passed = (double)(watch->last.clock_ns - before.clock_ns) + slack_ns, sum = 0.0;
    for (size_t i = 0; i < count && status == FL_OK; i++) {
        if (isnan(times_ns[i]))
            continue;
        sum += times_ns[i];
        if (!(times_ns[i] >= 0.0 && sum <= passed * (1.0 + share)))
            return fail(error, "it stepped back or jumped between two readings");
    }
    return status;
}

fl_status fl_clock_end(fl_clock_watch *watch, fl_error *error)
{
    gaze seen;
    fl_status status = gaze_at(watch->has_second, &seen, error);
    return status == FL_OK ? fl_clock_look(watch, error) : status;
}

fl_status fl_clock_check_core(double ghz, fl_error *error)
{
    if (isnan(ghz) || (ghz >= slowest_ghz && ghz <= quickest_ghz))
        return FL_OK;
    char text[160];
    snprintf(text, sizeof text, "by it the core has %.3g GHz, and no core lies outside of %.1f to %.1f", ghz,
             slowest_ghz, quickest_ghz);
    return fail(error, text);
}
