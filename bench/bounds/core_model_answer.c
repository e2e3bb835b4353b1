/* What llvm-mca answers: text of another program. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#include "bench/bounds/core_model.h"

static fl_status check_target(const cJSON *root, const char *name, fl_error *error)
{
    const cJSON *target = cJSON_GetObjectItemCaseSensitive(root, "TargetInfo");
    const cJSON *resources = cJSON_GetObjectItemCaseSensitive(target, "Resources");
    const char *first =
        cJSON_IsArray(resources) ? cJSON_GetStringValue(cJSON_GetArrayItem(resources, 0)) : NULL;
    if (!first)
        return fl_fail(error, FL_USAGE, "llvm-mca names no resources of '%s'; it should be version 19", name);
    const fl_core *core = fl_core_of_resource(first);
    if (!core)
        return fl_fail(error, FL_UNABLE,
                       "the model that llvm-mca uses for '%s' (resource '%.32s') is none that was examined; "
                       "see 'fairlane help bound' for those that were",
                       name, first);
    if (strcmp(core->name, name) != 0)
        return fl_fail(
            error, FL_UNABLE,
            "llvm-mca has no model of '%s' and silently uses that of '%s'; name that one if it will do", name,
            core->name);
    return FL_OK;
}

static fl_status read_regions(const cJSON *root, double *cycles, size_t regions, fl_error *error)
{
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "CodeRegions");
    if (!cJSON_IsArray(list) || (size_t)cJSON_GetArraySize(list) != regions)
        return fl_fail(error, FL_USAGE, "llvm-mca answered for other pieces of code than it was given");
    size_t i = 0;
    for (const cJSON *region = list->child; region; region = region->next) {
        const cJSON *summary = cJSON_GetObjectItemCaseSensitive(region, "SummaryView");
        const cJSON *total = cJSON_GetObjectItemCaseSensitive(summary, "TotalCycles");
        if (!cJSON_IsNumber(total) || !(total->valuedouble > 0.0 && isfinite(total->valuedouble)))
            return fl_fail(error, FL_USAGE, "llvm-mca states no \"TotalCycles\" of piece %zu", i + 1);
        cycles[i++] = total->valuedouble;
    }
    return FL_OK;
}

fl_status fl_core_parse(const char *json, size_t size, const char *name, double *cycles, size_t regions,
                        fl_error *error)
{
    errno = 0;
    cJSON *root = cJSON_ParseWithLength(json, size);
    if (!root && errno == ENOMEM)
        return fl_fail(error, FL_UNABLE, "no memory for the answer of llvm-mca");
    if (!cJSON_IsObject(root)) {
        cJSON_Delete(root);
        return fl_fail(error, FL_USAGE, "llvm-mca did not answer in JSON; it should be version 19");
    }
    fl_status status = check_target(root, name, error);
    if (status == FL_OK)
        status = read_regions(root, cycles, regions, error);
    cJSON_Delete(root);
    return status;
}
