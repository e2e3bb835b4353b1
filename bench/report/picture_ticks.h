/* Where an axis is marked, and how wide it is. Pure. */
#ifndef FAIRLANE_BENCH_REPORT_PICTURE_TICKS_H
#define FAIRLANE_BENCH_REPORT_PICTURE_TICKS_H

#include "bench/report/picture.h"

enum { FL_MOST_TICKS = 24 };

typedef struct fl_tick {
    double at;
    char text[24];
} fl_tick;

typedef struct fl_ticks {
    fl_tick ticks[FL_MOST_TICKS];
    size_t count;
} fl_ticks;

/* The ends of an axis: those that it names, else the least and greatest value with a little room; infinite ones
 * where there is nothing: 0 to 1, 1 to 10. */
void fl_axis_widen(const fl_axis *axis, double least, double most, double *low, double *high);

/* What the marks of a picture take of its axis, with some room at both ends. */
void fl_picture_range(const fl_picture *picture, bool of_y, double *low, double *high);

/* Round figures within its ends, at most so many. */
void fl_ticks_choose(const fl_axis *axis, double low, double high, size_t most, fl_ticks *ticks);

#endif
