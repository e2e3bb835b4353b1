/* The result file: reading. Scan, tree, tables, then what no table can say. */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/file.h"
#include "bench/record/parse.h"
#include "bench/record/result.h"
#include "bench/record/result_check.h"
#include "bench/record/result_fields.h"
#include "kernels/kernel.h"

enum { FILE_LIMIT = 256 << 20 };

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

/* The elements of a list stand in the document from index *next on. */
static fl_status check_list(const fl_reader *reader, const cJSON *list, fl_document *document, size_t *next)
{
    for (const cJSON *node = list ? list->child : NULL; node; node = node->next, ++*next) {
        const fl_result *result = &document->results[*next];
        fl_status status = check_name(reader, node, document, *next);
        if (status == FL_OK)
            status = fl_check_per_call(reader, node, result, document->foreign);
        if (status == FL_OK && !document->foreign)
            status = fl_check_amortised(reader, node, result, document);
        if (status == FL_OK && !document->foreign)
            status = fl_check_peer(reader, node, result);
        if (status == FL_OK && !document->foreign)
            status = fl_check_judgements(reader, node, result, document);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}

/* Where two members say the same, they must agree. */
static fl_status check_agreement(const fl_reader *reader, const fl_document *document)
{
    const cJSON *config = cJSON_GetObjectItemCaseSensitive(reader->root, "config");
    const cJSON *environment = cJSON_GetObjectItemCaseSensitive(reader->root, "environment");
    const cJSON *cpu = cJSON_GetObjectItemCaseSensitive(config, "cpu");
    const cJSON *again = cJSON_GetObjectItemCaseSensitive(environment, "cpu");
    if (cJSON_IsString(cpu) && cJSON_IsString(again) && strcmp(cpu->valuestring, again->valuestring) != 0)
        return fl_reader_fail(reader, again,
                              "the \"cpu\" of \"environment\" is not that of \"config\"; the file "
                              "was changed");
    if (document->input_dim != FL_INPUTS || document->num_classes != FL_OUTPUTS)
        return fl_reader_fail(reader, config, "the layer is %d to %d; this lab measures %d to %d",
                              document->input_dim, document->num_classes, FL_INPUTS, FL_OUTPUTS);
    bool impossible = false;
    for (size_t i = 0; i < document->result_count; i++)
        impossible |= document->results[i].independent_floor.impossible ||
                      document->results[i].chained_floor.impossible;
    if (document->impossible != impossible)
        return fl_reader_fail(reader, cJSON_GetObjectItemCaseSensitive(reader->root, "impossible"),
                              "\"impossible\" is %s, but the results say otherwise; the file was changed",
                              document->impossible ? "true" : "false");
    return FL_OK;
}

static fl_status read_ours(fl_reader *reader, fl_document *document)
{
    fl_status status = fl_decode_object(reader, reader->root, fl_document_fields, document, false);
    if (status != FL_OK)
        return status;
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    const cJSON *probes = cJSON_GetObjectItemCaseSensitive(reader->root, "probes");
    for (size_t i = (size_t)cJSON_GetArraySize(results); i < document->result_count; i++)
        document->results[i].is_probe = true;
    const cJSON *clock = cJSON_GetObjectItemCaseSensitive(reader->root, "clock");
    size_t next = 0;
    if (document->empty_call.iterations > 0)
        status = fl_check_per_call(reader, cJSON_GetObjectItemCaseSensitive(clock, "empty_call"),
                                   &document->empty_call, false);
    if (status == FL_OK)
        status = check_list(reader, results, document, &next);
    if (status == FL_OK)
        status = check_list(reader, probes, document, &next);
    return status == FL_OK ? check_agreement(reader, document) : status;
}

/* A file of the audited benchmark: the twelve figures of each result, and whatever of config is there. */
static fl_status read_foreign(fl_reader *reader, fl_document *document)
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
    document->foreign = true;
    fl_status status = fl_decode_object(reader, reader->root, config, document, true);
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
    size_t next = 0;
    return check_list(reader, cJSON_GetObjectItemCaseSensitive(reader->root, "results"), document, &next);
}

static fl_status read_tree(fl_reader *reader, void *into)
{
    fl_document *document = into;
    const cJSON *schema = cJSON_GetObjectItemCaseSensitive(reader->root, "schema");
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(reader->root, "results");
    fl_status status = FL_OK;
    fl_document_init(document);
    if (!schema && !results)
        return fl_reader_fail(reader, reader->root,
                              "neither a fairlane result nor one of the audited benchmark: \"results\" is "
                              "missing");
    if (!schema)
        status = read_foreign(reader, document);
    else
        status = fl_check_schema(reader, FL_RESULT_SCHEMA);
    if (status == FL_OK && schema)
        status = read_ours(reader, document);
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

fl_status fl_document_parse(const char *bytes, size_t size, const char *name, fl_document *document,
                            fl_error *error)
{
    memset(document, 0, sizeof *document);
    fl_status status = fl_parse_tree(bytes, size, name, read_tree, document, error);
    if (status != FL_OK)
        fl_document_free(document);
    return status;
}

fl_status fl_document_read(const char *path, fl_document *document, fl_error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    memset(document, 0, sizeof *document);
    fl_status status = fl_file_read(path, FILE_LIMIT, &bytes, &size, error);
    if (status == FL_OK)
        status = fl_document_parse(bytes, size, path, document, error);
    free(bytes);
    return status;
}
