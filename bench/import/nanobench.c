/* nanobench's own JSON template: seconds; an epoch is one reading of "iterations" runs, its "elapsed" is per
 * run. The template gives medians and no mean. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/import/import_parts.h"

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static fl_status take_epochs(fl_import *import, fl_result *result, const cJSON *list, const char *place)
{
    size_t count = 0;
    double calls = NAN, number = NAN;
    double *values = malloc((size_t)cJSON_GetArraySize(list) * sizeof *values);
    fl_status status = FL_OK;
    if (!values)
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    for (const cJSON *epoch = list->child; epoch && status == FL_OK; epoch = epoch->next) {
        const cJSON *elapsed = member(epoch, "elapsed");
        status = fl_import_take_count(import, epoch, "iterations", &number);
        if (status == FL_OK && !cJSON_IsNumber(elapsed))
            status = fl_reader_fail(import->reader, epoch, "a measurement has no \"elapsed\"");
        if (status != FL_OK)
            break;
        calls = count == 0 || calls == number ? number : NAN;
        if (!(number == 1)) /* one epoch of many runs is enough */
            result->imported->reading = FL_READING_MEAN;
        values[count++] = elapsed->valuedouble;
    }
    if (status != FL_OK) {
        free(values);
        return status;
    }
    result->imported->calls_per_reading = calls;
    return fl_import_set_readings(import, result, values, NULL, count, FL_SECONDS, place);
}

static fl_status take_entry(fl_import *import, const cJSON *entry, int index)
{
    char name[160], place[64], at[96];
    const char *title = fl_import_text(entry, "title");
    double epochs = NAN;
    const cJSON *list = member(entry, "measurements"), *batch = member(entry, "batch");
    snprintf(name, sizeof name, "%.60s%s%.60s", title, title[0] ? "/" : "", fl_import_text(entry, "name"));
    fl_result *result = fl_import_add(import, "nanobench", name, "results[%d]", index);
    if (!result)
        return import->failure;
    fl_status status = fl_import_take_count(import, entry, "epochs", &epochs);
    snprintf(place, sizeof place, "results[%d]", index);
    if (status == FL_OK)
        status = fl_import_take(import, result, FL_IMPORT_P50, entry, "median(elapsed)", FL_SECONDS, place);
    if (status != FL_OK)
        return status;
    result->iterations = epochs > 0 ? (size_t)epochs : 0;
    result->imported->reading = cJSON_IsArray(list) && list->child ? FL_READING_CALL : FL_READING_MEAN;
    snprintf(at, sizeof at, "%s.measurements", place);
    if (cJSON_IsArray(list) && list->child)
        status = take_epochs(import, result, list, at);
    if (cJSON_IsNumber(batch) && batch->valuedouble != 1)
        snprintf(result->imported->remark, sizeof result->imported->remark,
                 "each run works on a batch of %.6g \"%.40s\"; the times are of the run", batch->valuedouble,
                 fl_import_text(entry, "unit"));
    if (status == FL_OK)
        status = fl_import_facts(import, result, place, entry, 0);
    return status == FL_OK ? fl_import_finish(import, result) : status;
}

fl_status fl_import_nanobench(fl_import *import, bool *taken)
{
    const cJSON *list = member(import->reader->root, "results");
    if (!cJSON_IsArray(list) || !list->child || !member(list->child, "median(elapsed)"))
        return FL_OK;
    *taken = true;
    return fl_import_each(import, list, take_entry);
}
