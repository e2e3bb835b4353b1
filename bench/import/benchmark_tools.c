/* Julia's BenchmarkTools.save(): [versions, [[type, fields] …]]; groups hold groups. Times of a Trial are ns
 * per evaluation; each sample is "evals" of them. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/import/import_parts.h"

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* The fields of ["BenchmarkTools.TYPE", fields]; the module's name is missing in some versions. */
static const cJSON *fields_of(const cJSON *node, const char *type)
{
    if (!cJSON_IsArray(node) || cJSON_GetArraySize(node) != 2 || !cJSON_IsString(node->child))
        return NULL;
    const char *name = node->child->valuestring, *dot = strrchr(name, '.');
    return strcmp(dot ? dot + 1 : name, type) == 0 && cJSON_IsObject(node->child->next) ? node->child->next
                                                                                        : NULL;
}

/* What the collector took of each sample: as a fact, for no figure of a result has a place for it. */
static fl_status take_collections(fl_import *import, fl_result *result, const cJSON *fields,
                                  const char *entry)
{
    const cJSON *list = member(fields, "gctimes");
    double *ns = NULL, sum = 0;
    size_t count = 0, collected = 0;
    char text[96], place[96];
    if (!list || cJSON_IsNull(list))
        return FL_OK;
    fl_status status =
        fl_decode_list_of_numbers(import->reader, list, "gctimes", FL_NOT_NEGATIVE, &ns, &count);
    for (size_t i = 0; status == FL_OK && i < count; i++) {
        sum += ns[i];
        collected += ns[i] > 0;
    }
    free(ns);
    if (status == FL_OK && count != result->iterations)
        return fl_reader_fail(import->reader, list, "%zu \"gctimes\" stand beside %zu \"times\"", count,
                              result->iterations);
    snprintf(text, sizeof text, "%zu of %zu samples, %.15g ns in all", collected, count, sum);
    snprintf(place, sizeof place, "%.80s.gctimes", entry);
    return status == FL_OK ? fl_import_fact(import, result, "gctimes", text, place) : status;
}

static fl_status take_trial(fl_import *import, const cJSON *fields, const char *name, const char *entry)
{
    double evals = NAN;
    char place[96];
    const cJSON *parameters = fields_of(member(fields, "params"), "Parameters");
    fl_result *result = fl_import_add(import, "BenchmarkTools", name, "%s", entry);
    if (!result)
        return import->failure;
    fl_status status = fl_import_take_count(import, parameters, "evals", &evals);
    snprintf(place, sizeof place, "%.80s.times", entry);
    if (status == FL_OK)
        status = fl_import_take_readings(import, result, member(fields, "times"), "times", 1, FL_NANOSECONDS,
                                         place);
    if (status != FL_OK)
        return status;
    result->imported->calls_per_reading = evals;
    result->imported->reading = evals == 1  ? FL_READING_CALL
                                : evals > 1 ? FL_READING_MEAN
                                            : FL_READING_UNTOLD;
    status = take_collections(import, result, fields, entry);
    if (status == FL_OK)
        status = fl_import_facts(import, result, entry, fields, 0);
    if (status == FL_OK)
        status = fl_import_facts(import, result, "[0]", import->reader->root->child, 0);
    return status == FL_OK ? fl_import_finish(import, result) : status;
}

static void join(const char *name, const char *entry, const char *key, char *below, char *place)
{
    snprintf(below, 96, "%.47s%s%.47s", name, name[0] ? "/" : "", key);
    snprintf(place, 96, "%.47s.data.%.40s", entry, key);
}

/* NOLINTBEGIN(misc-no-recursion): as deep as the scan lets through */
static fl_status take(fl_import *import, const cJSON *node, const char *name, const char *entry)
{
    const cJSON *fields = fields_of(node, "Trial");
    if (fields)
        return take_trial(import, fields, name[0] ? name : "trial", entry);
    if (fields_of(node, "TrialEstimate"))
        return fl_reader_fail(import->reader, node,
                              "a TrialEstimate does not say which estimate it is; save the Trial");
    fields = fields_of(node, "BenchmarkGroup");
    const cJSON *child = NULL;
    char below[96], place[96];
    fl_status status = FL_OK;
    cJSON_ArrayForEach(child, member(fields, "data"))
    {
        join(name, entry, child->string ? child->string : "", below, place);
        status = take(import, child, below, place);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}
/* NOLINTEND(misc-no-recursion) */

fl_status fl_import_benchmark_tools(fl_import *import, bool *taken)
{
    const cJSON *root = import->reader->root, *versions = cJSON_IsArray(root) ? root->child : NULL;
    if (!versions || !member(versions, "BenchmarkTools") || !cJSON_IsArray(versions->next))
        return FL_OK;
    *taken = true;
    int index = 0;
    char entry[48];
    for (const cJSON *value = versions->next->child; value; value = value->next) {
        snprintf(entry, sizeof entry, "[1][%d]", index++);
        fl_status status = take(import, value, "", entry);
        if (status != FL_OK)
            return status;
    }
    if (import->document->result_count == 0)
        return fl_fail(import->error, FL_USAGE, "%s: a file of BenchmarkTools without a Trial in it",
                       import->name);
    return FL_OK;
}
