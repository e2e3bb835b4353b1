// Boost's spreadsort: by the digits of the numbers where there are many, else std::sort.
#include "bench/stats/sort.h"

#include <algorithm>

#include <boost/sort/spreadsort/float_sort.hpp>

void fl_sort(double *values, size_t n)
{
    try {
        boost::sort::spreadsort::float_sort(values, values + n);
    } catch (...) { // without memory for its bins
        std::sort(values, values + n);
    }
}
