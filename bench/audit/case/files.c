#include "bench/audit/case/files.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/builder.h"
#include "bench/base/folder.h"
#include "bench/base/sha256.h"
#include "bench/base/text.h"
#include "bench/evidence/trace_file.h"
#include "bench/import/import.h"
#include "bench/import/model.h"
#include "bench/record/parse.h"
#include "bench/task/safetensors.h"

enum { RESULT_LIMIT = 64 << 20, TRACE_LIMIT = 1 << 20, DATA_LIMIT = 16 << 20 };

fl_status fl_case_check_text(const fl_case_text *text, fl_error *error)
{
    size_t line = 1;
    for (size_t i = 0, bytes = 1; i < text->size; i += bytes) {
        int32_t character = fl_utf8_next(text->bytes + i, text->size - i, &bytes);
        line += character == '\n';
        if (character <= 0)
            return fl_fail(error, FL_USAGE, "%s:%zu: not a text file: %s", text->path, line,
                           character == 0 ? "it holds a zero byte" : "it is not UTF-8");
    }
    return FL_OK;
}

fl_status fl_case_load_text(int folder, fl_case_text *text, fl_error *error)
{
    fl_status status =
        fl_folder_read(folder, text->path, FL_CASE_FILE_BYTES, &text->bytes, &text->size, error);
    if (status == FL_OK)
        status = fl_case_check_text(text, error);
    if (status != FL_OK) {
        free(text->bytes);
        text->bytes = NULL;
        text->size = 0;
    }
    return status;
}

/* Files that were read beside a result file, as sha256sum lists them. */
typedef struct beside {
    fl_builder lines;
    size_t count;
} beside;

static void note_beside(void *context, const char *path, const char *bytes, size_t size)
{
    beside *b = context;
    char digest[65];
    fl_sha256(bytes, size, digest);
    fl_build_format(&b->lines, "%s  %s\n", digest, path);
    b->count++;
}

/* A file, with those that its tool keeps beside it, or Criterion's folder. */
static fl_status read_file_or_folder(int folder, fl_case_run *run, fl_import_options *options,
                                     fl_error *error)
{
    options->folder = fl_folder_open_below(folder, run->path);
    fl_status status = FL_OK;
    if (options->folder >= 0) {
        status = fl_import_criterion_folder(run->path, options, &run->document, error);
        close(options->folder);
        return status;
    }
    status = fl_folder_read(folder, run->path, RESULT_LIMIT, &run->text, &run->size, error);
    options->folder = status == FL_OK ? fl_folder_open_beside(folder, run->path) : -1;
    if (status == FL_OK)
        status = fl_import_parse(run->text, run->size, run->path, options, &run->document, error);
    if (options->folder >= 0)
        close(options->folder);
    return status;
}

static fl_status read_run(int folder, fl_case_run *run, fl_error *error)
{
    beside b = {{0}, 0};
    fl_import_options options = {.incomplete = true, .seen = note_beside, .context = &b};
    char *lines = NULL;
    fl_status status = read_file_or_folder(folder, run, &options, error);
    fl_status listed = fl_build_finish(&b.lines, run->path, &lines, status == FL_OK ? error : NULL);
    if (listed == FL_OK && b.count > 0)
        fl_sha256(lines, strlen(lines), run->beside_sha256);
    run->beside_count = b.count;
    free(lines);
    return status == FL_OK ? listed : status;
}

fl_status fl_case_load_run(int folder, const char *wanted, fl_case_run *run, fl_error *error)
{
    fl_status status = read_run(folder, run, error);
    if (status != FL_OK)
        return status;
    run->result = wanted[0] ? fl_document_find(&run->document, wanted) : run->document.results;
    if (!run->result)
        return fl_fail(error, FL_USAGE, "%s: there is no result '%s' in it", run->path, wanted);
    if (!wanted[0] && run->document.result_count != 1)
        return fl_fail(error, FL_USAGE, "%s: holds %zu results; say which by \"result\" in the case",
                       run->path, run->document.result_count);
    if (run->result->iterations == 0 && !run->result->imported)
        return fl_fail(error, FL_USAGE, "%s: the result '%s' holds no timed calls", run->path,
                       run->result->name);
    return FL_OK;
}

/* A reader of a whole file. */
typedef fl_status parse(const char *bytes, size_t size, const char *path, void *into, fl_error *error);

/* Has a file read, and leaves its digest and whether it is there. */
static fl_status load(int folder, const char *path, size_t limit, parse *read, void *into, char sha256[65],
                      bool *is_there, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    fl_status status = fl_folder_read(folder, path, limit, &bytes, &size, error);
    if (status == FL_OK)
        status = read(bytes, size, path, into, error);
    if (status == FL_OK)
        fl_sha256(bytes, size, sha256);
    *is_there = status == FL_OK;
    free(bytes);
    return status;
}

static fl_status parse_trace(const char *bytes, size_t size, const char *path, void *into, fl_error *error)
{
    return fl_trace_parse(bytes, size, path, into, error);
}

fl_status fl_case_load_trace(int folder, fl_case_side *side, fl_error *error)
{
    return load(folder, side->trace_path, TRACE_LIMIT, parse_trace, &side->trace, side->trace_sha256,
                &side->has_trace, error);
}

static fl_status parse_model(const char *bytes, size_t size, const char *path, void *into, fl_error *error)
{
    return fl_import_model_parse(bytes, size, path, NULL, into, error);
}

fl_status fl_case_load_model(int folder, fl_case_side *side, fl_error *error)
{
    return load(folder, side->model_path, FL_MODEL_FILE_LIMIT, parse_model, &side->model, side->model_sha256,
                &side->has_model, error);
}

fl_status fl_case_load_data(int folder, fl_case_side *side, fl_error *error)
{
    fl_safetensors file;
    fl_status status =
        fl_folder_read(folder, side->data_path, DATA_LIMIT, &side->data, &side->data_size, error);
    if (status == FL_OK)
        status = fl_safetensors_open((const unsigned char *)side->data, side->data_size, side->data_path,
                                     &file, error);
    if (status == FL_OK)
        fl_safetensors_close(&file);
    side->has_data = status == FL_OK;
    return status;
}

static fl_status parse_lab(const char *bytes, size_t size, const char *path, void *into, fl_error *error)
{
    fl_document *lab = into;
    fl_status status = fl_document_parse(bytes, size, path, lab, error);
    if (status == FL_OK && lab->of_other_tool)
        status = fl_fail(error, FL_USAGE,
                         "%s: \"lab\" must be a result file of 'fairlane run' or 'fairlane bound'", path);
    return status;
}

fl_status fl_case_load_lab(int folder, fl_case *given, fl_error *error)
{
    return load(folder, given->lab_path, RESULT_LIMIT, parse_lab, &given->lab, given->lab_sha256,
                &given->has_lab, error);
}

/* ---- the author's own comparison ---- */

/* Names under which the figures are found in the wild, the first that is there wins. */
static const cJSON *find(const cJSON *object, const char *const names[])
{
    for (size_t i = 0; names[i]; i++) {
        const cJSON *node = cJSON_GetObjectItemCaseSensitive(object, names[i]);
        if (node)
            return node;
    }
    return NULL;
}

static fl_status take_figure(const fl_reader *reader, const cJSON *object, const char *const names[],
                             double *value)
{
    const cJSON *node = find(object, names);
    if (!node || cJSON_IsNull(node))
        return FL_OK;
    if (!cJSON_IsNumber(node) || !isfinite(node->valuedouble))
        return fl_reader_fail(reader, node, "\"%s\" must be a number", node->string);
    *value = node->valuedouble;
    return FL_OK;
}

static fl_status take_words(const fl_reader *reader, const cJSON *object, fl_case_summary *summary)
{
    const cJSON *effect =
        find(object, (const char *const[]){"effect_size", "effect", "effect_interpretation", NULL});
    const cJSON *overlap = find(object, (const char *const[]){"intervals_overlap", "ci_overlap", NULL});
    if (effect && cJSON_IsString(effect)) {
        if (strlen(effect->valuestring) >= sizeof summary->effect || !fl_text_is_plain(effect->valuestring))
            return fl_reader_fail(reader, effect, "\"%s\" is not a word", effect->string);
        memcpy(summary->effect, effect->valuestring, strlen(effect->valuestring) + 1);
    }
    if (overlap && !cJSON_IsBool(overlap))
        return fl_reader_fail(reader, overlap, "\"%s\" must be true or false", overlap->string);
    summary->intervals_overlap_given = overlap != NULL;
    summary->intervals_overlap = cJSON_IsTrue(overlap);
    return FL_OK;
}

/* The figures may stand at the top or in a group of their own. */
static fl_status read_summary(fl_reader *reader, void *into)
{
    fl_case_summary *summary = into;
    static const char *const groups[] = {"comparison", "statistics", "statistical_analysis", NULL};
    const struct {
        const char *names[6];
        double *value;
    } figures[] = {
        {{"t_statistic", "t", NULL}, &summary->t},
        {{"degrees_of_freedom", "df", NULL}, &summary->degrees_of_freedom},
        {{"p_value", "p", NULL}, &summary->p},
        {{"cohens_d", "cohen_d", "d", NULL}, &summary->cohens_d},
        {{"speedup", "speedup_mean", "speedup_ratio", NULL}, &summary->speedup},
    };
    if (!cJSON_IsObject(reader->root))
        return fl_reader_fail(reader, reader->root, "a comparison must be an object");
    const cJSON *group = find(reader->root, groups);
    const cJSON *object = cJSON_IsObject(group) ? group : reader->root;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        fl_status status = take_figure(reader, object, figures[i].names, figures[i].value);
        if (status != FL_OK)
            return status;
    }
    return take_words(reader, object, summary);
}

fl_status fl_case_load_summary(int folder, fl_case *given, fl_error *error)
{
    fl_case_summary *summary = &given->summary;
    memcpy(summary->text.path, summary->path, sizeof summary->path);
    fl_status status = fl_case_load_text(folder, &summary->text, error);
    if (status == FL_OK)
        status = fl_parse_tree(summary->text.bytes, summary->text.size, summary->path, read_summary, summary,
                               error);
    given->has_summary = status == FL_OK;
    return status;
}
