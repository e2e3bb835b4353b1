#include "bench/task/random.h"

uint64_t fl_random_next(fl_random *random)
{
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = random->state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

/* D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019: the high half of a
 * product is the draw; the few products that would favour some values are drawn again. */
uint32_t fl_random_below(fl_random *random, uint32_t bound)
{
    uint32_t unfair = (uint32_t)(UINT64_C(0x100000000) % bound);
    for (;;) {
        uint64_t product = (fl_random_next(random) >> 32) * bound;
        if ((uint32_t)product >= unfair)
            return (uint32_t)(product >> 32);
    }
}

float fl_random_unit(fl_random *random)
{
    return (float)(fl_random_next(random) >> 40) * 0x1p-24F;
}

void fl_random_shuffle(fl_random *random, uint32_t *items, uint32_t count)
{
    for (uint32_t left = count; left > 1; left--) {
        uint32_t chosen = fl_random_below(random, left);
        uint32_t kept = items[left - 1];
        items[left - 1] = items[chosen];
        items[chosen] = kept;
    }
}
