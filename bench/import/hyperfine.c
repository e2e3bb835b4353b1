/* hyperfine, --export-json: seconds; every time is that of a whole process. */
#include <cjson/cJSON.h>
#include <stdio.h>

#include "bench/import/import_parts.h"

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static fl_status take_entry(fl_import *import, const cJSON *entry, int index)
{
    static const struct {
        const char *name;
        fl_import_figure figure;
    } figures[] = {{"mean", FL_IMPORT_MEAN},
                   {"stddev", FL_IMPORT_SD},
                   {"median", FL_IMPORT_P50},
                   {"min", FL_IMPORT_MIN},
                   {"max", FL_IMPORT_MAX}};
    const cJSON *times = member(entry, "times");
    char place[64], at[96];
    fl_result *result =
        fl_import_add(import, "hyperfine", fl_import_text(entry, "command"), "results[%d]", index);
    if (!result)
        return import->failure;
    fl_status status = FL_OK;
    snprintf(place, sizeof place, "results[%d]", index);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0] && status == FL_OK; i++)
        status = fl_import_take(import, result, figures[i].figure, entry, figures[i].name, FL_SECONDS, place);
    snprintf(at, sizeof at, "%s.times", place);
    if (status == FL_OK && cJSON_IsArray(times) && times->child)
        status = fl_import_take_readings(import, result, times, "times", 1, FL_SECONDS, at);
    if (status == FL_OK)
        status = fl_import_fact(import, result, "command", fl_import_text(entry, "command"), place);
    if (status != FL_OK)
        return status;
    result->imported->reading = FL_READING_PROCESS;
    result->imported->calls_per_reading = 1;
    return fl_import_finish(import, result);
}

fl_status fl_import_hyperfine(fl_import *import, bool *taken)
{
    const cJSON *list = member(import->reader->root, "results");
    if (!cJSON_IsArray(list) || !list->child || !member(list->child, "command"))
        return FL_OK;
    *taken = true;
    return fl_import_each(import, list, take_entry);
}
