/* Whether the clock can be believed. It is held against a second one, which is read by a system call of our
 * own: a library that is loaded before the C library (LD_PRELOAD) and answers in its place cannot answer
 * there. A clock that stands still, steps back, jumps, ticks too coarsely or keeps another pace makes every
 * figure wrong: FL_UNABLE, before anything is written. */
#ifndef FAIRLANE_BENCH_BASE_CLOCK_CHECK_H
#define FAIRLANE_BENCH_BASE_CLOCK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernels/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Both clocks at one moment. */
typedef struct fl_clock_pair {
    uint64_t clock_ns, second_ns;
    uint64_t within_ns; /* they were read within this time */
} fl_clock_pair;

typedef struct fl_clock_watch {
    bool has_second; /* false: the system refuses every second clock, and little is checked */
    fl_clock_pair start, last;
} fl_clock_watch;

/* "CLOCK_MONOTONIC_RAW" or what stands in for it; "" where the system refuses all of them. Static. */
const char *fl_second_clock(void);

/* ns of the second clock, where there is none of the first: for limits of time, which must have an end
 * whatever the first one does. A system call, 50 ns to 1 us. */
uint64_t fl_limit_ns(void);

/* Looks at the clock for 10 ms, and for 10,000 readings at least. FL_UNABLE with the reason when it cannot
 * be read, stands still, steps back, jumps, ticks in steps above 10 us, or is more than 1 % off the second
 * one's pace. */
fl_status fl_clock_begin(fl_clock_watch *watch, fl_error *error);

/* The same of all the time since the beginning and since the last look, by two readings. About 1 us. */
fl_status fl_clock_look(fl_clock_watch *watch, fl_error *error);

/* Looks, and holds times that were taken one after the other since the last look (ns) against what passed
 * meanwhile: none is negative or longer than all of it, nor is their sum. NaN (not measured) passes. */
fl_status fl_clock_hold(fl_clock_watch *watch, const double *times_ns, size_t count, fl_error *error);

/* Looks as fl_clock_begin() does, at the end. */
fl_status fl_clock_end(fl_clock_watch *watch, fl_error *error);

/* A core's clock, from a chain whose operations take a cycle each: FL_UNABLE outside of 0.4 to 7 GHz, which
 * no core has: then both clocks err. NaN (not measured) passes. */
fl_status fl_clock_check_core(double ghz, fl_error *error);

/* Pure: what fl_clock_look() says of two moments. */
fl_status fl_clock_judge(const fl_clock_pair *from, const fl_clock_pair *to, bool has_second,
                         fl_error *error);

#ifdef __cplusplus
}
#endif
#endif
