// std::sort, whose comparison is part of it, as qsort's is not. Boost's spreadsort overflows on numbers of both signs.
// Readings of a clock are few different numbers that come again and again: these are counted, which takes a quarter of
// the time, until more of them differ than the table holds.
#include "bench/base/sort.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace
{

constexpr size_t fewest = 256, places = 1024,
                 most_different = places / 4; // a power of two; sparse, so that few collide

using counted = fl_counted_value; // 0 times: this place is free
using table = std::array<counted, places>;

// The place of a value: where it stands, or a free one. Zeros of both signs are one value.
counted &place_of(table &seen, double value)
{
    uint64_t bits = 0;
    const double plain = value == 0 ? 0 : value;
    std::memcpy(&bits, &plain, sizeof bits);
    size_t at = static_cast<size_t>((bits * UINT64_C(0x9E3779B97F4A7C15)) >> 54) % places;
    while (seen[at].times > 0 && seen[at].value != value)
        at = (at + 1) % places;
    return seen[at];
}

// False, with nothing changed, where too many differ, or where one equals nothing, not even itself.
bool sort_by_counting(double *values, size_t n)
{
    table seen = {};
    std::array<counted, most_different> different = {};
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        counted &place = place_of(seen, values[i]);
        if (place.times++ > 0)
            continue;
        if (++count > most_different || values[i] != values[i])
            return false;
        place.value = values[i];
    }
    size_t kept = 0;
    for (const counted &place : seen)
        if (place.times > 0)
            different[kept++] = place;
    fl_sort_counted(different.data(), count);
    double *to = values;
    for (size_t i = 0; i < count; i++)
        to = std::fill_n(to, different[i].times, different[i].value);
    return true;
}

} // namespace

void fl_sort_counted(fl_counted_value *values, size_t n)
{
    std::sort(values, values + n,
              [](const fl_counted_value &a, const fl_counted_value &b) { return a.value < b.value; });
}

void fl_sort(double *values, size_t n)
{
    if (n >= fewest && sort_by_counting(values, n))
        return;
    double *const end =
        std::partition(values, values + n, [](double value) { return value == value; }); // NaN last
    std::sort(values, end);
}
