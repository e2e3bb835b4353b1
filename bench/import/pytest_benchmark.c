/* pytest-benchmark, --benchmark-json: seconds; a round is
 * "iterations" calls, and its figures are per call. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/import/import_parts.h"

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static fl_status take_figures(fl_import *import, fl_result *result, const cJSON *stats, const char *place,
                              double rounds)
{
    static const struct {
        const char *name;
        fl_import_figure figure;
        double least; /* rounds without which the tool writes a 0 for a figure that does not exist */
    } figures[] = {{"mean", FL_IMPORT_MEAN, 1},  {"stddev", FL_IMPORT_SD, 2},
                   {"median", FL_IMPORT_P50, 1}, {"min", FL_IMPORT_MIN, 1},
                   {"max", FL_IMPORT_MAX, 1},    {"ops", FL_IMPORT_THROUGHPUT, 1}};
    fl_status status = FL_OK;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0] && status == FL_OK; i++)
        if (!(rounds < figures[i].least))
            status =
                fl_import_take(import, result, figures[i].figure, stats, figures[i].name, FL_SECONDS, place);
    return status;
}

static fl_status take_stats(fl_import *import, fl_result *result, const cJSON *stats, const char *place)
{
    double rounds = NAN, calls = NAN;
    char at[96];
    fl_status status = fl_import_take_count(import, stats, "rounds", &rounds);
    if (status == FL_OK)
        status = fl_import_take_count(import, stats, "iterations", &calls);
    if (status == FL_OK)
        status = take_figures(import, result, stats, place, rounds);
    if (status != FL_OK)
        return status;
    result->imported->calls_per_reading = calls;
    result->imported->reading = calls == 1  ? FL_READING_CALL
                                : calls > 1 ? FL_READING_MEAN
                                            : FL_READING_UNTOLD;
    result->iterations = rounds > 0 ? (size_t)rounds : 0;
    const cJSON *data = member(stats, "data");
    snprintf(at, sizeof at, "%.80s.data", place);
    if (cJSON_IsArray(data) && data->child)
        status = fl_import_take_readings(import, result, data, "data", NAN, FL_SECONDS, at);
    if (status == FL_OK && rounds > 0 && result->iterations != (size_t)rounds)
        return fl_reader_fail(import->reader, data, "\"data\" holds %zu rounds where \"rounds\" is %.0f",
                              result->iterations, rounds);
    return status;
}

static fl_status take_surroundings(fl_import *import, fl_result *result, const cJSON *entry,
                                   const char *place)
{
    char at[96];
    snprintf(at, sizeof at, "%.80s.options", place);
    fl_status status = fl_import_facts(import, result, at, member(entry, "options"), 0);
    snprintf(at, sizeof at, "%.80s.extra_info", place);
    if (status == FL_OK)
        status = fl_import_facts(import, result, at, member(entry, "extra_info"), 0);
    if (status == FL_OK)
        status =
            fl_import_facts(import, result, "machine_info", member(import->reader->root, "machine_info"), 1);
    return status;
}

static bool is_unique(const cJSON *list, const char *name)
{
    int found = 0;
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, list) found += strcmp(fl_import_text(entry, "name"), name) == 0;
    return found < 2;
}

static fl_status take_entry(fl_import *import, const cJSON *entry, int index)
{
    const cJSON *list = member(import->reader->root, "benchmarks"), *stats = member(entry, "stats");
    const char *name = fl_import_text(entry, "name"), *full = fl_import_text(entry, "fullname");
    char place[64];
    if (!cJSON_IsObject(stats))
        return fl_reader_fail(import->reader, entry, "an entry of \"benchmarks\" has no \"stats\"");
    if (full[0] && !is_unique(list, name))
        name = full;
    fl_result *result = fl_import_add(import, "pytest-benchmark", name, "benchmarks[%d]", index);
    if (!result)
        return import->failure;
    snprintf(place, sizeof place, "benchmarks[%d].stats", index);
    fl_status status = take_stats(import, result, stats, place);
    snprintf(place, sizeof place, "benchmarks[%d]", index);
    if (status == FL_OK)
        status = take_surroundings(import, result, entry, place);
    return status == FL_OK ? fl_import_finish(import, result) : status;
}

static void copy(const char *from, char *to, size_t size)
{
    if (strlen(from) < size && fl_text_is_plain(from))
        memcpy(to, from, strlen(from) + 1);
}

static void take_machine(const cJSON *machine, const char *date, fl_document *document)
{
    copy(fl_import_text(member(machine, "cpu"), "brand_raw"), document->environment.cpu,
         sizeof document->environment.cpu);
    copy(fl_import_text(machine, "machine"), document->environment.architecture,
         sizeof document->environment.architecture);
    char platform[128];
    const char *system = fl_import_text(machine, "system");
    if (system[0] &&
        (size_t)snprintf(platform, sizeof platform, "%s-%s-%s", system, fl_import_text(machine, "release"),
                         fl_import_text(machine, "machine")) < sizeof platform)
        copy(platform, document->platform, sizeof document->platform);
    copy(date, document->timestamp, sizeof document->timestamp);
}

fl_status fl_import_pytest_benchmark(fl_import *import, bool *taken)
{
    const cJSON *root = import->reader->root, *machine = member(root, "machine_info");
    const cJSON *list = member(root, "benchmarks");
    if (!machine || !cJSON_IsArray(list) || !list->child || !member(list->child, "stats"))
        return FL_OK;
    *taken = true;
    take_machine(machine, fl_import_text(root, "datetime"), import->document);
    return fl_import_each(import, list, take_entry);
}
