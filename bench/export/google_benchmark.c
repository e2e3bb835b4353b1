/* Google Benchmark's JSON, as --benchmark_out_format=json writes it with repetitions: each process of the lab is a
 * repetition, so that compare.py's U test is one of processes. CPU time is not measured apart: contestants work on one
 * thread that does not sleep, and cpu_time repeats real_time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/export/export_parts.h"
#include "bench/record/json.h"

static void add_context(fl_json root, const fl_document *d)
{
    const fl_environment *e = &d->environment;
    fl_json context = fl_json_object(root, "context");
    fl_json_add_text(context, "date", d->timestamp);
    fl_json_add_text(context, "host_name", "");
    fl_json_add_text(context, "executable", "fairlane export");
    fl_json_add_number(context, "num_cpus", e->cpus_online);
    fl_json_add_number(context, "mhz_per_cpu", 0); /* not told: the core's clock is none of the system's */
    fl_json_add_bool(context, "cpu_scaling_enabled",
                     e->governor[0] && strcmp(e->governor, "performance") != 0);
    (void)fl_json_array(context, "caches");
    fl_json load = fl_json_array(context, "load_avg");
    if (isfinite(e->load_1min_before))
        fl_json_add_number(load, NULL, e->load_1min_before);
    fl_json_add_text(context, "library_build_type", "release");
    fl_json_add_text(context, "cpu", e->cpu);
    fl_json_add_text(context, "fairlane_export", e->revision[0] ? e->revision : "of no run of the lab");
    if (strlen(d->model_sha256) == 64)
        fl_json_add_text(context, "fairlane_model_sha256", d->model_sha256);
    if (fl_is_emulated(d))
        fl_json_add_text(context, "fairlane_emulator", e->emulator);
}

typedef struct entry {
    const fl_result *result;
    const fl_exported *of;
    size_t family, instance;
} entry;

static fl_json begin_entry(fl_json list, const entry *at, const char *suffix, const char *type)
{
    char name[128];
    fl_json json = fl_json_object(list, NULL);
    snprintf(name, sizeof name, "%s%s", at->of->name, suffix);
    fl_json_add_text(json, "name", name);
    fl_json_add_number(json, "family_index", (double)at->family);
    fl_json_add_number(json, "per_family_instance_index", (double)at->instance);
    fl_json_add_text(json, "run_name", at->of->name);
    fl_json_add_text(json, "run_type", type);
    fl_json_add_number(json, "repetitions", (double)at->of->count);
    return json;
}

static void end_entry(fl_json json, double calls, double ns, const fl_result *result)
{
    fl_json_add_number(json, "threads", 1);
    fl_json_add_number(json, "iterations", calls);
    fl_json_add_number(json, "real_time", ns);
    fl_json_add_number(json, "cpu_time", ns);
    fl_json_add_text(json, "time_unit", "ns");
    if (result->executed.simd_class[0])
        fl_json_add_text(json, "label", result->executed.simd_class);
}

static void add_aggregate(fl_json list, const entry *at, const char *name, double ns)
{
    char suffix[32];
    if (!isfinite(ns))
        return;
    snprintf(suffix, sizeof suffix, "_%s", name);
    fl_json json = begin_entry(list, at, suffix, "aggregate");
    fl_json_add_text(json, "aggregate_name", name);
    fl_json_add_text(json, "aggregate_unit", "time");
    end_entry(json, (double)at->of->count, ns, at->result);
}

static void add_entries(fl_json list, const entry *at)
{
    for (size_t i = 0; i < at->of->count; i++) {
        fl_json json = begin_entry(list, at, "", "iteration");
        fl_json_add_number(json, "repetition_index", (double)i);
        end_entry(json, at->of->calls[i], at->of->ns[i], at->result);
    }
    add_aggregate(list, at, "mean", at->of->mean_ns);
    add_aggregate(list, at, "median", at->of->median_ns);
    add_aggregate(list, at, "stddev", at->of->sd_ns);
}

static fl_status write_document(const fl_document *d, const fl_export_options *options, char **text,
                                fl_error *error)
{
    fl_json_writer writer = {.spaced = true};
    fl_json root = fl_json_document(&writer, NULL);
    fl_status status = FL_OK;
    (void)options; /* the tools sort by what they were given when */
    add_context(root, d);
    fl_json list = fl_json_array(root, "benchmarks");
    for (size_t i = 0, family = 0; i < d->result_count && status == FL_OK; i++) {
        fl_exported exported[FL_MOST_EXPORTED];
        size_t count;
        if (d->results[i].is_probe)
            continue;
        status = fl_export_result(&d->results[i], exported, &count, error);
        for (size_t k = 0; k < count && status == FL_OK; k++)
            add_entries(list, &(entry){&d->results[i], &exported[k], family, k});
        fl_exported_free(exported);
        family++;
    }
    char *written = NULL; /* the writer is finished in any case */
    fl_status finished = fl_json_print(root, "export", &written, status == FL_OK ? error : NULL);
    *text = written;
    return status == FL_OK ? finished : status;
}

const fl_exporter fl_exporter_google_benchmark = {"google-benchmark", write_document};
