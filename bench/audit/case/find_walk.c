/* The files of a folder, without following a link. */
#define _GNU_SOURCE /* d_type */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/audit/case/find_parts.h"
#include "bench/base/clock_check.h"
#include "bench/base/folder.h"
#include "bench/base/interrupt.h"
#include "bench/base/text.h"

/* A checkout has some thousand files beside what is left out; a benchmark keeps a few of a kind. */
enum { MOST_ENTRIES = 100000, MOST_LISTED = 2000, DEEPEST = 24, MOST_SECONDS = 20 };
enum { MOST_READ = 256 << 20 };

fl_status fl_find_in_time(const fl_search *s)
{
    if (fl_interrupted())
        return fl_fail(s->error, FL_INTERRUPTED, "interrupted; nothing was written");
    if ((fl_limit_ns() - s->begin_ns) / 1000000000U < MOST_SECONDS)
        return FL_OK;
    return fl_fail(s->error, FL_USAGE,
                   "%.200s: finding takes more than %d s; name a smaller folder, or a case file", s->name,
                   MOST_SECONDS);
}

bool fl_find_read(fl_search *s, fl_found_file *file, size_t limit, char **bytes, size_t *size)
{
    fl_error why = {""};
    *bytes = NULL;
    if (file->size > limit || s->read + file->size > MOST_READ) {
        snprintf(file->why, sizeof file->why, "%zu bytes: too large to be looked at", file->size);
        return false;
    }
    if (fl_folder_read(s->folder, file->path, limit, bytes, size, &why) != FL_OK) {
        snprintf(file->why, sizeof file->why, "it cannot be read");
        return false;
    }
    s->read += *size;
    return true;
}

static fl_status add_file(fl_search *s, const char *path, size_t size, bool folder)
{
    fl_finding *f = s->finding;
    fl_role role = folder ? FL_ROLE_RESULT : fl_role_of_path(path);
    if (role == FL_ROLE_NONE || !fl_text_is_plain(path) || strlen(path) >= sizeof f->files[0].path) {
        f->others++;
        return FL_OK;
    }
    if (f->count == MOST_LISTED)
        return fl_fail(
            s->error, FL_USAGE,
            "%.200s: more than %d files that an audit could read; name a smaller folder, or a case file",
            s->name, MOST_LISTED);
    if (f->count == f->room) {
        size_t room = f->room ? 2 * f->room : 64;
        fl_found_file *grown = realloc(f->files, room * sizeof *grown);
        if (!grown)
            return fl_fail(s->error, FL_UNABLE, "%.200s: no memory to list its files", s->name);
        f->files = grown;
        f->room = room;
    }
    fl_found_file *file = &f->files[f->count++];
    *file = (fl_found_file){.size = size, .role = role, .folder = folder};
    snprintf(file->path, sizeof file->path, "%s", path);
    return FL_OK;
}

/* Criterion keeps NAME/new/estimates.json; the folder above all such is one result. */
static bool is_criterion(int folder)
{
    static const char *const marks[] = {"new/estimates.json", "base/estimates.json", "report/index.html"};
    struct stat facts;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (fstatat(folder, marks[i], &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode))
            return i < 2;
    return false;
}

typedef struct walk {
    fl_search *search;
    size_t entries;
} walk;

static fl_status walk_folder(walk *w, int folder, const char *path, int depth);

/* Whether one of the folders in it is a benchmark of Criterion, at most three levels (group/function/value)
 * below. */
/* NOLINTNEXTLINE(misc-no-recursion): three levels */
static bool holds_criterion(walk *w, int folder, int levels)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
    bool found = false;
    if (!directory && copy >= 0)
        close(copy);
    for (const struct dirent *entry; directory && !found && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.' || ++w->entries > MOST_ENTRIES)
            continue;
        int below = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (below < 0)
            continue;
        found = is_criterion(below) || (levels > 1 && holds_criterion(w, below, levels - 1));
        close(below);
    }
    if (directory)
        closedir(directory);
    return found;
}

/* NOLINTBEGIN(misc-no-recursion): DEEPEST folders */
/* A folder called so, with such benchmarks in it, is one result; "target" is looked into for that alone. */
static fl_status visit_folder(walk *w, int parent, const char *name, const char *path, int depth)
{
    fl_search *s = w->search;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder < 0)
        return FL_OK; /* gone, or not for this user */
    fl_status status = FL_OK;
    if (strcmp(name, "target") == 0) {
        char below[512];
        int criterion = openat(folder, "criterion", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        snprintf(below, sizeof below, "%.240s/criterion", path);
        if (criterion >= 0 && holds_criterion(w, criterion, 3))
            status = add_file(s, below, 0, true);
        if (criterion >= 0)
            close(criterion);
        s->finding->folders_left++;
    } else if (fl_is_folder_to_leave(name)) {
        s->finding->folders_left++;
    } else if ((strstr(name, "criterion") || is_criterion(folder)) &&
               (is_criterion(folder) || holds_criterion(w, folder, 3))) {
        status = add_file(s, path, 0, true);
    } else {
        status = walk_folder(w, folder, path, depth + 1);
    }
    close(folder);
    return status;
}

static fl_status visit_entry(walk *w, int folder, const char *name, const char *path, int depth)
{
    struct stat facts;
    if (++w->entries > MOST_ENTRIES)
        return fl_fail(w->search->error, FL_USAGE,
                       "%.200s: more than %d files; name a smaller folder, or a case file", w->search->name,
                       MOST_ENTRIES);
    if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return FL_OK;
    if (S_ISDIR(facts.st_mode) && depth < DEEPEST)
        return visit_folder(w, folder, name, path, depth);
    if (S_ISREG(facts.st_mode))
        return add_file(w->search, path, facts.st_size > 0 ? (size_t)facts.st_size : 0, false);
    w->search->finding->others++;
    return FL_OK;
}

static fl_status walk_folder(walk *w, int folder, const char *path, int depth)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
    fl_status status = FL_OK;
    if (!directory) {
        if (copy >= 0)
            close(copy);
        return depth == 0 ? fl_fail(w->search->error, FL_USAGE, "%.200s: cannot be listed: %s",
                                    w->search->name, strerror(errno))
                          : FL_OK;
    }
    for (const struct dirent *entry; status == FL_OK && (entry = readdir(directory));) {
        char below[4096 + 256];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "/" : "", entry->d_name);
        if (strlen(below) < 4000)
            status = visit_entry(w, folder, entry->d_name, below, depth);
        if (status == FL_OK && w->entries % 1024 == 0)
            status = fl_find_in_time(w->search);
    }
    closedir(directory);
    return status;
}

/* NOLINTEND(misc-no-recursion) */

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const fl_found_file *)a)->path, ((const fl_found_file *)b)->path);
}

fl_status fl_find_walk(fl_search *s)
{
    walk w = {s, 0};
    fl_status status = walk_folder(&w, s->folder, "", 0);
    if (status == FL_OK && s->finding->count > 1)
        qsort(s->finding->files, s->finding->count, sizeof *s->finding->files, compare_paths);
    return status;
}
