/* The clock that everything is timed with, in whole nanoseconds: CLOCK_MONOTONIC, read through the vDSO without
 * entering the kernel where the system allows it; on macOS, where that one counts microseconds, the one which
 * counts the ticks of the CPU's own. */
#ifndef FAIRLANE_BENCH_BASE_CLOCK_H
#define FAIRLANE_BENCH_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#ifdef __APPLE__
#define FL_CLOCK CLOCK_UPTIME_RAW
#define FL_CLOCK_NAME "CLOCK_UPTIME_RAW"

static inline uint64_t fl_now_ns(void)
{
    return clock_gettime_nsec_np(FL_CLOCK);
}
#else
#define FL_CLOCK CLOCK_MONOTONIC
#define FL_CLOCK_NAME "CLOCK_MONOTONIC"

static inline uint64_t fl_now_ns(void)
{
    struct timespec now;
    clock_gettime(FL_CLOCK, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
#endif

typedef struct fl_clock {
    char name[32];  /* FL_CLOCK_NAME */
    double tick_ns; /* the step in which it advances; 1, the unit it is read in, when that is below 4 */
    double cost_ns; /* of one reading: median over blocks of readings back to back */
} fl_clock;

/* Examines the clock; takes about 1 ms. */
fl_clock fl_clock_examine(void);

/* Pure: the tick behind differences between readings, in ns: the largest step of which every difference is a
 * multiple, give or take the rounding of both readings. It need not be whole nanoseconds: readings of a 54
 * MHz counter differ by 18, 19, 37, 38, 56 … and their tick is 18.52. Ticks below 4 ns cannot be told from
 * that rounding and count as 1. NaN when no difference is above zero. The differences should vary: of
 * readings that all lie 20 ns apart nobody can say whether the clock ticks in 20 or in 10 ns. */
double fl_clock_tick(const double *differences, size_t count);

#endif
