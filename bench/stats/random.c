/* By hand (SplitMix64): the same numbers on every system and with every library, in five lines. */
#include "bench/stats/random.h"

uint64_t fl_random_next(fl_random *generator)
{
    uint64_t z = generator->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t fl_random_below(fl_random *generator, uint64_t bound)
{
    if (bound == 0)
        return 0;
    /* 2^64 mod bound values too many: draws below it are thrown away, the rest falls evenly on the
     * remainders. */
    uint64_t uneven = (0 - bound) % bound;
    uint64_t drawn = fl_random_next(generator);
    while (drawn < uneven)
        drawn = fl_random_next(generator);
    return drawn % bound;
}
