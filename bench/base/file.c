#define _GNU_SOURCE /* realpath, nftw, O_TMPFILE, flock */
#include "bench/base/file.h"

#include "bench/base/interrupt.h"
#include "bench/base/memory.h"
#include "bench/base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static fl_status read_descriptor(int descriptor, const char *path, size_t size, char *bytes, fl_error *error)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(descriptor, bytes + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fl_fail(error, FL_USAGE, "%s: cannot read: %s", path, strerror(errno));
        if (got == 0)
            return fl_fail(error, FL_USAGE, "%s: became shorter while it was read; try again", path);
        done += (size_t)got;
    }
    bytes[size] = '\0';
    return FL_OK;
}

fl_status fl_file_read_descriptor(int descriptor, const char *path, size_t limit, char **bytes, size_t *size,
                                  fl_error *error)
{
    *bytes = NULL;
    *size = 0;
    struct stat facts;
    fl_status status = FL_OK;
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode))
        status = fl_fail(error, FL_USAGE, "%s: not a regular file", path);
    else if (facts.st_size < 0 || (uintmax_t)facts.st_size > limit)
        status = fl_fail(error, FL_USAGE, "%s: %jd bytes; at most %zu are accepted", path,
                         (intmax_t)facts.st_size, limit);
    else if ((*bytes = malloc((size_t)facts.st_size + 1)) == NULL)
        status = fl_fail(error, FL_UNABLE, "%s: no memory for %jd bytes", path, (intmax_t)facts.st_size);
    else
        status = read_descriptor(descriptor, path, *size = (size_t)facts.st_size, *bytes, error);
    close(descriptor);
    if (status != FL_OK) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    return status;
}

fl_status fl_file_read(const char *path, size_t limit, char **bytes, size_t *size, fl_error *error)
{
    *bytes = NULL;
    *size = 0;
    /* O_NONBLOCK: opening a FIFO must fail behind this instead of waiting for a writer. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return fl_fail(error, FL_USAGE, "%s: cannot open: %s", path, strerror(errno));
    return fl_file_read_descriptor(descriptor, path, limit, bytes, size, error);
}

static fl_status write_descriptor(int descriptor, const void *bytes, size_t size)
{
    const char *next = bytes;
    while (size > 0) {
        ssize_t wrote = write(descriptor, next, size);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return FL_UNABLE;
        next += wrote;
        size -= (size_t)wrote;
    }
    return fsync(descriptor) == 0 || errno == EINVAL ? FL_OK : FL_UNABLE;
}

/* A new file keeps the permissions of the one it replaces, else what the umask leaves of 0666. */
static mode_t wanted_mode(const char *path)
{
    struct stat facts;
    if (stat(path, &facts) == 0)
        return facts.st_mode & 0777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Devices and pipes (/dev/stdout, /dev/full) cannot be renamed over; they are written as they stand. */
static fl_status write_in_place(const char *path, const void *bytes, size_t size, fl_error *error)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0 || write_descriptor(descriptor, bytes, size) != FL_OK) {
        fl_status status = fl_fail(error, FL_UNABLE, "%s: cannot write: %s", path, strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        return status;
    }
    return close(descriptor) == 0 ? FL_OK
                                  : fl_fail(error, FL_UNABLE, "%s: cannot write: %s", path, strerror(errno));
}

/* The file that path leads to, symbolic links followed: that is replaced, not the link. A path that does not
 * exist stands as it is. */
static fl_status resolve(const char *path, char target[PATH_MAX], fl_error *error)
{
    struct stat facts;
    if (!path[0])
        return fl_fail(error, FL_UNABLE, "cannot write: the name of the file is empty");
    if (realpath(path, target) != NULL)
        return FL_OK;
    if (errno != ENOENT)
        return fl_fail(error, FL_UNABLE, "%s: cannot write there: %s", path, strerror(errno));
    if (lstat(path, &facts) == 0)
        return fl_fail(error, FL_UNABLE,
                       "%s: is a symbolic link to a file that does not exist; name that file", path);
    if ((size_t)snprintf(target, PATH_MAX, "%s", path) >= PATH_MAX)
        return fl_fail(error, FL_UNABLE, "%s: cannot write there: %s", path, strerror(ENAMETOOLONG));
    return FL_OK;
}

/* A file that is being written: without a name where the system has that, else under a temporary one. */
typedef struct draft {
    int descriptor;
    char temporary[PATH_MAX + sizeof FL_SCRATCH_SUFFIX]; /* "": none yet */
} draft;

static bool open_draft(const char *target, draft *d)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(target, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - target) + (slash == target) : 1,
             slash ? target : ".");
    d->temporary[0] = '\0';
    d->descriptor = -1;
#ifdef O_TMPFILE
    d->descriptor = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (d->descriptor >= 0)
        return true;
    fl_scratch_sweep(target);
    snprintf(d->temporary, sizeof d->temporary, "%s" FL_SCRATCH_SUFFIX, target);
    d->descriptor = mkstemp(d->temporary);
    if (d->descriptor < 0) {
        d->temporary[0] = '\0';
        return false;
    }
    fl_interrupt_leave(d->temporary);
    (void)flock(d->descriptor, LOCK_EX | LOCK_NB);
    return true;
}

/* Gives a nameless file a temporary name, over which no file is: link() replaces none. */
static bool name_draft(const char *target, draft *d)
{
    enum { TRIES = 100 };
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", d->descriptor);
    fl_scratch_sweep(target);
    (void)flock(d->descriptor, LOCK_EX | LOCK_NB);
    for (int i = 0; i < TRIES; i++) {
        snprintf(d->temporary, sizeof d->temporary, "%s" FL_SCRATCH_SUFFIX, target);
        int probe = mkstemp(d->temporary); /* for a name that is free now */
        if (probe < 0)
            break;
        close(probe);
        unlink(d->temporary);
        if (linkat(AT_FDCWD, self, AT_FDCWD, d->temporary, AT_SYMLINK_FOLLOW) == 0) {
            fl_interrupt_leave(d->temporary);
            return true;
        }
        if (errno != EEXIST)
            break;
    }
    d->temporary[0] = '\0';
    return false;
}

/* Without /proc a nameless file cannot get a name: it is written once more. */
static bool name_or_copy(const char *target, const void *bytes, size_t size, draft *d)
{
    if (d->temporary[0] || name_draft(target, d))
        return true;
    close(d->descriptor);
    snprintf(d->temporary, sizeof d->temporary, "%s" FL_SCRATCH_SUFFIX, target);
    d->descriptor = mkstemp(d->temporary);
    if (d->descriptor < 0) {
        d->temporary[0] = '\0';
        return false;
    }
    fl_interrupt_leave(d->temporary);
    return write_descriptor(d->descriptor, bytes, size) == FL_OK;
}

static fl_status close_draft(draft *d, fl_status status)
{
    int why = errno;
    if (d->descriptor >= 0)
        close(d->descriptor);
    if (d->temporary[0] && status != FL_OK)
        unlink(d->temporary);
    if (d->temporary[0])
        fl_interrupt_forget(d->temporary);
    errno = why;
    return status;
}

/* The moment in which the file is there. */
static fl_status publish(const char *target, draft *d)
{
    if (!fl_interrupt_hold())
        return close_draft(d, FL_INTERRUPTED);
    bool done = rename(d->temporary, target) == 0;
    fl_interrupt_written(done);
    return close_draft(d, done ? FL_OK : FL_UNABLE);
}

fl_status fl_file_write(const char *path, const void *bytes, size_t size, fl_error *error)
{
    char target[PATH_MAX];
    struct stat facts;
    if (fl_memory_ran_short())
        return fl_fail(error, FL_UNABLE, "%s: not written: memory ran short, it might not be whole", path);
    if (stat(path, &facts) == 0) {
        if (S_ISDIR(facts.st_mode))
            return fl_fail(error, FL_UNABLE, "%s: is a folder; name a file", path);
        if (!S_ISREG(facts.st_mode))
            return write_in_place(path, bytes, size, error);
    }
    fl_status status = resolve(path, target, error);
    if (status != FL_OK)
        return status;
    draft d;
    if (!open_draft(target, &d))
        return fl_fail(error, FL_UNABLE, "%s: cannot write there: %s", path, strerror(errno));
    bool whole = write_descriptor(d.descriptor, bytes, size) == FL_OK &&
                 name_or_copy(target, bytes, size, &d) && fchmod(d.descriptor, wanted_mode(path)) == 0;
    status = whole ? publish(target, &d) : close_draft(&d, FL_UNABLE);
    if (status == FL_INTERRUPTED)
        return fl_fail(error, status, "interrupted; nothing was written");
    if (status != FL_OK)
        return fl_fail(error, status, "%s: cannot write: %s; the earlier file, if any, is untouched", path,
                       strerror(errno));
    return FL_OK;
}

fl_status fl_file_check_writable(const char *path, fl_error *error)
{
    char target[PATH_MAX];
    struct stat facts;
    if (stat(path, &facts) == 0) {
        if (S_ISDIR(facts.st_mode))
            return fl_fail(error, FL_UNABLE, "%s: is a folder; name a file", path);
        if (!S_ISREG(facts.st_mode)) /* a pipe or device: to open it may already mean something to it */
            return access(path, W_OK) == 0
                       ? FL_OK
                       : fl_fail(error, FL_UNABLE, "%s: cannot write there: %s", path, strerror(errno));
    }
    fl_status status = resolve(path, target, error);
    draft d;
    if (status != FL_OK)
        return status;
    if (!open_draft(target, &d))
        return fl_fail(error, FL_UNABLE, "%s: cannot write there: %s", path, strerror(errno));
    (void)close_draft(&d, FL_UNABLE);
    return FL_OK;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
    (void)facts, (void)kind, (void)place;
    return remove(path);
}

void fl_folder_remove(const char *path)
{
    enum { MOST_OPEN = 16 };
    (void)nftw(path, remove_one, MOST_OPEN, FTW_DEPTH | FTW_PHYS);
}
