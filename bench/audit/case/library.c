/* Sources of a library as a case names them: single files, folders of them, and the archives in which libraries are
 * published, crates and wheels. Nothing is unpacked onto the disk, and no link is followed. */
#define _GNU_SOURCE /* d_type */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/audit/case/files.h"
#include "bench/base/builder.h"
#include "bench/base/folder.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/import/archive.h"

enum { MOST_FILES = 5000, MOST_ENTRIES = 100000, DEEPEST = 24 };
enum { ARCHIVE_BYTES = 64 << 20, UNPACKED_BYTES = 1 << 30, MOST_BYTES = 128 << 20 };

typedef struct library {
    fl_case_side *side;
    const char *entry; /* the member of "library_sources" that is being read */
    size_t room, bytes, entries;
    fl_builder lines; /* of a folder: "SHA256  PATH", as sha256sum prints them */
} library;

static bool ends_with_one(const char *name, const char *const endings[])
{
    size_t length = strlen(name);
    for (size_t i = 0; endings[i]; i++)
        if (length > strlen(endings[i]) && strcmp(name + length - strlen(endings[i]), endings[i]) == 0)
            return true;
    return false;
}

static bool is_archive(const char *path)
{
    static const char *const endings[] = {".crate", ".whl", ".zip", ".tar", ".tar.gz", ".tgz", NULL};
    return ends_with_one(path, endings);
}

/* Machine code: nobody reads it here, but whoever judges must know of it. */
static bool is_binary(const char *name)
{
    static const char *const endings[] = {".so", ".a", ".o", ".dll", ".dylib", ".pyd", ".lib", ".bc", NULL};
    return ends_with_one(name, endings) || strstr(name, ".so.");
}

/* Code of the library itself: its tests, examples and benchmarks are none of its users'. */
static bool is_code(const char *name)
{
    static const char *const endings[] = {".rs", ".c",   ".cc", ".cpp", ".cxx", ".h",   ".hpp", ".s",
                                          ".S",  ".asm", ".py", ".pyx", ".cu",  ".inc", NULL},
                             *const beside[] = {"tests", "test", "benches", "examples", "docs", NULL};
    const char *part = name, *slash;
    for (; (slash = strchr(part, '/')) != NULL; part = slash + 1)
        for (size_t i = 0; beside[i]; i++)
            if ((size_t)(slash - part) == strlen(beside[i]) &&
                strncmp(part, beside[i], (size_t)(slash - part)) == 0)
                return false;
    return ends_with_one(name, endings) || is_binary(name);
}

/* Keeps a copy. separator: between the entry's name and that of the file in it. */
static fl_status keep(library *l, const char *separator, const char *name, const char *bytes, size_t size,
                      fl_error *error)
{
    fl_case_side *side = l->side;
    if (side->library_file_count == MOST_FILES || l->bytes + size > MOST_BYTES)
        return fl_fail(error, FL_USAGE,
                       "%s: more than %d files or %d MiB of library sources; that much is not read", l->entry,
                       MOST_FILES, MOST_BYTES >> 20);
    if (side->library_file_count == l->room) {
        size_t room = l->room ? 2 * l->room : 64;
        fl_case_text *grown = realloc(side->library_files, room * sizeof *grown);
        if (!grown)
            return fl_fail(error, FL_UNABLE, "%s: no memory for the library's sources", l->entry);
        side->library_files = grown;
        l->room = room;
    }
    fl_case_text *text = &side->library_files[side->library_file_count];
    char plain[200];
    snprintf(text->path, sizeof text->path, "%.*s%s%s", 50, l->entry, separator,
             fl_text_make_plain(name, plain, sizeof plain));
    text->bytes = malloc(size + 1);
    if (!text->bytes)
        return fl_fail(error, FL_UNABLE, "%s: no memory for the library's sources", l->entry);
    memcpy(text->bytes, bytes, size);
    text->bytes[size] = '\0';
    text->size = size;
    side->library_file_count++;
    l->bytes += size;
    return is_binary(name) ? FL_OK : fl_case_check_text(text, error);
}

/* ---- archives ---- */

static bool want(void *context, const char *name, size_t size)
{
    (void)context;
    (void)size;
    return is_code(name) && !is_binary(name);
}

static fl_status take(void *context, const char *name, const char *bytes, size_t size, fl_error *error)
{
    return keep(context, ": ", name, bytes, size, error);
}

/* Binaries are named without being unpacked. */
static bool note_binary(void *context, const char *name, size_t size)
{
    library *l = context;
    fl_error ignored = {""};
    (void)size;
    if (is_code(name) && is_binary(name))
        (void)keep(l, ": ", name, "", 0, &ignored);
    return false;
}

static fl_status read_archive(library *l, const fl_case_text *archive, fl_error *error)
{
    static const fl_archive_limits limits = {MOST_ENTRIES, FL_CASE_FILE_BYTES, UNPACKED_BYTES};
    fl_archive_visitor visitor = {want, take, l}, names = {note_binary, take, l};
    fl_status status =
        fl_archive_each(archive->bytes, archive->size, archive->path, &limits, &visitor, error);
    return status == FL_OK
               ? fl_archive_each(archive->bytes, archive->size, archive->path, &limits, &names, error)
               : status;
}

/* ---- folders ---- */

static fl_status visit(library *l, int top, int folder, const char *path, int depth, fl_error *error);

static fl_status read_file(library *l, int top, const char *path, fl_error *error)
{
    char *bytes = NULL, digest[65];
    size_t size = 0;
    if (is_binary(path))
        return keep(l, "/", path, "", 0, error);
    fl_status status = fl_folder_read(top, path, FL_CASE_FILE_BYTES, &bytes, &size, error);
    if (status == FL_OK) {
        fl_sha256(bytes, size, digest);
        fl_build_format(&l->lines, "%s  %s\n", digest, path);
        status = keep(l, "/", path, bytes, size, error);
    }
    free(bytes);
    return status;
}

/* NOLINTBEGIN(misc-no-recursion): DEEPEST folders */
static fl_status visit_entry(library *l, int top, int folder, const char *name, const char *path, int depth,
                             fl_error *error)
{
    struct stat facts;
    fl_status status = FL_OK;
    if (++l->entries > MOST_ENTRIES)
        return fl_fail(error, FL_USAGE, "%s: more than %d files; name a smaller folder", l->entry,
                       MOST_ENTRIES);
    if (fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return FL_OK;
    if (S_ISREG(facts.st_mode) && is_code(path))
        return read_file(l, top, path, error);
    int below =
        S_ISDIR(facts.st_mode) ? openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (below >= 0 && depth >= DEEPEST)
        status = fl_fail(error, FL_USAGE, "%s: folders in it are more than %d deep", l->entry, DEEPEST);
    else if (below >= 0)
        status = visit(l, top, below, path, depth + 1, error);
    if (below >= 0)
        close(below);
    return status;
}

/* The names in a folder, sorted, so that every reading meets them in the same order. */
typedef struct names {
    char **list;
    size_t count;
} names;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void forget(names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->list[i]);
    free(n->list);
}

static bool add_name(names *n, const char *name)
{
    char **more = realloc(n->list, (n->count + 1) * sizeof *more);
    if (more)
        n->list = more;
    char *copy = more ? strdup(name) : NULL;
    if (copy)
        n->list[n->count++] = copy;
    return copy != NULL;
}

static bool list_names(int folder, names *n)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *open = copy >= 0 ? fdopendir(copy) : NULL;
    bool good = open != NULL;
    for (const struct dirent *entry; good && (entry = readdir(open));)
        good = entry->d_name[0] == '.' || add_name(n, entry->d_name);
    if (open)
        closedir(open);
    else if (copy >= 0)
        close(copy);
    if (n->count > 0)
        qsort(n->list, n->count, sizeof *n->list, by_name);
    return good;
}

static fl_status visit(library *l, int top, int folder, const char *path, int depth, fl_error *error)
{
    names found = {.list = NULL};
    fl_status status = FL_OK;
    if (!list_names(folder, &found))
        status = errno == ENOMEM ? fl_fail(error, FL_UNABLE, "%s: no memory to list it", l->entry)
                                 : fl_fail(error, FL_USAGE, "%s: cannot be listed", l->entry);
    for (size_t i = 0; i < found.count && status == FL_OK; i++) {
        char below[512];
        const char *name = found.list[i];
        if (snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "/" : "", name) < (int)sizeof below)
            status = visit_entry(l, top, folder, name, below, depth, error);
    }
    forget(&found);
    return status;
}
/* NOLINTEND(misc-no-recursion) */

/* The lines stand for the folder among the digests. */
static fl_status read_folder(library *l, int folder, fl_case_text *text, fl_error *error)
{
    fl_status status = visit(l, folder, folder, "", 0, error);
    fl_status listed = fl_build_finish(&l->lines, l->entry, &text->bytes, status == FL_OK ? error : NULL);
    l->lines = (fl_builder){0};
    text->size = text->bytes ? strlen(text->bytes) : 0;
    return status == FL_OK ? listed : status;
}

static fl_status read_entry(library *l, int folder, fl_case_text *text, fl_error *error)
{
    l->entry = text->path;
    int below = fl_folder_open_below(folder, text->path);
    if (below >= 0) {
        fl_status status = read_folder(l, below, text, error);
        close(below);
        return status;
    }
    if (is_archive(text->path)) {
        fl_status status =
            fl_folder_read(folder, text->path, ARCHIVE_BYTES, &text->bytes, &text->size, error);
        return status == FL_OK ? read_archive(l, text, error) : status;
    }
    fl_status status = fl_case_load_text(folder, text, error);
    if (status != FL_OK)
        return status;
    size_t before = l->side->library_file_count;
    status = keep(l, "", "", text->bytes, text->size, error);
    if (status == FL_OK)
        snprintf(l->side->library_files[before].path, sizeof l->side->library_files[before].path, "%s",
                 text->path);
    return status;
}

fl_status fl_case_load_library(int folder, fl_case_side *side, fl_error *error)
{
    library l = {.side = side};
    fl_status status = FL_OK;
    for (size_t i = 0; i < side->library_source_count && status == FL_OK; i++)
        status = read_entry(&l, folder, &side->library_sources[i], error);
    return status;
}

void fl_case_free_library(fl_case_side *side)
{
    for (size_t i = 0; i < side->library_file_count; i++)
        free(side->library_files[i].bytes);
    free(side->library_files);
    side->library_files = NULL;
    side->library_file_count = 0;
}
