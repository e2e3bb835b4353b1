// std::sort, whose comparison is part of it, as qsort's is not. Boost's spreadsort overflows on numbers of both signs.
#include "bench/base/sort.h"

#include <algorithm>

void fl_sort(double *values, size_t n)
{
    std::sort(values, values + n, [](double a, double b) { return a < b || (a == a && b != b); }); // NaN last
}
