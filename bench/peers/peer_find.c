/* Where peers and the region library are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/system.h"
#include "bench/peers/peer_parts.h"

enum { PATH_ROOM = 512 };

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

/* The folder that holds this program, without a slash at its end. */
static bool own_folder(char *path, size_t size)
{
    if (!fl_system_own_path(path, size))
        return false;
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

/* "" when that would be too long. */
static void join(char *path, size_t size, const char *folder, const char *name)
{
    if ((size_t)snprintf(path, size, "%s/%s", folder, name) >= size)
        path[0] = '\0';
}

/* Absolute, for measuring processes and peers may stand elsewhere; symbolic links stay, since that of a
 * virtual environment's Python means more than its target. */
static fl_status make_absolute(const char *what, const char *given, char *path, size_t size, fl_error *error)
{
    char here[PATH_ROOM] = "";
    int length;
    if (given[0] == '/')
        length = snprintf(path, size, "%s", given);
    else if (getcwd(here, sizeof here))
        length = snprintf(path, size, "%s/%s", here, given);
    else
        return fl_fail(error, FL_UNABLE, "%s: the current folder is not known: %s", what, strerror(errno));
    if (length < 0 || (size_t)length >= size)
        return fl_fail(error, FL_USAGE, "%s: the path is longer than %zu bytes", what, size - 1);
    return FL_OK;
}

/* Where the folders of the known peers are: FAIRLANE_PEERS, else `peers` beside this program (build tree),
 * else ../share/fairlane/bench/peers from there (installed). FL_UNABLE when there is none. */
static fl_status find_folder(char *path, size_t size, fl_error *error)
{
    static const char *const places[] = {"peers", "../share/fairlane/bench/peers"};
    char own[PATH_ROOM];
    const char *named = getenv("FAIRLANE_PEERS");
    if (named && named[0]) {
        fl_status status = make_absolute("FAIRLANE_PEERS", named, path, size, error);
        if (status != FL_OK || is_folder(path))
            return status;
        return fl_fail(error, FL_UNABLE, "FAIRLANE_PEERS: '%.200s' is no folder", named);
    }
    bool known = own_folder(own, sizeof own);
    for (size_t i = 0; known && i < sizeof places / sizeof places[0]; i++) {
        join(path, size, own, places[i]);
        if (path[0] && is_folder(path))
            return FL_OK;
    }
    return fl_fail(error, FL_UNABLE,
                   "the folder of the peers is not beside this program; set FAIRLANE_PEERS to bench/peers of "
                   "the project");
}

/* The path of libfairlane_region beside this program or where it is installed; "" when it is not there. */
static void find_region_library(char *path, size_t size)
{
    static const char *const places[] = {"libfairlane_region.so.1",
                                         "../" FAIRLANE_LIBRARY_FOLDER "/libfairlane_region.so.1"};
    char own[PATH_ROOM];
    path[0] = '\0';
    bool known = own_folder(own, sizeof own);
    for (size_t i = 0; known && i < sizeof places / sizeof places[0]; i++) {
        join(path, size, own, places[i]);
        if (path[0] && access(path, R_OK) == 0)
            return;
    }
    path[0] = '\0';
}

static fl_status find_program(const char *name, fl_peer_start *start, fl_error *error)
{
    const char *base = strrchr(name, '/') + 1;
    fl_status status = make_absolute("--peer", name, start->path, sizeof start->path, error);
    if (status != FL_OK)
        return status;
    struct stat facts;
    if (stat(start->path, &facts) != 0 || !S_ISREG(facts.st_mode) || access(start->path, X_OK) != 0)
        return fl_fail(error, FL_USAGE, "--peer: '%.300s' is not a program that can be executed", name);
    snprintf(start->name, sizeof start->name, "%.63s", base);
    return FL_OK;
}

/* "aprender, numpy, pytorch" */
static void list_kinds(char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (const fl_peer_kind *kind = fl_peer_kinds; kind->name && used < size; kind++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", kind->name);
}

static fl_status find_kind(const char *name, fl_peer_start *start, fl_error *error)
{
    char folder[PATH_ROOM - 128], names[256];
    const fl_peer_kind *kind = fl_peer_kinds;
    while (kind->name && strcmp(kind->name, name) != 0)
        kind++;
    if (!kind->name) {
        list_kinds(names, sizeof names);
        return fl_fail(
            error, FL_USAGE,
            "--peer: '%.63s' is not known; known are: %s; a program of your own is named by its path", name,
            names);
    }
    fl_status status = find_folder(folder, sizeof folder, error);
    if (status != FL_OK)
        return status;
    snprintf(start->name, sizeof start->name, "%s", kind->name);
    snprintf(start->argument, sizeof start->argument, "%s", kind->variant);
    snprintf(start->path, sizeof start->path, "%s/%.63s/start", folder, kind->folder);
    snprintf(start->setup, sizeof start->setup, "%s/%.63s/setup%s%s", folder, kind->folder,
             kind->variant[0] ? " " : "", kind->variant);
    if (access(start->path, X_OK) != 0)
        return fl_fail(error, FL_UNABLE, "peer '%s' is not there: %s: %s", kind->name, start->path,
                       strerror(errno));
    return FL_OK;
}

fl_status fl_peer_find(const char *name, const char *python, fl_peer_start *start, fl_error *error)
{
    *start = (fl_peer_start){.seconds = FL_PEER_SECONDS};
    fl_status status = strchr(name, '/') ? find_program(name, start, error) : find_kind(name, start, error);
    if (status == FL_OK && python && strchr(python, '/'))
        status = make_absolute("--python", python, start->python, sizeof start->python, error);
    else if (status == FL_OK && python &&
             (size_t)snprintf(start->python, sizeof start->python, "%s", python) >= sizeof start->python)
        status = fl_fail(error, FL_USAGE, "--python: the name is too long");
    if (status == FL_OK && strchr(start->python, '/') && access(start->python, X_OK) != 0)
        status =
            fl_fail(error, FL_USAGE, "--python: '%.300s' cannot be executed: %s", python, strerror(errno));
    find_region_library(start->region, sizeof start->region);
    return status;
}
