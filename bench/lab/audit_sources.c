/* What a contestant is made of, for the judges that read. */
#define _GNU_SOURCE /* DT_DIR */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/audit/case/case.h"
#include "bench/base/elf.h"
#include "bench/base/file.h"
#include "bench/lab/audit_parts.h"

enum { DEEPEST = 3 };

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

/* What a file is, by its name; −1: nothing that is judged. */
static int kind_of(const char *name)
{
    static const char *const manifests[] = {"Cargo.toml", "pyproject.toml", "requirements.in", "config.toml",
                                            NULL};
    static const char *const locks[] = {"Cargo.lock", "uv.lock", "requirements.txt", NULL};
    for (size_t i = 0; manifests[i]; i++)
        if (strcmp(name, manifests[i]) == 0)
            return FL_COPY_MANIFEST;
    for (size_t i = 0; locks[i]; i++)
        if (strcmp(name, locks[i]) == 0)
            return FL_COPY_LOCK;
    return ends_with(name, ".py") || (ends_with(name, ".rs") && strcmp(name, "build.rs") != 0)
               ? FL_COPY_SOURCE
               : -1;
}

/* Installed things, and variants of the contestant that are not the one: "0.72.3" beside "0.11.0-lto". */
static bool is_left_out(const char *name, const char *variant)
{
    if (name[0] == '.')
        return strcmp(name, ".cargo") != 0;
    if (!strcmp(name, "venv") || !strcmp(name, "target") || !strcmp(name, "__pycache__"))
        return true;
    return name[0] >= '0' && name[0] <= '9' && strncmp(variant, name, strlen(name)) != 0;
}

static fl_status make_folders(const char *path, fl_error *error)
{
    char part[768];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return fl_fail(error, FL_UNABLE, "%.400s: %s", part, strerror(errno));
        *slash = '/';
    }
    return FL_OK;
}

static fl_status copy_file(const char *folder, const char *from, const char *name, int kind,
                           fl_audit_side *side, fl_error *error)
{
    char to[768], *bytes;
    size_t size;
    if (side->copy_count == FL_AUDIT_COPIES)
        return fl_fail(error, FL_UNABLE, "%.300s: more than %d files to judge", from, FL_AUDIT_COPIES);
    fl_audit_copy *copy = &side->copies[side->copy_count];
    copy->kind = kind == FL_COPY_SOURCE ? FL_COPY_SOURCE
                 : kind == FL_COPY_LOCK ? FL_COPY_LOCK
                                        : FL_COPY_MANIFEST;
    if ((size_t)snprintf(copy->path, sizeof copy->path, "%s/%s", side->label, name) >= sizeof copy->path ||
        (size_t)snprintf(to, sizeof to, "%s/%s", folder, copy->path) >= sizeof to)
        return fl_fail(error, FL_UNABLE, "%.300s: the name is too long", from);
    fl_status status = fl_file_read(from, FL_CASE_FILE_BYTES, &bytes, &size, error);
    if (status == FL_OK)
        status = make_folders(to, error);
    if (status == FL_OK)
        status = fl_file_write(to, bytes, size, error);
    free(bytes);
    side->copy_count += status == FL_OK;
    return status;
}

typedef struct walk {
    const char *folder, *root; /* of the case, of the contestant */
    fl_audit_side *side;
} walk;

/* NOLINTBEGIN(misc-no-recursion): DEEPEST folders deep */
static fl_status copy_folder(const walk *w, const char *below, int depth, fl_error *error)
{
    char path[768];
    snprintf(path, sizeof path, "%s/%s", w->root, below);
    DIR *directory = opendir(path);
    fl_status status = FL_OK;
    if (!directory)
        return fl_fail(error, FL_UNABLE, "%.400s: %s", path, strerror(errno));
    for (const struct dirent *entry; status == FL_OK && (entry = readdir(directory));) {
        char name[512], whole[1300];
        struct stat facts;
        snprintf(name, sizeof name, "%.200s%s%.255s", below, below[0] ? "/" : "", entry->d_name);
        snprintf(whole, sizeof whole, "%s/%s", w->root, name);
        if (lstat(whole, &facts) != 0)
            continue;
        int kind = kind_of(entry->d_name);
        if (S_ISDIR(facts.st_mode) && depth < DEEPEST && !is_left_out(entry->d_name, w->side->start.argument))
            status = copy_folder(w, name, depth + 1, error);
        else if (S_ISREG(facts.st_mode) && kind >= 0)
            status = copy_file(w->folder, whole, name, kind, w->side, error);
    }
    closedir(directory);
    return status;
}
/* NOLINTEND(misc-no-recursion) */

static bool has_source(const fl_audit_side *side, const char *end)
{
    for (size_t i = 0; i < side->copy_count; i++)
        if (side->copies[i].kind == FL_COPY_SOURCE && ends_with(side->copies[i].path, end))
            return true;
    return false;
}

fl_status fl_audit_copy_sources(const char *folder, fl_audit_side *side, fl_error *error)
{
    char root[sizeof side->start.path], shared[768];
    snprintf(root, sizeof root, "%s", side->start.path);
    char *name = strrchr(root, '/');
    if (!name)
        return FL_OK;
    *name++ = '\0';
    fl_status status = FL_OK;
    if (side->start.setup[0]) { /* one that the lab knows; of a path the program alone is its own */
        const walk own = {folder, root, side};
        status = copy_folder(&own, "", 0, error);
        snprintf(shared, sizeof shared, "%s/../python/fairlane_peer.py", root);
        if (status == FL_OK && has_source(side, ".py") && access(shared, R_OK) == 0)
            status = copy_file(folder, shared, "fairlane_peer.py", FL_COPY_SOURCE, side, error);
    } else if (kind_of(name) == FL_COPY_SOURCE) {
        status = copy_file(folder, side->start.path, name, FL_COPY_SOURCE, side, error);
    }
    snprintf(side->language, sizeof side->language, "%s",
             has_source(side, ".rs")   ? "rust"
             : has_source(side, ".py") ? "python"
                                       : "");
    return status;
}

typedef struct text {
    char *at;
    size_t size;
} text;

static bool add_debug_section(void *context, const char *name)
{
    const text *t = context;
    size_t used = strlen(t->at);
    if (!strncmp(name, ".debug_", 7) || !strncmp(name, ".zdebug_", 8))
        snprintf(t->at + used, t->size - used, "%s%.30s", used ? ", " : "", name);
    return true;
}

void fl_audit_debug_sections(const char *path, char *names, size_t size)
{
    names[0] = '\0';
    int file = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = fl_elf_begin(file);
    if (fl_elf_each_section(elf, add_debug_section, &(text){names, size}) && !names[0])
        snprintf(names, size, "none");
    fl_elf_end(elf, file);
}
