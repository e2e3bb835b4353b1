/* The case that `fairlane audit --run` leaves behind. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case.h"
#include "bench/cli/audit_run.h"
#include "bench/record/file.h"
#include "bench/stats/stats.h"

static fl_status write_below(const char *folder, const char *name, const char *text, fl_error *error)
{
    char path[768];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!text)
        return fl_fail(error, FL_UNABLE, "%.400s: no memory to write it", path);
    return fl_file_write(path, text, strlen(text), error);
}

static fl_status write_json(const char *folder, const char *name, cJSON *json, fl_error *error)
{
    char *text = cJSON_Print(json);
    fl_status status = write_below(folder, name, text, error);
    cJSON_free(text);
    cJSON_Delete(json);
    return status;
}

/* ---- comparison.json ---- */

static void add_latency(cJSON *json, const char *name, const fl_result *result)
{
    cJSON *side = cJSON_AddObjectToObject(json, name);
    cJSON_AddStringToObject(side, "name", result->name);
    cJSON_AddNumberToObject(side, "mean_us", result->per_call_us.mean);
    cJSON_AddNumberToObject(side, "p50_us", result->per_call_us.p50);
    cJSON_AddNumberToObject(side, "p99_us", result->per_call_us.p99);
}

static fl_status write_comparison(const char *folder, const fl_result *a, const fl_result *b, fl_error *error)
{
    const fl_summary *x = &a->per_call_us, *y = &b->per_call_us;
    fl_t_test welch = fl_welch(x->mean, x->sd, x->n, y->mean, y->sd, y->n, 0.95);
    double d = fl_cohens_d(x->mean, x->sd, x->n, y->mean, y->sd, y->n);
    cJSON *json = cJSON_CreateObject();
    add_latency(json, "a", a);
    add_latency(json, "b", b);
    cJSON *comparison = cJSON_AddObjectToObject(json, "comparison");
    cJSON_AddStringToObject(comparison, "test", "Welch");
    cJSON_AddNumberToObject(comparison, "t_statistic", welch.t);
    cJSON_AddNumberToObject(comparison, "degrees_of_freedom", welch.degrees_of_freedom);
    cJSON_AddNumberToObject(comparison, "p_value", welch.p_two_sided);
    cJSON_AddNumberToObject(comparison, "cohens_d", d);
    cJSON_AddStringToObject(comparison, "effect_size", fl_effect_word(d));
    cJSON_AddBoolToObject(
        comparison, "intervals_overlap",
        fl_intervals_overlap(x->ci_95_lower, x->ci_95_upper, y->ci_95_lower, y->ci_95_upper));
    cJSON_AddNumberToObject(comparison, "speedup", x->mean / y->mean);
    return write_json(folder, "comparison.json", json, error);
}

/* How it is started, from the project's folder where it is one of the project's; in front of that how Rust
 * was told to build it, as the program itself says, for its name does not show that. */
static void tell_command(const fl_audit_side *side, const fl_result *result, char *command, size_t size)
{
    char folder[sizeof side->start.path], build[96] = "";
    snprintf(folder, sizeof folder, "%s", side->start.path);
    char *name = strrchr(folder, '/');
    if (!side->start.setup[0] || !name) {
        snprintf(command, size, "%s", side->start.path);
        return;
    }
    *name = '\0';
    for (size_t i = 0; i < result->peer->fact_count && !strcmp(side->language, "rust"); i++)
        if (strcmp(result->peer->facts[i].name, "profile") == 0)
            snprintf(build, sizeof build, "cargo build --locked --profile %.40s && ",
                     result->peer->facts[i].value);
    const char *last = strrchr(folder, '/');
    snprintf(command, size, "%sbench/peers/%.60s/start%s%s", build, last ? last + 1 : folder,
             side->start.argument[0] ? " " : "", side->start.argument);
}

/* ---- README.md ---- */

static void print_result(FILE *out, const fl_result *result)
{
    const fl_summary *s = &result->per_call_us;
    fprintf(out, "| %s | %s | %s | %zu | %.2f | %.2f | %.2f | %.2f |\n", result->name, result->peer->version,
            result->work, result->iterations, s->mean, s->p50, s->p95, s->p99);
}

static fl_status write_readme(const char *folder, const fl_audit_side sides[2], const fl_result *results[2],
                              const fl_document *document, bool elsewhere, fl_error *error)
{
    char *text = NULL, command[512];
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return fl_fail(error, FL_UNABLE, "no memory for README.md");
    fprintf(out,
            "# %s against %s\n\nOne inference of a linear layer, 784 inputs, 2 classes, float32, one sample, "
            "on %s, %s.\n\n## Again\n\n```sh\n",
            results[0]->name, results[1]->name, document->environment.cpu, document->timestamp);
    for (int i = 0; i < 2; i++) {
        tell_command(&sides[i], results[i], command, sizeof command);
        if (sides[i].start.setup[0])
            fprintf(out, "%s\n", sides[i].start.setup);
        fprintf(out, "%s # speaks fairlane.peer/1 with the lab\n", command);
    }
    fprintf(
        out,
        "fairlane audit --run --peer %s --peer %s --output FOLDER\nfairlane audit FOLDER/case.json\n```\n",
        results[0]->name, results[1]->name);
    fputs("\n## Figures\n\n| contestant | version | work | calls | mean us | p50 us | p95 us | p99 us |\n"
          "|---|---|---|---|---|---|---|---|\n",
          out);
    for (int i = 0; i < 2; i++)
        print_result(out, results[i]);
    fprintf(out,
            "\nEach call stands between two readings of the contestant's own clock; %d calls before are not "
            "counted. `run-1.json` is judged, `run-2.json` and `run-3.json` repeat it.\n\n## Limitations\n\n"
            "- Binary classification of synthetic data, not the ten digits of MNIST.\n"
            "- One sample at a time, one thread, CPU only, no GPU.\n"
            "- Inference only: training is not timed.\n%s",
            document->warmup_iterations, elsewhere ? "" : "- One machine; a second one was not measured.\n");
    if (strcmp(results[0]->work, results[1]->work) != 0)
        fprintf(out, "- The two do not do the same work: %s is %s, %s is %s.\n", results[0]->name,
                results[0]->work, results[1]->name, results[1]->work);
    fl_status status = FL_OK;
    if (fclose(out) != 0)
        status = fl_fail(error, FL_UNABLE, "no memory for README.md");
    if (status == FL_OK)
        status = write_below(folder, "README.md", text, error);
    free(text);
    return status;
}

/* ---- case.json ---- */

static void add_copies(cJSON *side, const char *name, const fl_audit_side *from, int kind)
{
    cJSON *list = NULL;
    for (size_t i = 0; i < from->copy_count; i++) {
        if ((int)from->copies[i].kind != kind)
            continue;
        if (!list)
            list = cJSON_AddArrayToObject(side, name);
        cJSON_AddItemToArray(list, cJSON_CreateString(from->copies[i].path));
    }
}

static void add_side(cJSON *json, const fl_audit_side *side, const fl_result *result)
{
    char command[512], name[64];
    cJSON *object = cJSON_AddObjectToObject(json, side->label);
    tell_command(side, result, command, sizeof command);
    cJSON_AddStringToObject(object, "name", side->start.name);
    if (side->language[0])
        cJSON_AddStringToObject(object, "language", side->language);
    cJSON_AddStringToObject(object, "command", command);
    cJSON *results = cJSON_AddArrayToObject(object, "results");
    for (int run = 1; run <= FL_AUDIT_RUNS; run++) {
        snprintf(name, sizeof name, "run-%d.json", run);
        cJSON_AddItemToArray(results, cJSON_CreateString(name));
    }
    cJSON_AddStringToObject(object, "result", side->start.name);
    snprintf(name, sizeof name, "%s.trace.json", side->label);
    cJSON_AddStringToObject(object, "trace", name);
    cJSON_AddStringToObject(object, "model", "model.safetensors");
    add_copies(object, "sources", side, FL_COPY_SOURCE);
    add_copies(object, "manifests", side, FL_COPY_MANIFEST);
    add_copies(object, "locks", side, FL_COPY_LOCK);
}

fl_status fl_audit_write_case(const char *folder, const fl_audit_side sides[2], const fl_document *document,
                              bool elsewhere, fl_error *error)
{
    const fl_result *results[2];
    for (int i = 0; i < 2; i++)
        if (!(results[i] = fl_document_find(document, sides[i].start.name)) || !results[i]->peer)
            return fl_fail(error, FL_NEGATIVE, "audit: peer '%s' left no result", sides[i].start.name);
    fl_status status = write_comparison(folder, results[0], results[1], error);
    if (status == FL_OK)
        status = write_readme(folder, sides, results, document, elsewhere, error);
    if (status != FL_OK)
        return status;
    cJSON *json = cJSON_CreateObject();
    cJSON_AddStringToObject(json, "schema", "fairlane.case/1");
    cJSON_AddStringToObject(json, "made_by", FL_CASE_MADE_BY);
    for (int i = 0; i < 2; i++)
        add_side(json, &sides[i], results[i]);
    cJSON *comparison = cJSON_AddObjectToObject(json, "comparison");
    cJSON_AddNumberToObject(comparison, "claimed_speedup",
                            results[0]->per_call_us.mean / results[1]->per_call_us.mean);
    cJSON_AddStringToObject(comparison, "summary", "comparison.json");
    cJSON_AddItemToArray(cJSON_AddArrayToObject(json, "documentation"), cJSON_CreateString("README.md"));
    cJSON_AddStringToObject(json, "lab", "run-1.json");
    cJSON *second = elsewhere ? cJSON_AddObjectToObject(json, "elsewhere") : NULL;
    for (int i = 0; i < 2 && second; i++)
        cJSON_AddStringToObject(second, sides[i].label, FL_AUDIT_ELSEWHERE);
    return write_json(folder, "case.json", json, error);
}
