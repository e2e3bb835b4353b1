#include "bench/base/clock.h"

#include <math.h>
#include <stdlib.h>

#include "bench/base/sort.h"

enum { DIFFERENCES = 2048, BLOCKS = 31, READINGS = 256 };

static const double smallest_tick_ns = 4.0;

/* Narrows the range of ticks near guess with one difference after the other, short ones first, since they
 * leave no doubt which multiple they are. Returns NaN when a difference is no multiple. */
static double narrow(const double *sorted, size_t count, double guess)
{
    double low = 0.0, high = INFINITY, tick = guess;
    for (size_t i = 0; i < count; i++) {
        double difference = sorted[i], multiple = round(difference / tick);
        if (multiple < 1.0)
            return NAN;
        low = fmax(low, (difference - 1.0) / multiple);
        high = fmin(high, (difference + 1.0) / multiple);
        if (!(low <= high))
            return NAN;
        tick = (low + high) / 2.0;
    }
    double whole = round(tick);
    return whole >= low && whole <= high ? whole : tick;
}

double fl_clock_tick(const double *differences, size_t count)
{
    double *sorted = malloc((count ? count : 1) * sizeof *sorted);
    if (!sorted)
        return NAN;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (differences[i] > 0)
            sorted[kept++] = differences[i];
    fl_sort(sorted, kept);
    double tick = kept ? 1.0 : NAN;
    for (int parts = 1; kept && sorted[0] / parts >= smallest_tick_ns; parts++) {
        double found = narrow(sorted, kept, sorted[0] / parts);
        if (found >= smallest_tick_ns) {
            tick = found;
            break;
        }
    }
    free(sorted);
    return tick;
}

static double measure_cost(void)
{
    double blocks[BLOCKS];
    for (size_t block = 0; block < BLOCKS; block++) {
        uint64_t start = fl_now_ns(), now = start;
        for (int i = 0; i < READINGS; i++)
            now = fl_now_ns();
        blocks[block] = (double)(now - start);
    }
    fl_sort(blocks, BLOCKS);
    return blocks[BLOCKS / 2] / READINGS;
}

static double measure_tick(void)
{
    double differences[DIFFERENCES];
    for (unsigned i = 0; i < DIFFERENCES; i++) {
        uint64_t start = fl_now_ns();
        for (volatile unsigned wait = 0; wait < i % 61; wait++)
            ;
        differences[i] = (double)(fl_now_ns() - start);
    }
    /* The longest hold an interrupt or two; over such a distance a multiple of the tick cannot be told. */
    fl_sort(differences, DIFFERENCES);
    return fl_clock_tick(differences, DIFFERENCES - DIFFERENCES / 16);
}

fl_clock fl_clock_examine(void)
{
    fl_clock clock = {.name = FL_CLOCK_NAME};
    clock.cost_ns = measure_cost();
    clock.tick_ns = measure_tick();
    return clock;
}
