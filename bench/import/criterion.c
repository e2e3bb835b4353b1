/* Criterion.rs: nanoseconds. Each benchmark has a folder "new" of its last run: estimates.json (figures of
 * one iteration), sample.json (the samples: "iters" iterations took "times" together), benchmark.json (its
 * name). */
#define _GNU_SOURCE /* O_DIRECTORY, O_NOFOLLOW, fdopendir */
#include <cjson/cJSON.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/base/folder.h"
#include "bench/base/text.h"
#include "bench/import/import_parts.h"
#include "bench/record/parse.h"

enum { MOST_DEPTH = 8, MOST_ENTRIES = 20000, LONGEST = 1024 };

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* One of the three files, being read for a result. */
typedef struct part {
    const fl_import *whole;
    fl_result *result;
    const char *where; /* "" or "FILE: ", before each place */
    char name[128];    /* out: of benchmark.json */
} part;

static fl_import import_of(const part *p, fl_reader *reader)
{
    fl_import one = *p->whole;
    one.reader = reader;
    one.name = reader->name;
    one.error = reader->error;
    return one;
}

/* ---- the three files ---- */

static fl_status take_estimate(fl_import *import, const part *p, const char *name, fl_import_figure figure)
{
    char place[96];
    snprintf(place, sizeof place, "%.60s%s", p->where, name);
    return fl_import_take(import, p->result, figure, member(import->reader->root, name), "point_estimate",
                          FL_NANOSECONDS, place);
}

static fl_status take_estimates(fl_reader *reader, void *into)
{
    part *p = into;
    fl_import import = import_of(p, reader);
    char place[96];
    fl_status status = take_estimate(&import, p, "mean", FL_IMPORT_MEAN);
    if (status == FL_OK)
        status = take_estimate(&import, p, "median", FL_IMPORT_P50);
    if (status == FL_OK)
        status = take_estimate(&import, p, "std_dev", FL_IMPORT_SD);
    const cJSON *interval = member(member(reader->root, "mean"), "confidence_interval");
    const cJSON *level = member(interval, "confidence_level");
    snprintf(place, sizeof place, "%.60smean.confidence_interval", p->where);
    if (status != FL_OK || !cJSON_IsNumber(level) || fabs(level->valuedouble - 0.95) > 1e-9)
        return status;
    status =
        fl_import_take(&import, p->result, FL_IMPORT_LOWER, interval, "lower_bound", FL_NANOSECONDS, place);
    if (status == FL_OK)
        status = fl_import_take(&import, p->result, FL_IMPORT_UPPER, interval, "upper_bound", FL_NANOSECONDS,
                                place);
    snprintf(p->result->imported->remark, sizeof p->result->imported->remark,
             "the interval of the mean comes from resampling, not from a normal distribution");
    return status;
}

static fl_status take_sample(fl_reader *reader, void *into)
{
    part *p = into;
    fl_import import = import_of(p, reader);
    double *times = NULL, *iterations = NULL;
    size_t count = 0, others = 0;
    char place[96];
    fl_status status = fl_decode_list_of_numbers(reader, member(reader->root, "times"), "times",
                                                 FL_NOT_NEGATIVE, &times, &count);
    if (status == FL_OK)
        status = fl_decode_list_of_numbers(reader, member(reader->root, "iters"), "iters", FL_POSITIVE,
                                           &iterations, &others);
    if (status == FL_OK && count != others)
        status = fl_reader_fail(reader, member(reader->root, "times"),
                                "%zu \"times\" stand beside %zu \"iters\"", count, others);
    bool same = status == FL_OK, many = false;
    for (size_t i = 0; status == FL_OK && i < count; i++) {
        same &= iterations[i] == iterations[0];
        many |= iterations[i] > 1;
    }
    if (status == FL_OK) {
        p->result->imported->calls_per_reading = same ? iterations[0] : NAN;
        p->result->imported->reading = many ? FL_READING_MEAN : FL_READING_CALL;
        snprintf(place, sizeof place, "%.60stimes", p->where);
        status = fl_import_set_readings(&import, p->result, times, iterations, count, FL_NANOSECONDS, place);
        times = NULL;
    }
    free(times);
    free(iterations);
    return status;
}

static fl_status take_name(fl_reader *reader, void *into)
{
    part *p = into;
    const char *id = fl_import_text(reader->root, "full_id");
    snprintf(p->name, sizeof p->name, "%s", id[0] ? id : fl_import_text(reader->root, "title"));
    return FL_OK;
}

/* ---- those beside each other ---- */

typedef struct sibling {
    const char *file;
    fl_status (*take)(fl_reader *reader, void *into);
} sibling;

static const sibling siblings[] = {
    {"benchmark.json", take_name}, {"estimates.json", take_estimates}, {"sample.json", take_sample}};

static bool is_there(int folder, const char *path)
{
    struct stat facts;
    return fstatat(folder, path, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

/* own: the file that is already read; NULL: none. */
static fl_status take_siblings(const fl_import *import, part *p, const char *folder, const char *own)
{
    for (size_t i = 0; i < sizeof siblings / sizeof siblings[0]; i++) {
        char path[LONGEST], where[128], *bytes = NULL;
        size_t size = 0;
        if ((own && strcmp(own, siblings[i].file) == 0) ||
            (size_t)snprintf(path, sizeof path, "%s%s", folder, siblings[i].file) >= sizeof path ||
            !is_there(import->options->folder, path))
            continue;
        snprintf(where, sizeof where, "%.60s: ", own ? siblings[i].file : path);
        p->where = where;
        fl_status status =
            fl_folder_read(import->options->folder, path, FL_IMPORT_FILE, &bytes, &size, import->error);
        if (status == FL_OK)
            status = fl_parse_tree(bytes, size, path, siblings[i].take, p, import->error);
        p->where = "";
        if (status == FL_OK && import->options->seen)
            import->options->seen(import->options->context, path, bytes, size);
        free(bytes);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}

/* The name that benchmark.json gives takes the place of the folder's. */
static void rename_result(fl_import *import, const char *name)
{
    fl_document *d = import->document;
    fl_result *last = &d->results[d->result_count - 1];
    char plain[sizeof last->name];
    if (!name[0])
        return;
    fl_text_make_plain(name, plain, sizeof plain);
    const fl_result *other = fl_document_find(d, plain);
    if (!other || other == last)
        memcpy(last->name, plain, sizeof plain);
}

/* ---- one file ---- */

static bool is_estimates(const cJSON *root)
{
    return member(member(root, "mean"), "point_estimate") && member(root, "median") &&
           member(root, "std_dev");
}

static bool is_sample(const cJSON *root)
{
    return member(root, "iters") && member(root, "times") && member(root, "sampling_mode");
}

fl_status fl_import_criterion_file(fl_import *import, bool *taken)
{
    const cJSON *root = import->reader->root;
    if (!is_estimates(root) && !is_sample(root))
        return FL_OK;
    *taken = true;
    part p = {
        .whole = import, .result = fl_import_add(import, "Criterion", "criterion", "%s", ""), .where = ""};
    if (!p.result)
        return import->failure;
    fl_status status = is_sample(root) ? take_sample(import->reader, &p) : take_estimates(import->reader, &p);
    if (status == FL_OK && import->options->folder >= 0)
        status = take_siblings(import, &p, "", is_sample(root) ? "sample.json" : "estimates.json");
    if (status == FL_OK)
        rename_result(import, p.name);
    return status == FL_OK ? fl_import_finish(import, p.result) : status;
}

/* ---- the whole folder ---- */

typedef struct walk {
    fl_import *import;
    size_t entries;
} walk;

static fl_status take_run(walk *w, const char *path)
{
    fl_import *import = w->import;
    char folder[LONGEST + 2], name[LONGEST];
    snprintf(folder, sizeof folder, "%s/", path);
    snprintf(name, sizeof name, "%s", path);
    char *tail = strrchr(name, '/');
    if (tail)
        *tail = '\0';
    part p = {.whole = import, .result = fl_import_add(import, "Criterion", name, "%s", path), .where = ""};
    if (!p.result)
        return import->failure;
    fl_status status = take_siblings(import, &p, folder, NULL);
    if (status == FL_OK)
        rename_result(import, p.name);
    return status == FL_OK ? fl_import_finish(import, p.result) : status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

/* The names of a folder's folders, sorted: the order of a directory is the file system's affair. */
static fl_status list_folders(walk *w, const char *path, char ***names, size_t *count)
{
    fl_import *import = w->import;
    *names = NULL;
    *count = 0;
    int descriptor = openat(import->options->folder, path[0] ? path : ".",
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = descriptor < 0 ? NULL : fdopendir(descriptor);
    fl_status status = FL_OK;
    if (!folder) {
        status = fl_fail(import->error, FL_USAGE, "%s: cannot open a folder in it: %s", import->name,
                         strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        return status;
    }
    for (struct dirent *entry; status == FL_OK && (entry = readdir(folder));) {
        struct stat facts;
        if (entry->d_name[0] == '.')
            continue;
        if (++w->entries > MOST_ENTRIES)
            status = fl_fail(import->error, FL_USAGE, "%s: more than %d files in Criterion's folder",
                             import->name, MOST_ENTRIES);
        if (status != FL_OK || fstatat(dirfd(folder), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISDIR(facts.st_mode) || !fl_text_is_plain(entry->d_name))
            continue;
        char **larger = realloc(*names, (*count + 1) * sizeof **names);
        char *name = larger ? strdup(entry->d_name) : NULL;
        *names = larger ? larger : *names;
        if (name)
            (*names)[(*count)++] = name;
        else
            status = fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    }
    closedir(folder);
    if (*names && *count > 1)
        qsort(*names, *count, sizeof **names, by_name);
    return status;
}

static bool holds_run(int folder, const char *path)
{
    char file[LONGEST + 32];
    for (size_t i = 1; i < sizeof siblings / sizeof siblings[0]; i++) {
        snprintf(file, sizeof file, "%s/%s", path, siblings[i].file);
        if (is_there(folder, file))
            return true;
    }
    return false;
}

/* NOLINTBEGIN(misc-no-recursion): MOST_DEPTH folders deep */
static fl_status walk_folder(walk *w, const char *path, int depth)
{
    char **names = NULL;
    size_t count = 0;
    fl_status status = list_folders(w, path, &names, &count);
    for (size_t i = 0; i < count && status == FL_OK; i++) {
        char below[LONGEST];
        if ((size_t)snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "/" : "", names[i]) >=
            sizeof below - sizeof "/estimates.json")
            continue;
        if (strcmp(names[i], "new") == 0 && holds_run(w->import->options->folder, below))
            status = take_run(w, below);
        else if (depth < MOST_DEPTH)
            status = walk_folder(w, below, depth + 1);
    }
    free_names(names, count);
    return status;
}
/* NOLINTEND(misc-no-recursion) */

fl_status fl_import_criterion_folder(const char *path, const fl_import_options *options,
                                     fl_document *document, fl_error *error)
{
    fl_import import = {.name = path, .options = options, .document = document, .error = error};
    walk w = {&import, 0};
    fl_document_init(document);
    fl_status status = walk_folder(&w, "", 0);
    if (status == FL_OK && document->result_count == 0)
        status = fl_fail(error, FL_USAGE,
                         "%s: is a folder without *.json or *.csv, and without results of Criterion "
                         "(estimates.json or sample.json in a folder 'new'); name a file",
                         path);
    if (status != FL_OK)
        fl_document_free(document);
    return status;
}
