#include "bench/import/result_files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_DEPTH = 16 };

static fl_status no_memory(fl_error *error)
{
    return fl_fail(error, FL_UNABLE, "compare: no memory for the names of all files");
}

/* facts: NULL for what is not there. */
static fl_status add(fl_result_files *files, const char *path, const struct stat *facts, fl_error *error)
{
    if (files->count == files->room) {
        size_t room = files->room ? 2 * files->room : 64;
        fl_result_file *larger = realloc(files->files, room * sizeof *larger);
        if (!larger)
            return no_memory(error);
        files->files = larger;
        files->room = room;
    }
    fl_result_file *file = &files->files[files->count];
    *file = (fl_result_file){.path = strdup(path), .order = files->count};
    if (!file->path)
        return no_memory(error);
    if (facts) {
        file->device = facts->st_dev;
        file->inode = facts->st_ino;
    }
    files->count++;
    return FL_OK;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && strcmp(name + length - tail, end) == 0;
}

/* One of the folders in which Criterion keeps its files. */
static bool is_criterions(const char *path)
{
    char file[4096];
    struct stat facts;
    return (size_t)snprintf(file, sizeof file, "%s/estimates.json", path) < sizeof file &&
           stat(file, &facts) == 0;
}

static fl_status walk(fl_result_files *files, const char *folder, int depth, size_t *of_criterion,
                      fl_error *error);

/* NOLINTBEGIN(misc-no-recursion): at most MOST_DEPTH deep */
static fl_status add_entry(fl_result_files *files, const char *path, int depth, size_t *of_criterion,
                           fl_error *error)
{
    struct stat facts;
    if (lstat(path, &facts) != 0)
        return add(files, path, NULL, error);
    if (S_ISDIR(facts.st_mode) && is_criterions(path)) {
        ++*of_criterion;
        return FL_OK;
    }
    if (S_ISDIR(facts.st_mode))
        return walk(files, path, depth + 1, of_criterion, error);
    if (S_ISREG(facts.st_mode) && (ends_with(path, ".json") || ends_with(path, ".csv")))
        return add(files, path, &facts, error);
    files->passed_over++;
    return FL_OK;
}

static int by_name(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
}

/* What stands in a folder, hidden files left out, in the order of the names. */
typedef struct names {
    char **list;
    size_t count, room;
} names;

static bool add_name(names *n, const char *name)
{
    if (n->count == n->room) {
        size_t room = n->room ? 2 * n->room : 64;
        char **larger = realloc(n->list, room * sizeof *larger);
        if (!larger)
            return false;
        n->list = larger;
        n->room = room;
    }
    n->list[n->count] = strdup(name);
    return n->list[n->count] && ++n->count;
}

static bool list_folder(DIR *folder, names *n)
{
    bool good = true;
    for (const struct dirent *entry; good && (entry = readdir(folder));)
        if (entry->d_name[0] != '.')
            good = add_name(n, entry->d_name);
    if (n->count > 1)
        qsort(n->list, n->count, sizeof *n->list, by_name);
    return good;
}

static fl_status walk(fl_result_files *files, const char *folder, int depth, size_t *of_criterion,
                      fl_error *error)
{
    names n = {0};
    DIR *open = depth < MOST_DEPTH ? opendir(folder) : NULL;
    if (!open)
        return add(files, folder, NULL, error); /* reading it will tell why not */
    fl_status status = list_folder(open, &n) ? FL_OK : no_memory(error);
    closedir(open);
    for (size_t i = 0; i < n.count; i++) {
        char path[4096];
        const char *slash = ends_with(folder, "/") ? "" : "/";
        int length = snprintf(path, sizeof path, "%s%s%s", folder, slash, n.list[i]);
        if (status == FL_OK && (size_t)length < sizeof path)
            status = add_entry(files, path, depth, of_criterion, error);
        free(n.list[i]);
    }
    free(n.list);
    return status;
}
/* NOLINTEND(misc-no-recursion) */

fl_status fl_result_files_add(fl_result_files *files, const char *path, fl_error *error)
{
    struct stat facts;
    if (stat(path, &facts) != 0)
        return add(files, path, NULL, error);
    if (!S_ISDIR(facts.st_mode))
        return add(files, path, &facts, error);
    size_t before = files->count, of_criterion = 0;
    fl_status status = walk(files, path, 0, &of_criterion, error);
    if (status == FL_OK && files->count == before)
        return add(files, path, &facts, error); /* Criterion's; or empty, which reading it tells */
    files->passed_over += of_criterion;
    return status;
}

static int by_inode(const void *x, const void *y)
{
    const fl_result_file *a = x, *b = y;
    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    if (a->inode != b->inode)
        return a->inode < b->inode ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static int by_order(const void *x, const void *y)
{
    const fl_result_file *a = x, *b = y;
    return a->order < b->order ? -1 : a->order > b->order;
}

void fl_result_files_settle(fl_result_files *files)
{
    size_t kept = 0;
    if (files->count == 0)
        return;
    qsort(files->files, files->count, sizeof *files->files, by_inode);
    for (size_t i = 0; i < files->count; i++) {
        const fl_result_file *file = &files->files[i], *last = kept > 0 ? &files->files[kept - 1] : NULL;
        if (last && file->inode != 0 && last->inode == file->inode && last->device == file->device) {
            free(file->path);
            files->duplicates++;
        } else {
            files->files[kept++] = *file;
        }
    }
    files->count = kept;
    qsort(files->files, files->count, sizeof *files->files, by_order);
}

bool fl_is_folder_of_many(const char *path)
{
    fl_result_files files = {0};
    struct stat facts;
    bool folder = stat(path, &facts) == 0 && S_ISDIR(facts.st_mode) &&
                  fl_result_files_add(&files, path, NULL) == FL_OK &&
                  !(files.count == 1 && strcmp(files.files[0].path, path) == 0);
    fl_result_files_free(&files);
    return folder;
}

void fl_result_files_free(fl_result_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->files[i].path);
    free(files->files);
    memset(files, 0, sizeof *files);
}
