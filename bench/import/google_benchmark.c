/* Google Benchmark, --benchmark_format=json, of fairlane-gbench as well: each entry is the time of one call,
 * the mean of "iterations" of them; repetitions and aggregates of one benchmark share "run_name". */
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

/* "run_name"; versions before 1.5 have "name" alone, with the aggregate's behind it. */
static const char *run_name(const cJSON *entry)
{
    const char *name = fl_import_text(entry, "run_name");
    return name[0] ? name : fl_import_text(entry, "name");
}

static bool is_aggregate(const cJSON *entry)
{
    return strcmp(fl_import_text(entry, "run_type"), "aggregate") == 0;
}

static fl_status take_unit(const fl_import *import, const cJSON *entry, int *unit)
{
    static const struct {
        const char *word;
        int unit;
    } units[] = {{"ns", FL_NANOSECONDS}, {"us", FL_MICROSECONDS}, {"ms", FL_MILLISECONDS}, {"s", FL_SECONDS}};
    const char *word = fl_import_text(entry, "time_unit");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].word, word) == 0) {
            *unit = units[i].unit;
            return FL_OK;
        }
    return fl_reader_fail(import->reader, member(entry, "time_unit") ? member(entry, "time_unit") : entry,
                          "\"time_unit\" must be \"ns\", \"us\", \"ms\" or \"s\"");
}

static fl_status take_aggregate(fl_import *import, fl_result *result, const cJSON *entry, int index)
{
    static const struct {
        const char *name;
        fl_import_figure figure;
    } known[] = {{"mean", FL_IMPORT_MEAN},
                 {"median", FL_IMPORT_P50},
                 {"stddev", FL_IMPORT_SD},
                 {"min", FL_IMPORT_MIN},
                 {"max", FL_IMPORT_MAX}};
    const char *name = fl_import_text(entry, "aggregate_name");
    char place[64];
    int unit = 0;
    snprintf(place, sizeof place, "benchmarks[%d]", index);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) != 0)
            continue;
        fl_status status = take_unit(import, entry, &unit);
        if (status == FL_OK)
            status = fl_import_take(import, result, known[i].figure, entry, "real_time", unit, place);
        double repetitions = NAN;
        if (status == FL_OK)
            status = fl_import_take_count(import, entry, "repetitions", &repetitions);
        if (status == FL_OK && !result->samples_ns && repetitions > 0)
            result->iterations = (size_t)repetitions;
        return status;
    }
    return FL_OK; /* cv, BigO, RMS and what users add */
}

/* The readings of one benchmark, in the order of the file. */
typedef struct group {
    double *values;
    size_t count;
    double calls; /* per reading; NaN once they differ */
    bool failed;
} group;

static fl_status take_iteration(fl_import *import, const cJSON *entry, group *g)
{
    const cJSON *time = member(entry, "real_time");
    int unit = 0;
    double calls = NAN;
    if (cJSON_IsTrue(member(entry, "error_occurred")) || cJSON_IsTrue(member(entry, "skipped"))) {
        g->failed = true;
        return FL_OK;
    }
    fl_status status = take_unit(import, entry, &unit);
    if (!cJSON_IsNumber(time))
        return fl_reader_fail(import->reader, time ? time : entry, "\"real_time\" must be a number");
    if (status == FL_OK)
        status = fl_import_take_count(import, entry, "iterations", &calls);
    if (status != FL_OK)
        return status;
    g->values[g->count] = time->valuedouble * pow(10, unit - FL_NANOSECONDS);
    g->calls = g->count == 0 || g->calls == calls ? calls : NAN;
    g->count++;
    return FL_OK;
}

static fl_status finish(fl_import *import, fl_result *result, group *g, int first)
{
    fl_imported *imported = result->imported;
    char place[64];
    snprintf(place, sizeof place, "benchmarks[%d].real_time", first);
    imported->reading = g->calls == 1 && g->count > 0 ? FL_READING_CALL : FL_READING_MEAN;
    imported->calls_per_reading = g->count > 0 ? g->calls : NAN;
    fl_status status = FL_OK;
    /* Versions before 1.9 divide by their number, and count the calls of all: a time is then less than a call takes. */
    if (imported->in_threads)
        snprintf(imported->remark, sizeof imported->remark,
                 "several threads called at once: its times are of what they did together, not of one call");
    /* A single reading is the mean that the file gives. */
    if (g->count == 1 && isnan(result->per_call_us.mean))
        status = fl_import_set(import, result, FL_IMPORT_MEAN, g->values[0], FL_NANOSECONDS, place, NULL);
    if (status == FL_OK && g->count > 0) {
        status = fl_import_set_readings(import, result, g->values, NULL, g->count, FL_NANOSECONDS, place);
        g->values = NULL;
    }
    return status == FL_OK ? fl_import_finish(import, result) : status;
}

static fl_status take_group(fl_import *import, const char *tool, const cJSON *list, const cJSON *start,
                            int index)
{
    const char *name = run_name(start);
    fl_result *result = fl_import_add(import, tool, name, "benchmarks[%d]", index);
    if (!result)
        return import->failure;
    group g = {.values = malloc((size_t)cJSON_GetArraySize(list) * sizeof *g.values), .calls = NAN};
    if (!g.values)
        return fl_fail(import->error, FL_UNABLE, "%s: no memory to read it", import->name);
    const cJSON *threads = member(start, "threads");
    result->imported->in_threads = cJSON_IsNumber(threads) && threads->valuedouble > 1;
    fl_status status = FL_OK;
    int at = index;
    for (const cJSON *entry = start; entry && status == FL_OK; entry = entry->next, at++)
        if (cJSON_IsObject(entry) && strcmp(run_name(entry), name) == 0)
            status = is_aggregate(entry) ? take_aggregate(import, result, entry, at)
                                         : take_iteration(import, entry, &g);
    if (status == FL_OK && g.failed && g.count == 0 && isnan(result->per_call_us.mean)) {
        fl_result_free(result); /* the benchmark says itself that it failed: there is no time */
        import->document->result_count--;
    } else if (status == FL_OK) {
        status = fl_import_facts(import, result, "context", member(import->reader->root, "context"), 0);
        if (status == FL_OK)
            status = finish(import, result, &g, index);
    }
    free(g.values);
    return status;
}

/* The first entry of each benchmark so far. Those that failed count as well: each is looked for in all of the
 * list. */
typedef struct starts {
    const cJSON *entries[FL_IMPORT_RESULTS];
    size_t count;
} starts;

static bool was_taken(const starts *s, const cJSON *entry)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(run_name(s->entries[i]), run_name(entry)) == 0)
            return true;
    return false;
}

static fl_status take_entry(fl_import *import, const char *tool, starts *s, const cJSON *entry, int index)
{
    if (!cJSON_IsObject(entry) || !run_name(entry)[0])
        return fl_reader_fail(import->reader, entry, "an entry of \"benchmarks\" has no name");
    if (was_taken(s, entry))
        return FL_OK;
    if (s->count == FL_IMPORT_RESULTS)
        return fl_fail(import->error, FL_USAGE, "%s: more than %d benchmarks", import->name,
                       FL_IMPORT_RESULTS);
    s->entries[s->count++] = entry;
    return take_group(import, tool, member(import->reader->root, "benchmarks"), entry, index);
}

static void take_context(const cJSON *context, fl_document *document)
{
    const char *digest = fl_import_text(context, "fairlane_model_sha256");
    const char *date = fl_import_text(context, "date");
    if (strlen(digest) == 64 && strspn(digest, "0123456789abcdef") == 64)
        memcpy(document->model_sha256, digest, sizeof document->model_sha256);
    if (strlen(date) < sizeof document->timestamp && strspn(date, "0123456789-+:TZ.") == strlen(date))
        memcpy(document->timestamp, date, strlen(date) + 1);
}

fl_status fl_import_google_benchmark(fl_import *import, bool *taken)
{
    const cJSON *root = import->reader->root, *context = member(root, "context"),
                *list = member(root, "benchmarks");
    const cJSON *first = cJSON_IsArray(list) ? list->child : NULL;
    if (!context || !first || !(member(first, "run_name") || member(first, "real_time")))
        return FL_OK;
    *taken = true;
    const char *tool = member(context, "fairlane_export")         ? "fairlane export"
                       : member(context, "fairlane_model_sha256") ? "fairlane-gbench"
                                                                  : "Google Benchmark";
    take_context(context, import->document);
    starts s = {.count = 0};
    int index = 0;
    for (const cJSON *entry = first; entry; entry = entry->next, index++) {
        fl_status status = take_entry(import, tool, &s, entry, index);
        if (status != FL_OK)
            return status;
    }
    if (import->document->result_count == 0)
        return fl_fail(import->error, FL_USAGE, "%s: every benchmark in it says that it failed",
                       import->name);
    return FL_OK;
}
