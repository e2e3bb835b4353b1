/* Reading a case: hostile text that names files. The tree is walked by hand and every member that is not
 * known is refused, for a misspelt "trace" would otherwise be evidence that silently is not there. */
#include "bench/audit/case/case.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/audit/case/files.h"
#include "bench/base/file.h"
#include "bench/base/folder.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/record/parse.h"

#define SCHEMA "fairlane.case/1"

enum { CASE_LIMIT = 1 << 20, LAST_POINT = 100 };

typedef struct loading {
    fl_case *given;
    int folder;
} loading;

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* names: ends with NULL. "comment" may stand anywhere. */
static fl_status check_members(const fl_reader *reader, const cJSON *object, const char *what,
                               const char *const *names)
{
    char safe[64];
    if (!cJSON_IsObject(object))
        return fl_reader_fail(reader, object, "%s must be an object", what);
    for (const cJSON *node = object->child; node; node = node->next) {
        size_t i = 0;
        while (names[i] && strcmp(names[i], node->string) != 0)
            i++;
        if (!names[i] && strcmp(node->string, "comment") != 0)
            return fl_reader_fail(reader, node,
                                  "%s has no member \"%s\"; 'fairlane audit --template' shows all", what,
                                  fl_text_make_plain(node->string, safe, sizeof safe));
    }
    return FL_OK;
}

static fl_status take_text(const fl_reader *reader, const cJSON *object, const char *name, bool required,
                           char *text, size_t size)
{
    const cJSON *node = member(object, name);
    if (!node && !required)
        return FL_OK;
    if (!node)
        return fl_reader_fail(reader, object, "\"%s\" is missing here", name);
    if (!cJSON_IsString(node))
        return fl_reader_fail(reader, node, "\"%s\" must be a text", name);
    if (strlen(node->valuestring) >= size || !fl_text_is_plain(node->valuestring))
        return fl_reader_fail(reader, node, "\"%s\" must be at most %zu bytes of text that can be shown",
                              name, size - 1);
    if (required && !node->valuestring[0])
        return fl_reader_fail(reader, node, "\"%s\" is empty", name);
    memcpy(text, node->valuestring, strlen(node->valuestring) + 1);
    return FL_OK;
}

static fl_status take_path(const fl_reader *reader, const cJSON *node, const char *name, char path[256])
{
    fl_error why = {""};
    if (!cJSON_IsString(node))
        return fl_reader_fail(reader, node, "\"%s\" must name a file", name);
    if (strlen(node->valuestring) >= 256)
        return fl_reader_fail(reader, node, "\"%s\": a path of more than 255 bytes", name);
    if (fl_folder_check_path(node->valuestring, &why) != FL_OK)
        return fl_reader_fail(reader, node, "\"%s\": %s", name, why.text);
    memcpy(path, node->valuestring, strlen(node->valuestring) + 1);
    return FL_OK;
}

/* A list of paths, none twice; *list NULL when it is left out. */
static fl_status find_paths(const fl_reader *reader, const cJSON *object, const char *name, int most,
                            const cJSON **list)
{
    *list = member(object, name);
    if (!*list)
        return FL_OK;
    if (!cJSON_IsArray(*list))
        return fl_reader_fail(reader, *list, "\"%s\" must be a list of file names", name);
    if (cJSON_GetArraySize(*list) > most)
        return fl_reader_fail(reader, *list, "\"%s\" names more than %d files", name, most);
    for (const cJSON *node = (*list)->child; node; node = node->next)
        for (const cJSON *other = (*list)->child; other != node; other = other->next)
            if (cJSON_IsString(node) && cJSON_IsString(other) &&
                strcmp(node->valuestring, other->valuestring) == 0)
                return fl_reader_fail(reader, node, "\"%s\" names '%s' twice", name,
                                      fl_text_make_plain(node->valuestring, (char[64]){0}, 64));
    return FL_OK;
}

static fl_status take_texts(const fl_reader *reader, const loading *l, const cJSON *object, const char *name,
                            fl_case_text *texts, size_t *count)
{
    const cJSON *list = NULL;
    fl_status status = find_paths(reader, object, name, FL_CASE_FILES, &list);
    for (const cJSON *node = list ? list->child : NULL; node && status == FL_OK; node = node->next) {
        fl_case_text *text = &texts[*count];
        status = take_path(reader, node, name, text->path);
        if (status == FL_OK)
            status = fl_case_load_text(l->folder, text, reader->error);
        *count += status == FL_OK;
    }
    return status;
}

static fl_status take_runs(const fl_reader *reader, const loading *l, const cJSON *object, fl_case_side *side)
{
    const cJSON *list = NULL;
    char wanted[sizeof side->runs[0].result->name] = "";
    fl_status status = take_text(reader, object, "result", false, wanted, sizeof wanted);
    if (status == FL_OK)
        status = find_paths(reader, object, "results", FL_CASE_RUNS, &list);
    if (status == FL_OK && (!list || !list->child))
        return fl_reader_fail(reader, object, "\"results\" must name at least one result file");
    for (const cJSON *node = list ? list->child : NULL; node && status == FL_OK; node = node->next) {
        fl_case_run *run = &side->runs[side->run_count];
        status = take_path(reader, node, "results", run->path);
        if (status == FL_OK)
            status = fl_case_load_run(l->folder, wanted, run, reader->error);
        side->run_count += status == FL_OK;
    }
    side->is_kernel = side->run_count > 0 && side->runs[0].result->work[0] && !side->runs[0].result->peer;
    return status;
}

static fl_status take_side(const fl_reader *reader, const loading *l, const char *name, fl_case_side *side)
{
    static const char *const members[] = {"name",  "language", "command", "results",         "result",
                                          "trace", "model",    "sources", "library_sources", "manifests",
                                          "locks", "data",     NULL};
    const cJSON *object = member(reader->root, name), *node = NULL;
    if (!object)
        return fl_reader_fail(reader, reader->root, "side \"%s\" is missing here", name);
    fl_status status = check_members(reader, object, "a side", members);
    if (status == FL_OK)
        status = take_text(reader, object, "name", true, side->name, sizeof side->name);
    if (status == FL_OK)
        status = take_text(reader, object, "language", false, side->language, sizeof side->language);
    if (status == FL_OK)
        status = take_text(reader, object, "command", false, side->command, sizeof side->command);
    if (status == FL_OK)
        status = take_runs(reader, l, object, side);
    if (status == FL_OK)
        status = take_texts(reader, l, object, "sources", side->sources, &side->source_count);
    if (status == FL_OK)
        status = take_texts(reader, l, object, "library_sources", side->library_sources,
                            &side->library_source_count);
    if (status == FL_OK)
        status = take_texts(reader, l, object, "manifests", side->manifests, &side->manifest_count);
    if (status == FL_OK)
        status = take_texts(reader, l, object, "locks", side->locks, &side->lock_count);
    if (status == FL_OK && (node = member(object, "trace")) != NULL) {
        status = take_path(reader, node, "trace", side->trace_path);
        if (status == FL_OK)
            status = fl_case_load_trace(l->folder, side, reader->error);
    }
    if (status == FL_OK && (node = member(object, "model")) != NULL) {
        status = take_path(reader, node, "model", side->model_path);
        if (status == FL_OK)
            status = fl_case_load_model(l->folder, side, reader->error);
    }
    if (status == FL_OK && (node = member(object, "data")) != NULL) {
        status = take_path(reader, node, "data", side->data_path);
        if (status == FL_OK)
            status = fl_case_load_data(l->folder, side, reader->error);
    }
    return status;
}

static fl_status take_comparison(const fl_reader *reader, const loading *l)
{
    static const char *const members[] = {"summary", "sources", "claimed_speedup", NULL};
    const cJSON *object = member(reader->root, "comparison"), *node = NULL;
    if (!object)
        return FL_OK;
    fl_status status = check_members(reader, object, "\"comparison\"", members);
    if (status == FL_OK && (node = member(object, "claimed_speedup")) != NULL) {
        if (!cJSON_IsNumber(node) || !(node->valuedouble > 0 && node->valuedouble < 1e12))
            return fl_reader_fail(reader, node, "\"claimed_speedup\" must be a positive number");
        l->given->claimed_speedup = node->valuedouble;
    }
    if (status == FL_OK)
        status = take_texts(reader, l, object, "sources", l->given->comparison_sources,
                            &l->given->comparison_source_count);
    if (status == FL_OK && (node = member(object, "summary")) != NULL) {
        status = take_path(reader, node, "summary", l->given->summary.path);
        if (status == FL_OK)
            status = fl_case_load_summary(l->folder, l->given, reader->error);
    }
    return status;
}

static fl_status take_elsewhere(const fl_reader *reader, const loading *l)
{
    static const char *const members[] = {"a", "b", NULL};
    const cJSON *object = member(reader->root, "elsewhere");
    if (!object)
        return FL_OK;
    fl_status status = check_members(reader, object, "\"elsewhere\"", members);
    for (int i = 0; i < 2 && status == FL_OK; i++) {
        fl_case_run *run = &l->given->elsewhere[i];
        const cJSON *node = member(object, members[i]), *side = member(reader->root, members[i]);
        const char *wanted = cJSON_GetStringValue(member(side, "result"));
        if (!node)
            return fl_reader_fail(reader, object,
                                  "\"elsewhere\" needs a result file of both, \"a\" and \"b\"");
        status = take_path(reader, node, members[i], run->path);
        if (status == FL_OK)
            status = fl_case_load_run(l->folder, wanted ? wanted : "", run, reader->error);
    }
    l->given->has_elsewhere = status == FL_OK;
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

static fl_status take_lab(const fl_reader *reader, const loading *l)
{
    const cJSON *node = member(reader->root, "lab");
    fl_case *given = l->given;
    if (!node)
        return FL_OK;
    fl_status status = take_path(reader, node, "lab", given->lab_path);
    if (status == FL_OK)
        status = fl_case_load_lab(l->folder, given, reader->error);
    if (status == FL_OK)
        given->lab_is_same_machine = same_machine(given);
    return status;
}

static fl_status take_declaration(const fl_reader *reader, const cJSON *node, fl_case *given)
{
    static const char *const members[] = {"point", "holds", "statement", NULL};
    fl_case_declaration *said = &given->declarations[given->declaration_count];
    fl_status status = check_members(reader, node, "a declaration", members);
    if (status != FL_OK)
        return status;
    const cJSON *point = member(node, "point"), *holds = member(node, "holds");
    if (!point || !cJSON_IsNumber(point) || !(point->valuedouble >= 1 && point->valuedouble <= LAST_POINT) ||
        point->valuedouble != floor(point->valuedouble))
        return fl_reader_fail(reader, point ? point : node, "\"point\" must be a whole number from 1 to 100");
    said->point = (int)point->valuedouble;
    for (size_t i = 0; i < given->declaration_count; i++)
        if (given->declarations[i].point == said->point)
            return fl_reader_fail(reader, point, "point %d is declared twice", said->point);
    if (!holds || !cJSON_IsBool(holds))
        return fl_reader_fail(reader, holds ? holds : node, "\"holds\" must be true or false");
    said->holds = cJSON_IsTrue(holds);
    status = take_text(reader, node, "statement", false, said->statement, sizeof said->statement);
    given->declaration_count += status == FL_OK;
    return status;
}

static fl_status take_declarations(const fl_reader *reader, fl_case *given)
{
    const cJSON *list = member(reader->root, "declarations");
    fl_status status = FL_OK;
    if (list && (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > FL_CASE_DECLARATIONS))
        return fl_reader_fail(reader, list, "\"declarations\" must be a list of at most %d",
                              FL_CASE_DECLARATIONS);
    for (const cJSON *node = list ? list->child : NULL; node && status == FL_OK; node = node->next)
        status = take_declaration(reader, node, given);
    return status;
}

/* Who audits what, and when: for the written audit alone. */
static fl_status take_head(const fl_reader *reader, fl_case *given)
{
    static const char *const members[] = {"id", "version", "date", "auditor", "revision", NULL};
    fl_case_head *h = &given->head;
    const struct {
        char *text;
        size_t size;
    } texts[] = {{h->id, sizeof h->id},
                 {h->version, sizeof h->version},
                 {h->date, sizeof h->date},
                 {h->auditor, sizeof h->auditor},
                 {h->revision, sizeof h->revision}};
    const cJSON *object = member(reader->root, "audit");
    if (!object)
        return FL_OK;
    fl_status status = check_members(reader, object, "\"audit\"", members);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && status == FL_OK; i++)
        status = take_text(reader, object, members[i], false, texts[i].text, texts[i].size);
    return status;
}

static fl_status read_tree(fl_reader *reader, void *into)
{
    static const char *const members[] = {"schema",       "made_by",       "a",   "b",
                                          "comparison",   "documentation", "lab", "elsewhere",
                                          "declarations", "audit",         NULL};
    loading *l = into;
    fl_case *given = l->given;
    fl_status status = fl_check_schema(reader, SCHEMA);
    if (status == FL_OK)
        status = check_members(reader, reader->root, "a case", members);
    const cJSON *made_by = cJSON_GetObjectItemCaseSensitive(reader->root, "made_by");
    if (status == FL_OK && made_by &&
        !(cJSON_IsString(made_by) && !strcmp(made_by->valuestring, FL_CASE_MADE_BY)))
        status = fl_reader_fail(reader, made_by, "\"made_by\" can only be \"" FL_CASE_MADE_BY "\"");
    given->says_by_lab = made_by != NULL;
    if (status == FL_OK)
        status = take_side(reader, l, "a", &given->sides[0]);
    if (status == FL_OK)
        status = take_side(reader, l, "b", &given->sides[1]);
    if (status == FL_OK)
        status = take_comparison(reader, l);
    if (status == FL_OK)
        status = take_texts(reader, l, reader->root, "documentation", given->documentation,
                            &given->documentation_count);
    if (status == FL_OK)
        status = take_lab(reader, l);
    if (status == FL_OK)
        status = take_elsewhere(reader, l);
    if (status == FL_OK)
        status = take_head(reader, given);
    return status == FL_OK ? take_declarations(reader, given) : status;
}

static void clear(fl_case *given)
{
    fl_case_summary *summary = &given->summary;
    memset(given, 0, sizeof *given);
    given->claimed_speedup = NAN;
    summary->t = summary->degrees_of_freedom = summary->p = summary->cohens_d = summary->speedup = NAN;
}

fl_status fl_case_parse(const char *bytes, size_t size, const char *name, int folder, fl_case *given,
                        fl_error *error)
{
    loading l = {given, folder};
    clear(given);
    fl_status status = fl_parse_tree(bytes, size, name, read_tree, &l, error);
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
    free_runs(side->runs, FL_CASE_RUNS);
    free_texts(side->sources);
    free_texts(side->library_sources);
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
    clear(given);
}
