#define _GNU_SOURCE /* flock, mkdtemp */
#include "bench/base/scratch.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/interrupt.h"

/* The file in each folder that is locked as long as somebody uses it. */
#define MARK ".fairlane-scratch"

enum { MOST = 8, LONGEST = 512, RANDOM_LETTERS = 6, YOUNGEST_SECONDS = 10 };

static struct {
    char path[LONGEST];
    int lock;
} held[MOST];

/* ---- what killed programs left ---- */

/* PREFIX and the letters of mkdtemp. */
static bool is_ours(const char *name, const char *prefix)
{
    size_t length = strlen(prefix);
    if (strncmp(name, prefix, length) != 0)
        return false;
    for (int i = 0; i < RANDOM_LETTERS; i++)
        if (!isalnum((unsigned char)name[length + (size_t)i]))
            return false;
    return name[length + RANDOM_LETTERS] == '\0';
}

/* A young one may not be locked yet; a folder without the mark was never ours, whatever its name. */
static bool is_stale(int folder, const char *name)
{
    struct stat facts;
    char mark[NAME_MAX + sizeof "/" MARK];
    if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || facts.st_uid != geteuid() ||
        !(S_ISDIR(facts.st_mode) || S_ISREG(facts.st_mode)) || facts.st_mtime > time(NULL) - YOUNGEST_SECONDS)
        return false;
    snprintf(mark, sizeof mark, "%s%s", name, S_ISDIR(facts.st_mode) ? "/" MARK : "");
    int lock = openat(folder, mark, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool stale = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0;
    if (lock >= 0)
        close(lock);
    return stale;
}

static void sweep(const char *place, const char *prefix)
{
    DIR *all = opendir(place);
    for (struct dirent *entry = all ? readdir(all) : NULL; entry; entry = readdir(all)) {
        char path[PATH_MAX];
        if (is_ours(entry->d_name, prefix) && is_stale(dirfd(all), entry->d_name) &&
            (size_t)snprintf(path, sizeof path, "%s/%s", place, entry->d_name) < sizeof path)
            fl_folder_remove(path);
    }
    if (all)
        closedir(all);
}

void fl_scratch_sweep(const char *target)
{
    char place[PATH_MAX], prefix[NAME_MAX + 16];
    const char *slash = strrchr(target, '/');
    int length = slash ? (int)(slash - target) : 0;
    snprintf(place, sizeof place, "%.*s", slash ? length + (length == 0) : 1, slash ? target : ".");
    snprintf(prefix, sizeof prefix, "%.*s.fairlane-", NAME_MAX, slash ? slash + 1 : target);
    sweep(place, prefix);
}

/* ---- making and ending ---- */

/* The lock of a folder in its mark; -1 where that cannot be made: then no sweep touches it. */
static int lock_in(const char *folder)
{
    char mark[LONGEST + sizeof MARK];
    snprintf(mark, sizeof mark, "%s/" MARK, folder);
    int lock = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (lock >= 0)
        (void)flock(lock, LOCK_EX | LOCK_NB);
    return lock;
}

static fl_status make(char *path, fl_error *error)
{
    if (!mkdtemp(path)) {
        fl_status status =
            fl_fail(error, FL_UNABLE, "%s: cannot make a folder: %s; set TMPDIR, or name another", path,
                    strerror(errno));
        path[0] = '\0';
        return status;
    }
    fl_interrupt_leave(path);
    for (size_t i = 0; i < MOST; i++)
        if (!held[i].path[0] && strlen(path) < LONGEST) {
            memcpy(held[i].path, path, strlen(path) + 1);
            held[i].lock = lock_in(path);
            break;
        }
    return FL_OK;
}

static void let_go(const char *path)
{
    fl_interrupt_forget(path);
    for (size_t i = 0; i < MOST; i++)
        if (held[i].path[0] && strcmp(held[i].path, path) == 0) {
            if (held[i].lock >= 0)
                close(held[i].lock);
            held[i].path[0] = '\0';
        }
}

fl_status fl_scratch_make(const char *what, char *path, size_t size, fl_error *error)
{
    char prefix[64];
    const char *place = getenv("TMPDIR");
    if (!place || place[0] != '/')
        place = "/tmp";
    if ((size_t)snprintf(path, size, "%s/fairlane-%s-XXXXXX", place, what) >= size) {
        path[0] = '\0';
        return fl_fail(error, FL_UNABLE, "TMPDIR: its name is longer than %zu bytes", size - 40);
    }
    snprintf(prefix, sizeof prefix, "fairlane-%.40s-", what);
    sweep(place, prefix);
    return make(path, error);
}

fl_status fl_scratch_beside(const char *target, char *path, size_t size, fl_error *error)
{
    if ((size_t)snprintf(path, size, "%s" FL_SCRATCH_SUFFIX, target) >= size) {
        path[0] = '\0';
        return fl_fail(error, FL_USAGE, "%.200s…: the path is too long", target);
    }
    fl_scratch_sweep(target);
    return make(path, error);
}

void fl_scratch_remove(const char *path)
{
    if (!path[0])
        return;
    fl_folder_remove(path);
    let_go(path);
}

fl_status fl_scratch_publish(const char *path, const char *target, fl_error *error)
{
    char mark[LONGEST + sizeof MARK];
    if (!fl_interrupt_hold())
        return fl_fail(error, FL_INTERRUPTED, "interrupted; nothing was written");
    snprintf(mark, sizeof mark, "%s/" MARK, path);
    unlink(mark);
    bool done = rename(path, target) == 0;
    int why = errno;
    if (done)
        let_go(path);
    fl_interrupt_written(done);
    return done ? FL_OK : fl_fail(error, FL_UNABLE, "%.400s: %s", target, strerror(why));
}
