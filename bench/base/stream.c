#define _GNU_SOURCE /* pipe2 */
#include "bench/base/stream.h"

#include <errno.h>
#include <fcntl.h>
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

/* Both ends are replaced at once: only another thread could hand them on in between. */
static int make_pipe(int made[2])
{
#ifdef __APPLE__
    return pipe(made);
#else
    return pipe2(made, O_CLOEXEC);
#endif
}

bool fl_pipe(int ends[2])
{
    int made[2];
    ends[0] = ends[1] = -1;
    if (make_pipe(made) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        ends[i] = fcntl(made[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int why = errno;
    for (int i = 0; i < 2; i++)
        close(made[i]);
    if (ends[0] >= 0 && ends[1] >= 0)
        return true;
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    ends[0] = ends[1] = -1;
    errno = why;
    return false;
}
