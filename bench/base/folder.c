#include "bench/base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/file.h"
#include "bench/base/text.h"

enum { LONGEST_PATH = 4096 };

int fl_folder_open_of(const char *path, fl_error *error)
{
    char folder[LONGEST_PATH];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 1;
    if (length >= sizeof folder) {
        fl_fail(error, FL_USAGE, "%.80s…: the path is too long", path);
        return -1;
    }
    memcpy(folder, slash ? path : ".", length);
    folder[length] = '\0';
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        fl_fail(error, FL_USAGE, "%s: cannot open the folder: %s", folder, strerror(errno));
    return descriptor;
}

fl_status fl_folder_check_path(const char *path, fl_error *error)
{
    if (!path[0])
        return fl_fail(error, FL_USAGE, "the path of a file is empty");
    if (!fl_text_is_plain(path))
        return fl_fail(error, FL_USAGE, "the path of a file holds characters that cannot be shown");
    if (path[0] == '/')
        return fl_fail(error, FL_USAGE, "'%s' is absolute; files are named relative to the case", path);
    for (const char *part = path; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t length = strcspn(part, "/");
        if (length == 2 && strncmp(part, "..", 2) == 0)
            return fl_fail(error, FL_USAGE, "'%s' climbs out of the folder of the case", path);
        if (length == 0 || (length == 1 && *part == '.'))
            return fl_fail(error, FL_USAGE, "'%s' has an empty part; write it without // and /./", path);
    }
    return FL_OK;
}

/* ELOOP and, on a part that must be a folder, ENOTDIR are what a symbolic link gives. */
static fl_status fail_to_open(const char *path, bool last, int why, fl_error *error)
{
    if (why == ELOOP || (why == ENOTDIR && !last))
        return fl_fail(error, FL_USAGE,
                       "%s: a part of this path is a symbolic link or not a folder; neither is followed",
                       path);
    return fl_fail(error, FL_USAGE, "%s: cannot open: %s", path, strerror(why));
}

/* The first length bytes of path, part by part. */
static int open_parts(int folder, const char *path, size_t length)
{
    char name[LONGEST_PATH];
    int at = dup(folder);
    for (size_t begin = 0; at >= 0 && begin < length;) {
        size_t part = strcspn(path + begin, "/");
        int next = -1;
        if (part < sizeof name) {
            memcpy(name, path + begin, part);
            name[part] = '\0';
            next = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY);
        }
        close(at);
        at = next;
        begin += part + 1;
    }
    return at;
}

int fl_folder_open_below(int folder, const char *path)
{
    return fl_folder_check_path(path, NULL) == FL_OK ? open_parts(folder, path, strlen(path)) : -1;
}

int fl_folder_open_beside(int folder, const char *path)
{
    const char *slash = strrchr(path, '/');
    return fl_folder_check_path(path, NULL) == FL_OK
               ? open_parts(folder, path, slash ? (size_t)(slash - path) : 0)
               : -1;
}

fl_status fl_folder_open_file(int folder, const char *path, int *descriptor, fl_error *error)
{
    char name[LONGEST_PATH];
    *descriptor = -1;
    fl_status status = fl_folder_check_path(path, error);
    int at = status == FL_OK ? dup(folder) : -1;
    if (status == FL_OK && at < 0)
        status = fl_fail(error, FL_UNABLE, "%s: cannot open: %s", path, strerror(errno));
    const char *part = path;
    while (status == FL_OK) {
        size_t length = strcspn(part, "/");
        bool last = part[length] == '\0';
        if (length >= sizeof name) {
            status = fail_to_open(path, last, ENAMETOOLONG, error);
            break;
        }
        memcpy(name, part, length);
        name[length] = '\0';
        /* O_NONBLOCK: a FIFO must be refused instead of waited for. */
        int next = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (last ? O_NONBLOCK : O_DIRECTORY));
        int why = errno;
        close(at);
        at = next;
        if (next < 0)
            status = fail_to_open(path, last, why, error);
        else if (last) {
            *descriptor = next;
            return FL_OK;
        }
        part += length + 1;
    }
    if (at >= 0)
        close(at);
    return status;
}

fl_status fl_folder_read(int folder, const char *path, size_t limit, char **bytes, size_t *size,
                         fl_error *error)
{
    int descriptor;
    *bytes = NULL;
    *size = 0;
    fl_status status = fl_folder_open_file(folder, path, &descriptor, error);
    return status == FL_OK ? fl_file_read_descriptor(descriptor, path, limit, bytes, size, error) : status;
}
