#include "bench/export/export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/export/export_parts.h"
#include "bench/record/rounds.h"

extern const fl_exporter fl_exporter_google_benchmark;
extern const fl_exporter fl_exporter_lnt;

/* One a line. */
const fl_exporter *const fl_exporters[] = {
    &fl_exporter_google_benchmark, //
    &fl_exporter_lnt,              //
    NULL,
};

fl_status fl_exporter_find(const char *name, const fl_exporter **found, fl_error *error)
{
    char names[128] = "", plain[64];
    for (size_t i = 0; fl_exporters[i]; i++) {
        if (strcmp(name, fl_exporters[i]->name) == 0) {
            *found = fl_exporters[i];
            return FL_OK;
        }
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", fl_exporters[i]->name);
    }
    return fl_fail(error, FL_USAGE, "--format: '%s' is none of %s",
                   fl_text_make_plain(name, plain, sizeof plain), names);
}

static fl_status no_memory(fl_error *error)
{
    return fl_fail(error, FL_UNABLE, "export: no memory");
}

static fl_status allocate(fl_exported *e, size_t count, fl_error *error)
{
    e->ns = calloc(count, sizeof *e->ns);
    e->calls = calloc(count, sizeof *e->calls);
    return e->ns && e->calls ? FL_OK : no_memory(error);
}

/* Rounds of one process stand beside each other. */
static size_t end_of_process(const fl_picked *picked, size_t from)
{
    size_t end = from + 1;
    while (end < picked->rounds && picked->process && picked->process[end] == picked->process[from])
        end++;
    return end;
}

static void summarise(fl_exported *e)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < e->count; i++)
        sum += e->ns[i];
    e->mean_ns = sum / (double)e->count;
    for (size_t i = 0; i < e->count; i++)
        squares += (e->ns[i] - e->mean_ns) * (e->ns[i] - e->mean_ns);
    e->sd_ns = e->count > 1 ? sqrt(squares / (double)(e->count - 1)) : NAN;
    e->median_ns = fl_median(e->ns, e->count);
}

static fl_status take_series(const fl_result *result, const char *calls, const fl_series *series,
                             fl_exported *e, fl_error *error)
{
    fl_picked picked = {.rounds = 0};
    snprintf(e->name, sizeof e->name, "%s/%s", result->name, calls);
    fl_status status = fl_pick_rounds(series, NULL, FL_NS, &picked, error);
    if (status == FL_OK)
        status = allocate(e, picked.rounds, error);
    for (size_t from = 0, end; status == FL_OK && from < picked.rounds; from = end) {
        end = end_of_process(&picked, from);
        const double per_block = series->calls_per_block > 0 ? (double)series->calls_per_block : 1;
        e->calls[e->count] = (double)(end - from) * per_block;
        e->ns[e->count++] = fl_median(picked.a + from, end - from);
    }
    fl_picked_free(&picked);
    if (status == FL_OK)
        summarise(e);
    return status;
}

/* Of single calls, or of what another tool's file tells. */
static fl_status take_summary(const fl_result *result, fl_exported *e, fl_error *error)
{
    const fl_summary *s = &result->per_call_us;
    snprintf(e->name, sizeof e->name, "%s", result->name);
    fl_status status = allocate(e, 1, error);
    if (status != FL_OK)
        return status;
    e->ns[0] = e->mean_ns = 1000 * s->mean;
    e->calls[0] = result->iterations > 0 ? (double)result->iterations : 1;
    e->count = 1;
    e->median_ns = 1000 * s->p50;
    e->sd_ns = 1000 * s->sd;
    return FL_OK;
}

fl_status fl_export_result(const fl_result *result, fl_exported exported[FL_MOST_EXPORTED], size_t *count,
                           fl_error *error)
{
    fl_status status = FL_OK;
    memset(exported, 0, FL_MOST_EXPORTED * sizeof *exported);
    *count = 0;
    const bool imported = result->imported != NULL;
    if (!imported && result->independent.ns)
        status = take_series(result, "independent", &result->independent, &exported[(*count)++], error);
    if (!imported && result->chained.ns && status == FL_OK)
        status = take_series(result, "chained", &result->chained, &exported[(*count)++], error);
    if (*count == 0 && result->per_call_us.mean > 0)
        status = take_summary(result, &exported[(*count)++], error);
    return status;
}

void fl_exported_free(fl_exported exported[FL_MOST_EXPORTED])
{
    for (size_t i = 0; i < FL_MOST_EXPORTED; i++) {
        free(exported[i].ns);
        free(exported[i].calls);
        exported[i] = (fl_exported){.count = 0};
    }
}
