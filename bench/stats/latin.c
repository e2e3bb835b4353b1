#include "bench/stats/latin.h"

#include <stdbool.h>

#include "bench/stats/random.h"

/* Fisher-Yates: R. Durstenfeld, Algorithm 235, Communications of the ACM 7 (1964). */
static void shuffled_identity(unsigned short *permutation, size_t n, fl_random *generator)
{
    for (size_t i = 0; i < n; i++)
        permutation[i] = (unsigned short)i;
    for (size_t i = n; i > 1; i--) {
        size_t other = (size_t)fl_random_below(generator, i);
        unsigned short kept = permutation[i - 1];
        permutation[i - 1] = permutation[other];
        permutation[other] = kept;
    }
}

/* Williams' first row: 0, 1, n-1, 2, n-2, ... Its steps 1, -2, 3, -4 ... are all different modulo an even n;
 * modulo an odd n they and their negatives (the mirrored row) are every step twice. The other rows add 1 to
 * it. */
static size_t williams_symbol(size_t row, size_t position, size_t n)
{
    size_t first = position % 2 == 1 ? (position + 1) / 2 : n - position / 2;
    return (first + row) % n;
}

size_t fl_latin_period(size_t contestants)
{
    return contestants % 2 == 1 && contestants > 1 ? 2 * contestants : contestants;
}

fl_status fl_latin_rows(size_t contestants, uint64_t seed, size_t rounds, unsigned short *order)
{
    size_t n = contestants;
    if (n == 0 || n > FL_LATIN_CONTESTANTS_MAX)
        return FL_USAGE;
    fl_random generator = {seed};
    unsigned short names[FL_LATIN_CONTESTANTS_MAX], rows[FL_LATIN_CONTESTANTS_MAX];
    for (size_t round = 0; round < rounds; round++) {
        size_t in_period = round % fl_latin_period(n);
        bool mirrored = in_period >= n;
        if (in_period == 0)
            shuffled_identity(names, n, &generator);
        if (in_period % n == 0)
            shuffled_identity(rows, n, &generator);
        for (size_t position = 0; position < n; position++) {
            size_t at = mirrored ? n - 1 - position : position;
            order[round * n + position] = names[williams_symbol(rows[in_period % n], at, n)];
        }
    }
    return FL_OK;
}
