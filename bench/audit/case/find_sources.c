/* What belongs to which side, by its language, and where both are of one, by the words in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case/case.h"
#include "bench/audit/case/find_parts.h"
#include "bench/base/text.h"
#include "bench/evidence/trace_file.h"
#include "bench/import/model.h"

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), tail = strlen(ending);
    return length > tail && strcmp(text + length - tail, ending) == 0;
}

static const char *language_of(const char *path)
{
    if (ends_with(path, ".py") || ends_with(path, ".ipynb"))
        return "python";
    return ends_with(path, ".rs") ? "rust" : "c++";
}

/* "Cargo.toml", ".cargo/config.toml", "Cargo.lock" are Rust's. */
static const char *language_of_manifest(const char *path)
{
    const char *base = fl_path_base(path);
    bool rust =
        strncmp(base, "Cargo.", 6) == 0 || strncmp(base, "config", 6) == 0 || strncmp(base, "rust-", 5) == 0;
    return rust ? "rust" : fl_is_c_build(base) ? "c++" : "python";
}

/* The importer of a result does not tell its language: the only one that has sources does. */
static void tell_languages(fl_finding *f)
{
    const char *only = NULL;
    for (size_t i = 0; i < f->count; i++)
        if (f->files[i].role == FL_ROLE_SOURCE) {
            const char *language = language_of(f->files[i].path);
            if (only && strcmp(only, language) != 0)
                return;
            only = language;
        }
    for (int side = 0; only && side < 2; side++)
        if (!f->languages[side][0])
            snprintf(f->languages[side], sizeof f->languages[side], "%s", only);
}

static bool is_text(const char *bytes, size_t size)
{
    for (size_t i = 0, length = 1; i < size; i += length)
        if (fl_utf8_next(bytes + i, size - i, &length) <= 0)
            return false;
    return true;
}

/* The words of a side: of its result's name, those that are known. */
static bool speaks_of(const char *path, const char *text, const char *name)
{
    int word = fl_known_side_word(name);
    if (word < 0)
        return false;
    const char *wanted = fl_side_word(word);
    return fl_has_word(path, wanted) || fl_has_word(text, wanted) ||
           (strcmp(wanted, "pytorch") == 0 && fl_has_word(text, "torch"));
}

/* Which of two sides of one language a file is of: those that it speaks of; both where it speaks of none. */
static void divide(const fl_finding *f, fl_found_file *file, const char *text)
{
    bool speaks[2];
    if (strcmp(fl_path_base(file->path), "conftest.py") == 0) { /* pytest loads it for every test */
        file->taken[0] = file->taken[1] = true;
        return;
    }
    for (int side = 0; side < 2; side++)
        speaks[side] =
            fl_known_side_word(f->side_names[side]) < 0 || speaks_of(file->path, text, f->side_names[side]);
    for (int side = 0; side < 2; side++)
        file->taken[side] = speaks[side] || !speaks[1 - side];
}

static void assign(fl_finding *f, fl_found_file *file, const char *language, const char *text)
{
    bool wanted[2];
    for (int side = 0; side < 2; side++)
        wanted[side] = strcmp(f->languages[side], language) == 0;
    if (wanted[0] && wanted[1] && file->role == FL_ROLE_SOURCE)
        divide(f, file, text);
    else
        for (int side = 0; side < 2; side++)
            file->taken[side] = wanted[side];
    if (!file->taken[0] && !file->taken[1])
        snprintf(file->why, sizeof file->why, "neither side is in %s", language);
}

/* "numpy==2.1.0" makes a lock of a list of requirements. */
static bool states_versions(const char *text)
{
    return strstr(text, "==") != NULL;
}

/* A file that is called like a comparison may time what it compares. */
static bool times(const char *text)
{
    return strstr(text, "perf_counter") || strstr(text, "timeit") || strstr(text, "time.time(") ||
           strstr(text, "monotonic") || strstr(text, "def test_");
}

/* Too large, or in an encoding that nobody reads: whatever it holds, its side is not all read. */
static void note_lack(const fl_finding *f, fl_found_file *file)
{
    for (int side = 0; side < 2; side++)
        file->lacks[side] = (file->role == FL_ROLE_SOURCE || file->role == FL_ROLE_COMPARISON) &&
                            strcmp(f->languages[side], language_of(file->path)) == 0;
}

static void tell_why(const fl_finding *f, fl_case_left *left, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < f->count; k++)
            if (strcmp(left[i].path, f->files[k].path) == 0)
                snprintf(left[i].why, sizeof left[i].why, "%s", f->files[k].why);
}

void fl_find_tell_lacks(const fl_finding *f, fl_case *given)
{
    for (int side = 0; side < 2; side++) {
        fl_case_side *of = &given->sides[side];
        tell_why(f, of->unread_sources, of->unread_count);
        tell_why(f, of->untaken_sources, of->untaken_count);
    }
}

static void take_text(fl_search *s, fl_found_file *file)
{
    char *bytes = NULL;
    size_t size = 0;
    if (!fl_find_read(s, file, FL_CASE_FILE_BYTES, &bytes, &size)) {
        note_lack(s->finding, file);
        return;
    }
    if (file->role == FL_ROLE_COMPARISON && times(bytes))
        file->role = FL_ROLE_SOURCE;
    if (!is_text(bytes, size)) {
        snprintf(file->why, sizeof file->why, "it is not UTF-8 text");
        note_lack(s->finding, file);
    } else if (file->role == FL_ROLE_SOURCE) {
        assign(s->finding, file, language_of(file->path), bytes);
    } else if (file->role == FL_ROLE_MANIFEST || file->role == FL_ROLE_LOCK) {
        if (strncmp(fl_path_base(file->path), "requirements", 12) == 0 && !states_versions(bytes))
            file->role = FL_ROLE_MANIFEST;
        assign(s->finding, file, language_of_manifest(file->path), bytes);
    } else {
        file->taken[0] = file->taken[1] = true;
    }
    free(bytes);
}

/* The most telling first: what is named as a benchmark, then by depth. */
static int rank(const fl_found_file *file)
{
    int depth = 0;
    for (const char *c = file->path; *c; c++)
        depth += *c == '/';
    bool telling = strstr(file->path, "bench") || strncmp(fl_path_base(file->path), "README", 6) == 0;
    return (telling ? 0 : 100) + depth;
}

/* A case takes so many of a kind; what is less telling is left. */
static void limit(fl_finding *f, fl_role role, int side)
{
    for (int most = 200; most >= 0; most--) {
        size_t count = 0;
        for (size_t i = 0; i < f->count; i++)
            count += f->files[i].role == role && f->files[i].taken[side];
        if (count <= FL_CASE_FILES)
            return;
        for (size_t i = f->count; i > 0 && count > FL_CASE_FILES; i--) {
            fl_found_file *file = &f->files[i - 1];
            if (file->role != role || !file->taken[side] || rank(file) < most)
                continue;
            file->taken[side] = false;
            file->many[side] = role == FL_ROLE_SOURCE;
            snprintf(file->why, sizeof file->why, "a case takes %d files of a kind", FL_CASE_FILES);
            count--;
        }
    }
}

/* Whether it is what it is called: one that cannot be read is left, and not the whole case refused for it. */
static bool can_be_read(fl_search *s, fl_found_file *file)
{
    fl_error why = {""};
    char *bytes = NULL;
    size_t size = 0;
    bool good = fl_find_read(s, file, FL_MODEL_FILE_LIMIT, &bytes, &size);
    fl_model *model = good && file->role == FL_ROLE_MODEL ? malloc(sizeof *model) : NULL;
    fl_trace *trace = good && file->role == FL_ROLE_TRACE ? calloc(1, sizeof *trace) : NULL;
    if (model)
        good = fl_import_model_parse(bytes, size, file->path, NULL, model, &why) == FL_OK;
    else if (trace)
        good = fl_trace_parse(bytes, size, file->path, trace, &why) == FL_OK;
    else
        good = false;
    if (!good && !file->why[0])
        snprintf(file->why, sizeof file->why, "it cannot be read as a %s", fl_role_name(file->role));
    free(bytes);
    free(model);
    free(trace);
    return good;
}

/* A trace or model of the side that it is named after. */
static void take_evidence(fl_search *s, fl_role role)
{
    fl_finding *f = s->finding;
    bool given[2] = {false, false};
    for (size_t i = 0; i < f->count; i++) {
        fl_found_file *file = &f->files[i];
        if (file->role != role || !can_be_read(s, file))
            continue;
        for (int side = 0; side < 2; side++) {
            int word = fl_known_side_word(f->side_names[side]);
            file->taken[side] = !given[side] && word >= 0 && fl_has_word(file->path, fl_side_word(word));
            given[side] = given[side] || file->taken[side];
        }
        if (!file->taken[0] && !file->taken[1])
            snprintf(file->why, sizeof file->why, "it is not named after a side");
    }
}

/* A side that no file speaks of is in the files of the other: both are in one program. */
static void share_sources(fl_finding *f)
{
    size_t count[2] = {0, 0};
    if (strcmp(f->languages[0], f->languages[1]) != 0)
        return;
    for (size_t i = 0; i < f->count; i++)
        for (int side = 0; side < 2; side++)
            count[side] += f->files[i].role == FL_ROLE_SOURCE && f->files[i].taken[side];
    for (size_t i = 0; i < f->count; i++)
        for (int side = 0; side < 2; side++)
            if (count[side] == 0 && f->files[i].role == FL_ROLE_SOURCE && f->files[i].taken[1 - side])
                f->files[i].taken[side] = true;
}

fl_status fl_find_sources(fl_search *s)
{
    fl_finding *f = s->finding;
    tell_languages(f);
    for (size_t i = 0; i < f->count; i++) {
        fl_role role = f->files[i].role;
        if (role == FL_ROLE_SOURCE || role == FL_ROLE_COMPARISON || role == FL_ROLE_MANIFEST ||
            role == FL_ROLE_LOCK || role == FL_ROLE_DOCUMENT)
            take_text(s, &f->files[i]);
        fl_status status = fl_find_in_time(s);
        if (status != FL_OK)
            return status;
    }
    share_sources(f);
    static const fl_role roles[] = {FL_ROLE_SOURCE, FL_ROLE_COMPARISON, FL_ROLE_MANIFEST, FL_ROLE_LOCK,
                                    FL_ROLE_DOCUMENT};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        for (int side = 0; side < 2; side++)
            limit(f, roles[i], side);
    take_evidence(s, FL_ROLE_TRACE);
    take_evidence(s, FL_ROLE_MODEL);
    return FL_OK;
}
