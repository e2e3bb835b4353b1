/* Reading a case: hostile text that names files. The table of fields reads it (fields.c) and refuses every member
 * that it does not know, for a misspelt "trace" would otherwise be evidence that silently is not there; what it names is
 * loaded then. */
#include "bench/audit/case/case.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/audit/case/fields.h"
#include "bench/audit/case/files.h"
#include "bench/audit/reader/commands.h"
#include "bench/base/file.h"
#include "bench/base/folder.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/record/parse.h"

enum { CASE_LIMIT = 1 << 20 };

typedef struct loading {
    fl_case *given;
    int folder;
    bool own_folder; /* to be closed */
} loading;

/* ---- what a case names ---- */

static fl_status load_texts(int folder, fl_case_text *texts, size_t count, fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < count && status == FL_OK; i++)
        status = fl_case_load_text(folder, &texts[i], error);
    return status;
}

static fl_status load_side(int folder, fl_case_side *side, fl_library_budget *budget, fl_error *error)
{
    fl_status status = FL_OK;
    fl_command_words(side->command, side->words, side->unread);
    size_t bytes = 0;
    for (size_t i = 0; i < side->run_count && status == FL_OK; i++) {
        status = fl_case_load_run(folder, side->wanted, &side->runs[i], error);
        bytes += side->runs[i].size;
        if (status == FL_OK && bytes > FL_CASE_RUN_BYTES)
            status = fl_fail(error, FL_USAGE, "%s: the results of a side take more than %d MiB",
                             side->runs[i].path, FL_CASE_RUN_BYTES >> 20);
    }
    if (status == FL_OK)
        status = load_texts(folder, side->sources, side->source_count, error);
    if (status == FL_OK)
        status = fl_case_load_library(folder, side, budget, error);
    if (status == FL_OK)
        status = load_texts(folder, side->manifests, side->manifest_count, error);
    if (status == FL_OK)
        fl_case_find_beside(folder, side);
    if (status == FL_OK)
        status = load_texts(folder, side->locks, side->lock_count, error);
    if (status == FL_OK && side->trace_path[0])
        status = fl_case_load_trace(folder, side, error);
    if (status == FL_OK && side->model_path[0])
        status = fl_case_load_model(folder, side, error);
    if (status == FL_OK && side->data_path[0])
        status = fl_case_load_data(folder, side, error);
    if (status == FL_OK)
        side->is_kernel = side->runs[0].result->work[0] && !side->runs[0].result->peer;
    return status;
}

static fl_status load_elsewhere(int folder, fl_case *given, fl_error *error)
{
    fl_status status = FL_OK;
    for (int i = 0; i < 2 && status == FL_OK; i++)
        status = fl_case_load_run(folder, given->sides[i].wanted, &given->elsewhere[i], error);
    given->has_elsewhere = status == FL_OK;
    return status;
}

static bool same_machine(const fl_case *given)
{
    const char *cpu = given->lab.environment.cpu;
    for (int i = 0; i < 2; i++)
        if (strcmp(given->sides[i].runs[0].document.environment.cpu, cpu) != 0)
            return false;
    return cpu[0] != '\0';
}

static fl_status load(int folder, fl_case *given, fl_error *error)
{
    fl_library_budget budget;
    fl_library_budget_begin(&budget);
    fl_status status = load_side(folder, &given->sides[0], &budget, error);
    if (status == FL_OK)
        status = load_side(folder, &given->sides[1], &budget, error);
    if (status == FL_OK)
        status = load_texts(folder, given->comparison_sources, given->comparison_source_count, error);
    if (status == FL_OK && given->summary.path[0])
        status = fl_case_load_summary(folder, given, error);
    if (status == FL_OK)
        status = load_texts(folder, given->documentation, given->documentation_count, error);
    if (status == FL_OK && given->lab_path[0])
        status = fl_case_load_lab(folder, given, error);
    given->lab_is_same_machine = given->has_lab && same_machine(given);
    return status == FL_OK && given->elsewhere[0].path[0] ? load_elsewhere(folder, given, error) : status;
}

/* ---- the case itself ---- */

static fl_status check_declarations(const fl_reader *reader, const fl_case *given)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(reader->root, "declarations");
    node = node ? node->child : NULL;
    for (size_t i = 0; i < given->declaration_count; i++, node = node ? node->next : NULL)
        for (size_t k = 0; k < i; k++)
            if (given->declarations[k].point == given->declarations[i].point)
                return fl_reader_fail(reader, node, "point %d is declared twice",
                                      given->declarations[i].point);
    return FL_OK;
}

/* A core without a clock gives cycles and no time. */
static fl_status check_published(const fl_reader *reader, const fl_case *given)
{
    const fl_case_published *published = &given->published;
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(reader->root, "published");
    if ((published->core[0] != '\0') != isfinite(published->ghz))
        return fl_reader_fail(reader, node, "\"published\": \"core\" and \"ghz\" are given together");
    if (published->core[0] && !fl_core_find(published->core))
        return fl_reader_fail(
            reader, node,
            "\"core\" is '%.40s', of which there is no model; 'fairlane help bound' names those "
            "that there are",
            published->core);
    return FL_OK;
}

/* "root": another folder than that of the case file. */
static fl_status open_root(const fl_reader *reader, loading *l)
{
    const char *root = l->given->root;
    if (!root[0])
        return FL_OK;
    int folder = openat(l->folder, root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return fl_reader_fail(reader, cJSON_GetObjectItemCaseSensitive(reader->root, "root"),
                              "\"root\": the folder '%.200s' cannot be opened: %s", root, strerror(errno));
    l->folder = folder;
    l->own_folder = true;
    return FL_OK;
}

static fl_status read_tree(fl_reader *reader, void *into)
{
    loading *l = into;
    fl_status status = fl_decode_document(reader, &fl_case_description, l->given);
    if (status == FL_OK)
        status = check_declarations(reader, l->given);
    if (status == FL_OK)
        status = check_published(reader, l->given);
    if (status == FL_OK)
        status = open_root(reader, l);
    return status == FL_OK ? load(l->folder, l->given, reader->error) : status;
}

static void clear(fl_case *given)
{
    fl_case_summary *summary = &given->summary;
    memset(given, 0, sizeof *given);
    given->claimed_speedup = given->published.ghz = NAN;
    summary->t = summary->degrees_of_freedom = summary->p = summary->cohens_d = summary->speedup = NAN;
}

fl_status fl_case_parse(const char *bytes, size_t size, const char *name, int folder, fl_case *given,
                        fl_error *error)
{
    loading l = {given, folder, false};
    clear(given);
    fl_status status = fl_parse_tree(bytes, size, name, read_tree, &l, error);
    if (status == FL_OK && given->whole)
        status = fl_case_check_whole(l.folder, name, given, error);
    if (l.own_folder)
        close(l.folder);
    if (status == FL_OK) {
        fl_text_make_plain(name, given->path, sizeof given->path);
        fl_sha256(bytes, size, given->sha256);
    } else {
        fl_case_free(given);
    }
    return status;
}

fl_status fl_case_read(const char *path, fl_case *given, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    clear(given);
    fl_status status = fl_file_read(path, CASE_LIMIT, &bytes, &size, error);
    int folder = status == FL_OK ? fl_folder_open_of(path, error) : -1;
    if (status == FL_OK)
        status = folder >= 0 ? fl_case_parse(bytes, size, path, folder, given, error) : FL_USAGE;
    if (folder >= 0)
        close(folder);
    free(bytes);
    return status;
}

/* ---- freeing ---- */

static void free_texts(fl_case_text *texts)
{
    for (size_t i = 0; i < FL_CASE_FILES; i++)
        free(texts[i].bytes);
}

static void free_runs(fl_case_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fl_document_free(&runs[i].document);
        free(runs[i].text);
    }
}

static void free_side(fl_case_side *side)
{
    free_runs(side->runs, side->run_count);
    free(side->runs);
    free_texts(side->sources);
    free(side->unread_sources);
    free(side->untaken_sources);
    free_texts(side->library_sources);
    fl_case_free_library(side);
    free_texts(side->manifests);
    free_texts(side->locks);
    free(side->data);
}

void fl_case_free(fl_case *given)
{
    free_side(&given->sides[0]);
    free_side(&given->sides[1]);
    free_runs(given->elsewhere, 2);
    free(given->summary.text.bytes);
    free_texts(given->comparison_sources);
    free_texts(given->documentation);
    fl_document_free(&given->lab);
    free(given->published.model);
    clear(given);
}
