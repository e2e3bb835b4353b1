/* torch.utils.benchmark: its Measurement as people write it to JSON (dataclasses.asdict): seconds of
 * "number_per_run" calls each. One of them, a list, or a list named "measurements". */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>

#include "bench/import/import_parts.h"

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool is_measurement(const cJSON *node)
{
    return cJSON_IsObject(node) && member(node, "number_per_run") && member(node, "raw_times") &&
           member(node, "task_spec");
}

/* "label/sub_label/description", as its tables show them; the statement where there is neither. */
static void name_of(const cJSON *task, char *name, size_t size)
{
    static const char *const parts[] = {"label", "sub_label", "description"};
    size_t used = 0;
    name[0] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *text = fl_import_text(task, parts[i]);
        if (text[0] && used < size - 1)
            used += (size_t)snprintf(name + used, size - used, "%s%.60s", used ? "/" : "", text);
    }
    if (!name[0])
        snprintf(name, size, "%.60s", fl_import_text(task, "stmt"));
}

static fl_status take_measurement(fl_import *import, const cJSON *node, const char *entry)
{
    char name[256], place[96];
    double calls = NAN;
    const cJSON *task = member(node, "task_spec");
    name_of(task, name, sizeof name);
    if (!is_measurement(node))
        return fl_reader_fail(import->reader, node,
                              "a measurement needs \"number_per_run\", \"raw_times\" and \"task_spec\"");
    fl_result *result = fl_import_add(import, "torch.utils.benchmark", name, "%s", entry);
    if (!result)
        return import->failure;
    fl_status status = fl_import_take_count(import, node, "number_per_run", &calls);
    if (status == FL_OK && !(calls >= 1))
        status = fl_reader_fail(import->reader, member(node, "number_per_run"),
                                "\"number_per_run\" must be a whole number above 0");
    snprintf(place, sizeof place, "%.60s%sraw_times", entry, entry[0] ? "." : "");
    if (status == FL_OK)
        status = fl_import_take_readings(import, result, member(node, "raw_times"), "raw_times", calls,
                                         FL_SECONDS, place);
    if (status != FL_OK)
        return status;
    result->imported->calls_per_reading = calls;
    result->imported->reading = calls > 1 ? FL_READING_MEAN : FL_READING_CALL;
    snprintf(place, sizeof place, "%.60s%stask_spec", entry, entry[0] ? "." : "");
    status = fl_import_facts(import, result, place, task, 0);
    return status == FL_OK ? fl_import_finish(import, result) : status;
}

fl_status fl_import_torch_benchmark(fl_import *import, bool *taken)
{
    const cJSON *root = import->reader->root, *named = member(root, "measurements");
    const cJSON *list = cJSON_IsArray(root) ? root : named;
    const cJSON *first = cJSON_IsArray(list) ? list->child : root;
    char entry[48] = "";
    if (!is_measurement(first))
        return FL_OK;
    *taken = true;
    if (first == root)
        return take_measurement(import, root, "");
    int index = 0;
    for (const cJSON *node = first; node; node = node->next) {
        snprintf(entry, sizeof entry, "%s[%d]", list == named ? "measurements" : "", index++);
        fl_status status = take_measurement(import, node, entry);
        if (status != FL_OK)
            return status;
    }
    return FL_OK;
}
