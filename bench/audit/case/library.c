/* Sources of a library as a case names them: single files, folders of them, and the archives in which libraries are
 * published, crates and wheels. Nothing is unpacked onto the disk, and no link is followed. Their number and size have
 * no bound but the memory that the sources in them take, which must be no more than a told share of the machine's, and
 * the time. */
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
#include "bench/base/clock_check.h"
#include "bench/base/folder.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/import/archive.h"

/* Most of any machine: both sides' sources, with what else an audit takes, stay below a gibibyte. */
enum { MOST_BYTES = 512 << 20, SECONDS = 25 };

typedef struct library {
    fl_case_side *side;
    fl_library_budget *budget;
    const char *entry; /* the member of "library_sources" that is being read */
    size_t room;
    fl_builder lines; /* of a folder: "SHA256  PATH", as sha256sum prints them */
} library;

void fl_library_budget_begin(fl_library_budget *budget)
{
    static const uint64_t second_ns = 1000000000;
    budget->memory = fl_memory_budget_of("", MOST_BYTES);
    budget->left = budget->memory.bytes;
    budget->until_ns = fl_limit_ns() + SECONDS * second_ns;
}

/* The bound is said in full, for it depends on the machine. */
static fl_status take_memory(library *l, size_t bytes, fl_error *error)
{
    if (bytes > l->budget->left)
        return fl_fail(error, FL_USAGE,
                       "%s: library sources take more than %zu MiB of memory, %s; name a part of them",
                       l->entry, l->budget->memory.bytes >> 20, l->budget->memory.which);
    l->budget->left -= bytes;
    return FL_OK;
}

static fl_status in_time(const library *l, fl_error *error)
{
    return fl_limit_ns() < l->budget->until_ns
               ? FL_OK
               : fl_fail(error, FL_USAGE,
                         "%s: reading library sources took more than %d s; name a part of them", l->entry,
                         SECONDS);
}

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

/* One more file of the list. separator: between the entry's name and that of the file in it. */
static fl_status add(library *l, const char *separator, const char *name, fl_case_text **added,
                     fl_error *error)
{
    fl_case_side *side = l->side;
    fl_status status = take_memory(l, sizeof *side->library_files, error);
    if (status != FL_OK)
        return status;
    if (side->library_file_count == l->room) {
        size_t room = l->room ? l->room + l->room / 2 : 64;
        fl_case_text *grown = realloc(side->library_files, room * sizeof *grown);
        if (!grown)
            return fl_fail(error, FL_UNABLE, "%s: no memory for the library's sources", l->entry);
        side->library_files = grown;
        l->room = room;
    }
    fl_case_text *text = *added = &side->library_files[side->library_file_count++];
    char plain[200];
    *text = (fl_case_text){.bytes = NULL};
    snprintf(text->path, sizeof text->path, "%.*s%s%s", 50, l->entry, separator,
             fl_text_make_plain(name, plain, sizeof plain));
    return FL_OK;
}

/* Keeps what was read; its memory was taken from the budget before. A file that is no text, as libraries hold in
 * other encodings, is listed without its bytes: whoever judges says that it was not read. */
static fl_status keep(library *l, const char *separator, const char *name, char **bytes, size_t size,
                      fl_error *error)
{
    fl_case_text *text = NULL;
    fl_error ignored = {""};
    fl_status status = add(l, separator, name, &text, error);
    if (status != FL_OK || !text)
        return status;
    fl_case_text whole = {.bytes = *bytes, .size = size};
    if (fl_case_check_text(&whole, &ignored) != FL_OK) {
        l->budget->left += size + 1;
        return FL_OK;
    }
    text->bytes = *bytes;
    text->size = size;
    *bytes = NULL;
    return FL_OK;
}

/* ---- archives ---- */

/* Binaries are named without being unpacked. */
static fl_status want(void *context, const char *name, size_t size, bool *wanted, fl_error *error)
{
    library *l = context;
    fl_case_text *text;
    if (!is_code(name))
        return FL_OK;
    if (is_binary(name))
        return add(l, ": ", name, &text, error);
    *wanted = true;
    return take_memory(l, size + 1, error);
}

static fl_status take(void *context, const char *name, char **bytes, size_t size, fl_error *error)
{
    return keep(context, ": ", name, bytes, size, error);
}

/* Its digest first, then its files: it is read twice and never whole in memory. */
static fl_status read_archive(library *l, int folder, fl_case_text *archive, fl_error *error)
{
    const fl_archive_limits limits = {SIZE_MAX, SIZE_MAX, SIZE_MAX, l->budget->until_ns};
    const fl_archive_visitor visitor = {want, take, l};
    struct stat facts;
    int file;
    fl_status status = fl_folder_open_file(folder, archive->path, &file, error);
    if (status != FL_OK)
        return status;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode))
        status = fl_fail(error, FL_USAGE, "%s: not a regular file", archive->path);
    else if (!fl_sha256_of_file(file, l->budget->until_ns, archive->sha256) || lseek(file, 0, SEEK_SET) != 0)
        status = in_time(l, error) == FL_OK ? fl_fail(error, FL_USAGE, "%s: cannot be read", archive->path)
                                            : FL_USAGE;
    else
        status = fl_archive_each_of_file(file, archive->path, &limits, &visitor, error);
    close(file);
    return status;
}

/* ---- folders ---- */

static fl_status visit(library *l, int top, int folder, const char *path, fl_error *error);

static fl_status read_file(library *l, int top, const char *path, size_t promised, fl_error *error)
{
    char *bytes = NULL, digest[65];
    size_t size = 0;
    fl_case_text *text;
    if (is_binary(path))
        return add(l, "/", path, &text, error);
    fl_status status = take_memory(l, promised + 1, error);
    if (status == FL_OK)
        status = fl_folder_read(top, path, promised, &bytes, &size, error);
    if (status == FL_OK) {
        fl_sha256(bytes, size, digest);
        fl_build_format(&l->lines, "%s  %s\n", digest, path);
        status = keep(l, "/", path, &bytes, size, error);
    }
    free(bytes);
    return status;
}

/* NOLINTBEGIN(misc-no-recursion): as many folders as a path has room for */
static fl_status visit_entry(library *l, int top, int folder, const char *name, const char *path,
                             fl_error *error)
{
    struct stat facts;
    fl_status status = in_time(l, error);
    if (status != FL_OK || fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return status;
    if (S_ISREG(facts.st_mode) && is_code(path))
        return read_file(l, top, path, (size_t)facts.st_size, error);
    if (!S_ISDIR(facts.st_mode))
        return FL_OK;
    int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (below < 0)
        return fl_fail(error, FL_USAGE, "%s: %.300s in it cannot be opened: %s", l->entry, path,
                       strerror(errno));
    status = visit(l, top, below, path, error);
    close(below);
    return status;
}

/* The names in a folder, sorted, so that every reading meets them in the same order. */
typedef struct names {
    char **list;
    size_t count, room, bytes;
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

static fl_status add_name(library *l, names *n, const char *name, fl_error *error)
{
    enum { BESIDE = sizeof(char *) + 32 }; /* what the list and the allocator take beside it */
    size_t bytes = strlen(name) + BESIDE;
    fl_status status = take_memory(l, bytes, error);
    if (status != FL_OK)
        return status;
    n->bytes += bytes;
    if (n->count == n->room) {
        size_t room = n->room ? 2 * n->room : 64;
        char **more = realloc(n->list, room * sizeof *more);
        if (!more)
            return fl_fail(error, FL_UNABLE, "%s: no memory to list it", l->entry);
        n->list = more;
        n->room = room;
    }
    n->list[n->count] = strdup(name);
    if (!n->list[n->count])
        return fl_fail(error, FL_UNABLE, "%s: no memory to list it", l->entry);
    n->count++;
    return FL_OK;
}

static fl_status list_names(library *l, int folder, names *n, fl_error *error)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *open = copy >= 0 ? fdopendir(copy) : NULL;
    fl_status status =
        open ? FL_OK : fl_fail(error, FL_USAGE, "%s: cannot be listed: %s", l->entry, strerror(errno));
    for (const struct dirent *entry; open && status == FL_OK && (entry = readdir(open));)
        status = entry->d_name[0] == '.' ? FL_OK : add_name(l, n, entry->d_name, error);
    if (open)
        closedir(open);
    else if (copy >= 0)
        close(copy);
    if (n->count > 0)
        qsort(n->list, n->count, sizeof *n->list, by_name);
    return status;
}

static fl_status visit(library *l, int top, int folder, const char *path, fl_error *error)
{
    names found = {.list = NULL};
    fl_status status = list_names(l, folder, &found, error);
    for (size_t i = 0; i < found.count && status == FL_OK; i++) {
        char below[512];
        const char *name = found.list[i];
        if (snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "/" : "", name) < (int)sizeof below)
            status = visit_entry(l, top, folder, name, below, error);
        else
            status = fl_fail(error, FL_USAGE, "%s: a path in it is longer than %zu bytes: %.80s…", l->entry,
                             sizeof below - 1, below);
    }
    l->budget->left += found.bytes;
    forget(&found);
    return status;
}
/* NOLINTEND(misc-no-recursion) */

/* The lines stand for the folder among the digests. */
static fl_status read_folder(library *l, int folder, fl_case_text *text, fl_error *error)
{
    fl_status status = visit(l, folder, folder, "", error);
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
    if (is_archive(text->path))
        return read_archive(l, folder, text, error);
    fl_status status = fl_case_load_text(folder, text, error);
    if (status == FL_OK)
        status = take_memory(l, text->size + 1, error);
    char *copy = status == FL_OK ? malloc(text->size + 1) : NULL;
    if (status == FL_OK && !copy)
        status = fl_fail(error, FL_UNABLE, "%s: no memory for the library's sources", l->entry);
    if (status != FL_OK || !copy)
        return status;
    memcpy(copy, text->bytes, text->size + 1);
    size_t before = l->side->library_file_count;
    status = keep(l, "", "", &copy, text->size, error);
    free(copy);
    if (status == FL_OK)
        snprintf(l->side->library_files[before].path, sizeof l->side->library_files[before].path, "%s",
                 text->path);
    return status;
}

fl_status fl_case_load_library(int folder, fl_case_side *side, fl_library_budget *budget, fl_error *error)
{
    library l = {.side = side, .budget = budget};
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
