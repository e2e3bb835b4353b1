#include "bench/base/stream.h"

#include <errno.h>
#include <unistd.h>

#include "bench/base/interrupt.h"

bool fl_read_exactly(int descriptor, void *bytes, size_t size)
{
    char *next = bytes;
    while (size > 0) {
        ssize_t got = read(descriptor, next, size);
        if (got < 0 && errno == EINTR && !fl_interrupted())
            continue;
        if (got <= 0)
            return false;
        next += got;
        size -= (size_t)got;
    }
    return true;
}

bool fl_write_exactly(int descriptor, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        ssize_t wrote = write(descriptor, next, size);
        if (wrote < 0 && errno == EINTR && !fl_interrupted())
            continue;
        if (wrote <= 0)
            return false;
        next += wrote;
        size -= (size_t)wrote;
    }
    return true;
}
