/* The result file: reading. Scan, tree, tables, then what no table can say. Each result has a tree of its own, which is
 * gone before the next: that of all of them would take more than the text. */
#include <cjson/cJSON.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/base/known_format.h"
#include "bench/record/pair.h"
#include "bench/record/parse.h"
#include "bench/record/result.h"
#include "bench/record/result_check.h"
#include "bench/record/result_fields.h"
#include "bench/record/tool_formats.h"
#include "kernels/kernel.h"

/* 64 contestants, a million calls of each and of nothing, and 1,000 processes of 100 rounds take 1.1 GB. */
enum { FILE_LIMIT = INT_MAX, MOST_INCOMPLETE = 1000 };

static fl_status check_name(const fl_reader *reader, const cJSON *node, const fl_document *document,
                            size_t index)
{
    const fl_result *result = &document->results[index];
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(node, "name");
    if (!result->name[0])
        return fl_reader_fail(reader, name, "\"name\" is empty; every result needs a name");
    for (size_t i = 0; i < index; i++)
        if (strcmp(document->results[i].name, result->name) == 0)
            return fl_reader_fail(reader, name, "there is another result with the name '%s'", result->name);
    return FL_OK;
}

static fl_status check_result(const fl_reader *reader, const cJSON *node, fl_document *document, size_t index)
{
    fl_result *result = &document->results[index];
    fl_status status = check_name(reader, node, document, index);
    if (status == FL_OK)
        status = fl_check_per_call(reader, node, result, document->of_other_tool);
    if (status != FL_OK || document->of_other_tool)
        return status;
    status = fl_check_amortised(reader, node, result, document);
    if (status == FL_OK)
        status = fl_check_peer(reader, node, result);
    return status == FL_OK ? fl_check_judgements(reader, node, result, document) : status;
}

/* What is known of a document while its results are read one by one. */
typedef struct taking {
    fl_document *document;
    size_t contestants; /* then come the probes */
} taking;

static fl_status take_result(fl_reader *reader, const cJSON *node, void *element)
{
    const taking *t = reader->checks;
    fl_result *result = element;
    const size_t index = (size_t)(result - t->document->results);
    result->is_probe = index >= t->contestants;
    return check_result(reader, node, t->document, index);
}

/* Ratios to a baseline that stands behind them could not be checked when they were read. The elements of the list stand
 * in the document from index *next on. */
static fl_status check_early_ratios(fl_reader *reader, const cJSON *list, const fl_document *document,
                                    size_t *next)
{
    const fl_result *baseline = fl_document_find(document, document->baseline);
    fl_status status = FL_OK;
    for (const cJSON *node = list->child; node && status == FL_OK; node = node->next) {
        fl_result *result = &document->results[(*next)++];
        fl_opened opened;
        if (!baseline || result >= baseline)
            continue;
        status = fl_part_open(reader, node, &opened);
        if (status != FL_OK)
            return status;
        status = fl_check_amortised(reader, opened.node, result, document);
        fl_part_close(reader, &opened);
    }
    return status;
}

/* Where two members say the same, they must agree. */
static fl_status check_agreement(const fl_reader *reader, const fl_document *document)
{
    const cJSON *config = cJSON_GetObjectItemCaseSensitive(reader->root, "config");
    const cJSON *environment = cJSON_GetObjectItemCaseSensitive(reader->root, "environment");
    const cJSON *cpu = cJSON_GetObjectItemCaseSensitive(config, "cpu");
    const cJSON *again = cJSON_GetObjectItemCaseSensitive(environment, "cpu");
    if (cJSON_IsString(cpu) && cJSON_IsString(again) && strcmp(cpu->valuestring, again->valuestring) != 0)
        return fl_reader_fail(
            reader, again, "the \"cpu\" of \"environment\" is not that of \"config\"; the file was changed");
    if (document->input_dim != FL_INPUTS || document->num_classes != FL_OUTPUTS)
        return fl_reader_fail(reader, config, "the layer is %d to %d; this lab measures %d to %d",
                              document->input_dim, document->num_classes, FL_INPUTS, FL_OUTPUTS);
    bool impossible = false;
    for (size_t i = 0; i < document->result_count; i++)
        impossible |= !document->results[i].peer && (document->results[i].independent_floor.impossible ||
                                                     document->results[i].chained_floor.impossible);
    if (document->impossible != impossible)
        return fl_reader_fail(reader, cJSON_GetObjectItemCaseSensitive(reader->root, "impossible"),
                              "\"impossible\" is %s, but the results say otherwise; the file was changed",
                              document->impossible ? "true" : "false");
    return FL_OK;
}

static fl_status read_ours(fl_reader *reader, fl_document *document)
{
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    const cJSON *probes = cJSON_GetObjectItemCaseSensitive(reader->root, "probes");
    const cJSON *clock = cJSON_GetObjectItemCaseSensitive(reader->root, "clock");
    taking t = {document, (size_t)cJSON_GetArraySize(results)};
    reader->check = take_result;
    reader->checks = &t;
    fl_status status = fl_decode_document(reader, &fl_result_description, document);
    reader->check = NULL;
    size_t next = 0;
    if (status == FL_OK)
        status = check_early_ratios(reader, results, document, &next);
    if (status == FL_OK)
        status = check_early_ratios(reader, probes, document, &next);
    if (status == FL_OK && document->empty_call.iterations > 0)
        status = fl_check_per_call(reader, cJSON_GetObjectItemCaseSensitive(clock, "empty_call"),
                                   &document->empty_call, false);
    return status == FL_OK ? check_agreement(reader, document) : status;
}

/* What is not there is not known, and for whole numbers 0 would say that it is. */
static void note_missing(const cJSON *object, fl_environment *environment)
{
    const struct {
        const char *name;
        int64_t *value;
    } counts[] = {
        {"context_switches_voluntary", &environment->context_switches_voluntary},
        {"context_switches_involuntary", &environment->context_switches_involuntary},
        {"page_faults_minor", &environment->page_faults_minor},
        {"page_faults_major", &environment->page_faults_major},
        {"peak_resident_bytes", &environment->peak_resident_bytes},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (!cJSON_GetObjectItemCaseSensitive(object, counts[i].name))
            *counts[i].value = -1;
    if (!cJSON_GetObjectItemCaseSensitive(object, "cpus_online"))
        environment->cpus_online = -1;
    if (!cJSON_GetObjectItemCaseSensitive(object, "pinned_cpu"))
        environment->pinned_cpu = -1;
}

/* An environment like ours, as far as a file of another tool brings one; the CPU stands in its config. */
static fl_status read_environment_like_ours(fl_reader *reader, fl_document *document)
{
    static const fl_field environment[] = {
        {"environment", FL_FIELD_GROUP, FL_MEMBER(fl_document, environment), .fields = fl_environment_fields},
        {0},
    };
    const cJSON *object = cJSON_GetObjectItemCaseSensitive(reader->root, "environment");
    char cpu[sizeof document->environment.cpu];
    memcpy(cpu, document->environment.cpu, sizeof cpu);
    if (cJSON_IsObject(object)) {
        fl_status status = fl_decode_object(reader, reader->root, environment, document, true);
        if (status != FL_OK)
            return status;
    }
    note_missing(object, &document->environment);
    if (cpu[0])
        memcpy(document->environment.cpu, cpu, sizeof cpu);
    return FL_OK;
}

/* The results of a file that may lack figures; only what is there is checked. */
static fl_status read_incomplete(fl_reader *reader, fl_document *document)
{
    static const fl_field fields[] = {
        {"", FL_FIELD_INCLUDE, .fields = fl_audited_fields},
        {"samples_ns", FL_FIELD_NUMBERS, FL_MEMBER(fl_result, samples_ns), .range = FL_NOT_NEGATIVE,
         .count = offsetof(fl_result, iterations)},
        {0},
    };
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    size_t count = cJSON_IsArray(list) ? (size_t)cJSON_GetArraySize(list) : 0;
    if (count == 0 || count > MOST_INCOMPLETE)
        return fl_reader_fail(reader, list, "\"results\" must be a list of 1 to %d results", MOST_INCOMPLETE);
    document->results = calloc(count, sizeof *document->results);
    if (!document->results)
        return fl_fail(reader->error, FL_UNABLE, "%s: no memory to read it", reader->name);
    for (const cJSON *node = list->child; node; node = node->next) {
        size_t index = document->result_count;
        fl_result *result = &document->results[document->result_count++];
        fl_result_init(result);
        if (!cJSON_IsObject(node))
            return fl_reader_fail(reader, node, "an element of \"results\" is not an object");
        fl_status status = fl_decode_object(reader, node, fields, result, true);
        if (status == FL_OK)
            status = check_name(reader, node, document, index);
        if (status == FL_OK && (result->iterations == 0 || isnan(result->per_call_us.mean)))
            status = fl_reader_fail(reader, node,
                                    "a result needs \"iterations\" above 0 and a positive \"mean_us\"");
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}

/* A file of the audited benchmark: the twelve figures of each result, and whatever of config is there. */
static fl_status read_audited_format(fl_reader *reader, fl_document *document, bool incomplete)
{
    static const fl_field config[] = {
        {"config", FL_FIELD_GROUP, .fields = fl_config_fields},
        {0},
    };
    static const fl_field results[] = {
        {"results", FL_FIELD_LIST, offsetof(fl_document, results), sizeof(fl_result),
         .count = offsetof(fl_document, result_count), .fields = fl_audited_fields},
        {0},
    };
    document->of_other_tool = true;
    fl_status status = fl_decode_object(reader, reader->root, config, document, true);
    if (status == FL_OK)
        status = read_environment_like_ours(reader, document);
    if (status == FL_OK && incomplete)
        return read_incomplete(reader, document);
    if (status == FL_OK)
        status = fl_decode_object(reader, reader->root, results, document, false);
    if (status != FL_OK)
        return status;
    for (size_t i = 0; i < document->result_count; i++) {
        fl_result given = document->results[i], *result = &document->results[i];
        fl_result_init(result);
        memcpy(result->name, given.name, sizeof result->name);
        result->iterations = given.iterations;
        result->per_call_us = given.per_call_us;
        result->throughput_per_sec = given.throughput_per_sec;
    }
    size_t index = 0;
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    for (const cJSON *node = list->child; node && status == FL_OK; node = node->next)
        status = check_result(reader, node, document, index++);
    return status;
}

typedef struct reading {
    const fl_format_reader *formats; /* NULL: nobody reads files of other tools */
    fl_document *document;
} reading;

/* Latencies without a list around them, as many a script writes them. */
static bool has_figures(const cJSON *root)
{
    static const char *const parts[] = {"mean", "median", "avg", "average", "latency", "p50"};
    for (const cJSON *n = cJSON_IsObject(root) ? root->child : NULL; n; n = n->next)
        for (size_t i = 0; i < sizeof parts / sizeof *parts && cJSON_IsNumber(n); i++)
            if (n->string && strstr(n->string, parts[i]))
                return true;
    return false;
}

static fl_status read_document(fl_reader *reader, const fl_format_reader *formats, fl_document *document)
{
    const cJSON *schema = cJSON_GetObjectItemCaseSensitive(reader->root, "schema");
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    bool taken = false, incomplete = formats && formats->incomplete;
    reader->without_samples = formats && formats->without_samples;
    reader->counts = reader->without_samples && formats->counts;
    fl_document_init(document);
    fl_status status = FL_OK;
    if (!schema && formats && formats->read)
        status = formats->read(reader, formats->context, document, &taken);
    if (status != FL_OK || taken)
        return status;
    status = schema ? FL_OK : fl_refuse_tool_format(reader);
    if (status != FL_OK)
        return status;
    if (!schema && !results)
        return fl_reader_fail(
            reader, reader->root,
            "neither a fairlane result nor one of the audited benchmark: \"results\" is missing%s",
            has_figures(reader->root)
                ? "; what stands at the top belongs into it: {\"results\": [{\"name\": \"…\", "
                  "\"iterations\": 10000, \"mean_us\": …}]}"
                : "");
    status = schema ? read_ours(reader, document) : read_audited_format(reader, document, incomplete);
    if (status != FL_OK)
        return status;
    document->empty_call.per_call_us.n = document->empty_call.iterations;
    for (size_t i = 0; i < document->result_count; i++)
        document->results[i].per_call_us.n = document->results[i].iterations;
    for (size_t i = 0; i < document->result_count; i++) {
        fl_result *empty = document->results[i].peer ? document->results[i].peer->empty_call : NULL;
        if (empty)
            empty->per_call_us.n = empty->iterations;
    }
    return FL_OK;
}

static fl_status read_tree(fl_reader *reader, void *into)
{
    const reading *r = into;
    return read_document(reader, r->formats, r->document);
}

fl_status fl_document_parse_any(const char *bytes, size_t size, const char *name,
                                const fl_format_reader *formats, fl_document *document, fl_error *error)
{
    reading r = {formats, document};
    memset(document, 0, sizeof *document);
    fl_status status = fl_parse_parts(bytes, size, name, formats && formats->read, &fl_result_description,
                                      read_tree, &r, error);
    if (status == FL_USAGE) /* what somebody else's file is says more than what it is not */
        (void)fl_refuse_known_format(bytes, size, name, "a result file", error);
    if (status != FL_OK)
        fl_document_free(document);
    return status;
}

fl_status fl_document_parse_incomplete(const char *bytes, size_t size, const char *name,
                                       fl_document *document, fl_error *error)
{
    static const fl_format_reader nobody = {.incomplete = true};
    return fl_document_parse_any(bytes, size, name, &nobody, document, error);
}

fl_status fl_document_parse(const char *bytes, size_t size, const char *name, fl_document *document,
                            fl_error *error)
{
    return fl_document_parse_any(bytes, size, name, NULL, document, error);
}

static fl_status read_path(const char *path, bool reduced, fl_document *document, fl_error *error)
{
    const fl_format_reader formats = {.without_samples = reduced, .counts = reduced};
    char *bytes = NULL;
    size_t size = 0;
    memset(document, 0, sizeof *document);
    fl_status status = fl_file_read(path, FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_document_parse_any(bytes, size, path, &formats, document, error);
    free(bytes);
    return status;
}

fl_status fl_document_read(const char *path, fl_document *document, fl_error *error)
{
    return read_path(path, false, document, error);
}

fl_status fl_document_read_reduced(const char *path, fl_document *document, fl_error *error)
{
    return read_path(path, true, document, error);
}
