#include "bench/lab/copy_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/interrupt.h"

enum { MOST_ENTRIES = 200000, MOST_DEPTH = 64, PIECE = 1 << 14 };
static const uint64_t most_bytes = UINT64_C(4) << 30;

typedef struct copying {
    const char *name; /* of the folder, for messages */
    uint64_t bytes;
    size_t entries;
    fl_error *error;
} copying;

static fl_status cannot_write(const copying *c, const char *name)
{
    return fl_fail(c->error, FL_UNABLE,
                   "audit: cannot copy %.200s, at '%.100s': %s; TMPDIR names another place", c->name, name,
                   strerror(errno));
}

static fl_status cannot_read(const copying *c, const char *name)
{
    return fl_fail(c->error, FL_USAGE, "%.300s: '%.100s' cannot be read: %s", c->name, name, strerror(errno));
}

static fl_status copy_bytes(copying *c, const char *name, int from, int to)
{
    char piece[PIECE];
    for (;;) {
        ssize_t got = read(from, piece, sizeof piece), put = 0;
        if (got < 0)
            return cannot_read(c, name);
        if (got == 0)
            return FL_OK;
        c->bytes += (uint64_t)got;
        if (c->bytes > most_bytes)
            return fl_fail(c->error, FL_USAGE,
                           "%.300s: holds more than 4 GiB; keep the case in a folder of its own", c->name);
        for (ssize_t done = 0; done < got; done += put)
            if ((put = write(to, piece + done, (size_t)(got - done))) < 0)
                return cannot_write(c, name);
        if (fl_interrupted())
            return fl_fail(c->error, FL_INTERRUPTED, "interrupted; nothing was written");
    }
}

static fl_status copy_file(copying *c, int from, int to, const char *name, const struct stat *facts)
{
    int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (source < 0)
        return cannot_read(c, name);
    int target = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                        (facts->st_mode & 0777) | S_IRUSR | S_IWUSR);
    fl_status status = target < 0 ? cannot_write(c, name) : copy_bytes(c, name, source, target);
    /* what is older stays older: make and cargo go by it */
    if (status == FL_OK)
        (void)futimens(target,
                       (const struct timespec[]){{.tv_sec = facts->st_atime}, {.tv_sec = facts->st_mtime}});
    close(source);
    if (target >= 0)
        close(target);
    return status;
}

static fl_status copy_link(copying *c, int from, int to, const char *name)
{
    char text[PATH_MAX];
    ssize_t length = readlinkat(from, name, text, sizeof text - 1);
    if (length < 0)
        return cannot_read(c, name);
    text[length] = '\0';
    return symlinkat(text, to, name) == 0 ? FL_OK : cannot_write(c, name);
}

/* NOLINTBEGIN(misc-no-recursion): deep is limited */
static fl_status copy_below(copying *c, int from, int to, int depth);

static fl_status copy_folder(copying *c, int from, int to, const char *name, int depth)
{
    int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (source < 0)
        return cannot_read(c, name);
    int target =
        mkdirat(to, name, 0700) == 0 ? openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    fl_status status = target < 0 ? cannot_write(c, name) : copy_below(c, source, target, depth + 1);
    if (target >= 0)
        close(target);
    close(source);
    return status;
}

static fl_status copy_entry(copying *c, int from, int to, const char *name, int depth)
{
    struct stat facts;
    if (++c->entries > MOST_ENTRIES || depth > MOST_DEPTH)
        return fl_fail(
            c->error, FL_USAGE,
            "%.300s: holds more than 200,000 files, or folders more than 64 deep; keep the case in a "
            "folder of its own",
            c->name);
    if (fstatat(from, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return cannot_read(c, name);
    if (S_ISREG(facts.st_mode))
        return copy_file(c, from, to, name, &facts);
    if (S_ISLNK(facts.st_mode))
        return copy_link(c, from, to, name);
    return S_ISDIR(facts.st_mode) ? copy_folder(c, from, to, name, depth) : FL_OK;
}

static fl_status copy_below(copying *c, int from, int to, int depth)
{
    int listed = dup(from);
    DIR *all = listed >= 0 ? fdopendir(listed) : NULL;
    fl_status status = FL_OK;
    if (!all) {
        if (listed >= 0)
            close(listed);
        return cannot_read(c, ".");
    }
    for (struct dirent *entry = readdir(all); entry && status == FL_OK; entry = readdir(all))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = copy_entry(c, from, to, entry->d_name, depth);
    closedir(all);
    return status;
}

/* NOLINTEND(misc-no-recursion) */

fl_status fl_copy_folder(const char *folder, const char *target, fl_error *error)
{
    copying c = {folder, 0, 0, error};
    int from = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (from < 0)
        return fl_fail(error, FL_USAGE, "%.400s: cannot open: %s", folder, strerror(errno));
    int to = mkdir(target, 0700) == 0 ? open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    fl_status status = to < 0 ? cannot_write(&c, target) : copy_below(&c, from, to, 0);
    if (to >= 0)
        close(to);
    close(from);
    return status;
}
