// std::from_chars is several times as fast as strtod and rounds alike. C++ libraries that lack it for doubles say so.
#include "bench/base/number.h"

#include <charconv>
#include <cstdlib>

double fl_number_read(const char *text, const char *limit, const char **end)
{
#ifdef __cpp_lib_to_chars
    double value = 0;
    const std::from_chars_result read = std::from_chars(text, limit, value);
    if (read.ec == std::errc()) {
        *end = read.ptr;
        return value;
    }
#else
    (void)limit;
#endif
    char *behind = nullptr; // out of range: strtod tells which way
    const double other = std::strtod(text, &behind);
    *end = behind;
    return other;
}
