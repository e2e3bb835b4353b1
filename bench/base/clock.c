#include "bench/base/clock.h"

#include <math.h>
#include <stdlib.h>

enum { DIFFERENCES = 2048, BLOCKS = 31, READINGS = 256 };

static const double smallest_tick_ns = 4.0;

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* Narrows the range of ticks near guess with one difference after the other, short ones first, since they
 * leave no doubt which multiple they are. Returns NaN when a difference is no multiple. */
static double narrow(const uint64_t *sorted, size_t count, double guess)
{
    double low = 0.0, high = INFINITY, tick = guess;
    for (size_t i = 0; i < count; i++) {
        double difference = (double)sorted[i], multiple = round(difference / tick);
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

double fl_clock_tick(const uint64_t *differences, size_t count)
{
    uint64_t *sorted = malloc((count ? count : 1) * sizeof *sorted);
    if (!sorted)
        return NAN;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (differences[i])
            sorted[kept++] = differences[i];
    qsort(sorted, kept, sizeof *sorted, by_value);
    double tick = kept ? 1.0 : NAN;
    for (int parts = 1; kept && (double)sorted[0] / parts >= smallest_tick_ns; parts++) {
        double found = narrow(sorted, kept, (double)sorted[0] / parts);
        if (found >= smallest_tick_ns) {
            tick = found;
            break;
        }
    }
    free(sorted);
    return tick;
}

static double median(uint64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    size_t middle = count / 2;
    return (double)values[middle];
}

static double measure_cost(void)
{
    uint64_t blocks[BLOCKS];
    for (size_t block = 0; block < BLOCKS; block++) {
        uint64_t start = fl_now_ns(), now = start;
        for (int i = 0; i < READINGS; i++)
            now = fl_now_ns();
        blocks[block] = now - start;
    }
    return median(blocks, BLOCKS) / READINGS;
}

static double measure_tick(void)
{
    uint64_t differences[DIFFERENCES];
    for (unsigned i = 0; i < DIFFERENCES; i++) {
        uint64_t start = fl_now_ns();
        for (volatile unsigned wait = 0; wait < i % 61; wait++)
            ;
        differences[i] = fl_now_ns() - start;
    }
    /* The longest hold an interrupt or two; over such a distance a multiple of the tick cannot be told. */
    qsort(differences, DIFFERENCES, sizeof *differences, by_value);
    return fl_clock_tick(differences, DIFFERENCES - DIFFERENCES / 16);
}

fl_clock fl_clock_examine(void)
{
    fl_clock clock = {.name = "CLOCK_MONOTONIC"};
    clock.cost_ns = measure_cost();
    clock.tick_ns = measure_tick();
    return clock;
}
