/* Sorting is held against qsort(), whatever the values are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/base/sort.h"

enum { MOST = 5000 };

static int by_value(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    if (isnan(a) || isnan(b))
        return !!isnan(a) - !!isnan(b);
    return a < b ? -1 : a > b;
}

/* So many values, of which so many differ; every odd-th is one of those that are special. */
static void expect_sorted(size_t count, unsigned different, unsigned odd)
{
    static const double special[] = {INFINITY, -INFINITY, 0.0, -0.0, 1e-310, -1.5, NAN};
    static double values[MOST], wanted[MOST];
    unsigned seed = 7 * different + odd;
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1103515245U + 12345U;
        values[i] = odd > 0 && i % odd == 0 ? special[(seed >> 16) % 7] : 750.5 + (seed >> 8) % different;
    }
    memcpy(wanted, values, sizeof values);
    qsort(wanted, count, sizeof *wanted, by_value);
    fl_sort(values, count);
    for (size_t i = 0; i < count; i++)
        if (!(values[i] == wanted[i] || (isnan(values[i]) && isnan(wanted[i]))))
            fail_msg("%zu of %u different: %g at %zu where %g belongs", count, different, values[i], i,
                     wanted[i]);
}

static void values_ascend(void **state)
{
    static const size_t counts[] = {0, 1, 2, 255, 256, 257, MOST};
    static const unsigned different[] = {1, 2, 17, 254, 255, 256, 257, 4000};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        for (size_t k = 0; k < sizeof different / sizeof different[0]; k++)
            for (unsigned odd = 0; odd < 400; odd = 3 * odd + 7)
                expect_sorted(counts[i], different[k], odd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(values_ascend)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
