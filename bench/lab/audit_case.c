/* The case that `fairlane audit --run` leaves behind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/case/case.h"
#include "bench/audit/case/fields.h"
#include "bench/base/builder.h"
#include "bench/base/file.h"
#include "bench/lab/audit_parts.h"
#include "bench/record/json.h"
#include "bench/stats/stats.h"

static fl_status write_below(const char *folder, const char *name, const char *text, fl_error *error)
{
    char path[768];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return fl_file_write(path, text, strlen(text), error);
}

static fl_status write_json(const char *folder, const char *name, fl_json json, fl_error *error)
{
    char *text = NULL;
    fl_status status = fl_json_print(json, name, &text, error);
    if (status == FL_OK)
        status = write_below(folder, name, text, error);
    free(text);
    return status;
}

/* ---- comparison.json ---- */

static void add_latency(fl_json json, const char *name, const fl_result *result)
{
    fl_json side = fl_json_object(json, name);
    fl_json_add_text(side, "name", result->name);
    fl_json_add_number(side, "mean_us", result->per_call_us.mean);
    fl_json_add_number(side, "p50_us", result->per_call_us.p50);
    fl_json_add_number(side, "p99_us", result->per_call_us.p99);
}

static fl_status write_comparison(const char *folder, const fl_result *a, const fl_result *b, fl_error *error)
{
    const fl_summary *x = &a->per_call_us, *y = &b->per_call_us;
    fl_t_test welch = fl_welch(x->mean, x->sd, x->n, y->mean, y->sd, y->n, 0.95);
    double d = fl_cohens_d(x->mean, x->sd, x->n, y->mean, y->sd, y->n);
    fl_json_writer writer = {0};
    fl_json json = fl_json_document(&writer, NULL);
    add_latency(json, "a", a);
    add_latency(json, "b", b);
    fl_json comparison = fl_json_object(json, "comparison");
    fl_json_add_text(comparison, "test", "Welch");
    fl_json_add_number(comparison, "t_statistic", welch.t);
    fl_json_add_number(comparison, "degrees_of_freedom", welch.degrees_of_freedom);
    fl_json_add_number(comparison, "p_value", welch.p_two_sided);
    fl_json_add_number(comparison, "cohens_d", d);
    fl_json_add_text(comparison, "effect_size", fl_effect_word(d));
    fl_json_add_bool(comparison, "intervals_overlap",
                     fl_intervals_overlap(x->ci_95_lower, x->ci_95_upper, y->ci_95_lower, y->ci_95_upper));
    fl_json_add_number(comparison, "speedup", x->mean / y->mean);
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

static void print_result(fl_builder *out, const fl_result *result)
{
    const fl_summary *s = &result->per_call_us;
    fl_build_format(out, "| %s | %s | %s | %zu | %.2f | %.2f | %.2f | %.2f |\n", result->name,
                    result->peer->version, result->work, result->iterations, s->mean, s->p50, s->p95, s->p99);
}

static fl_status write_readme(const char *folder, const fl_audit_side sides[2], const fl_result *results[2],
                              const fl_document *document, bool elsewhere, fl_error *error)
{
    char *text = NULL, command[512];
    fl_builder out = {0};
    fl_build_format(
        &out,
        "# %s against %s\n\nOne inference of a linear layer, 784 inputs, 2 classes, float32, one sample, "
        "on %s, %s.\n\n## Again\n\n```sh\n",
        results[0]->name, results[1]->name, document->environment.cpu, document->timestamp);
    for (int i = 0; i < 2; i++) {
        tell_command(&sides[i], results[i], command, sizeof command);
        if (sides[i].start.setup[0])
            fl_build_format(&out, "%s\n", sides[i].start.setup);
        fl_build_format(&out, "%s # speaks fairlane.peer/1 with the lab\n", command);
    }
    fl_build_format(
        &out,
        "fairlane audit --run --peer %s --peer %s --output FOLDER\nfairlane audit FOLDER/case.json\n```\n",
        results[0]->name, results[1]->name);
    fl_build_text(
        &out, "\n## Figures\n\n| contestant | version | work | calls | mean us | p50 us | p95 us | p99 us |\n"
              "|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < 2; i++)
        print_result(&out, results[i]);
    fl_build_format(
        &out,
        "\nEach call stands between two readings of the contestant's own clock; %d calls before are not "
        "counted. `run-1.json` is judged, `run-2.json` and `run-3.json` repeat it.\n\n## Limitations\n\n"
        "- Binary classification of synthetic data, not the ten digits of MNIST.\n"
        "- One sample at a time, one thread, CPU only, no GPU.\n"
        "- Inference only: training is not timed.\n%s",
        document->warmup_iterations, elsewhere ? "" : "- One machine; a second one was not measured.\n");
    if (strcmp(results[0]->work, results[1]->work) != 0)
        fl_build_format(&out, "- The two do not do the same work: %s is %s, %s is %s.\n", results[0]->name,
                        results[0]->work, results[1]->name, results[1]->work);
    fl_status status = fl_build_finish(&out, "README.md", &text, error);
    if (status == FL_OK)
        status = write_below(folder, "README.md", text, error);
    free(text);
    return status;
}

/* ---- case.json ---- */

static void add_copies(fl_json side, const char *name, const fl_audit_side *from, int kind)
{
    fl_json list = {0};
    for (size_t i = 0; i < from->copy_count; i++) {
        if ((int)from->copies[i].kind != kind)
            continue;
        if (!list.writer)
            list = fl_json_array(side, name);
        fl_json_add_text(list, NULL, from->copies[i].path);
    }
}

static void add_side(fl_json json, const fl_audit_side *side, const fl_result *result)
{
    char command[512], name[64];
    fl_json object = fl_json_object(json, side->label);
    tell_command(side, result, command, sizeof command);
    fl_json_add_text(object, "name", side->start.name);
    if (side->language[0])
        fl_json_add_text(object, "language", side->language);
    fl_json_add_text(object, "command", command);
    fl_json results = fl_json_array(object, "results");
    for (int run = 1; run <= FL_AUDIT_RUNS; run++) {
        snprintf(name, sizeof name, "run-%d.json", run);
        fl_json_add_text(results, NULL, name);
    }
    fl_json_add_text(object, "result", side->start.name);
    snprintf(name, sizeof name, "%s.trace.json", side->label);
    fl_json_add_text(object, "trace", name);
    fl_json_add_text(object, "model", "model.safetensors");
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
    fl_json_writer writer = {0};
    fl_json json = fl_json_document(&writer, &fl_case_description);
    fl_json_add_text(json, "made_by", FL_CASE_MADE_BY);
    for (int i = 0; i < 2; i++)
        add_side(json, &sides[i], results[i]);
    fl_json comparison = fl_json_object(json, "comparison");
    fl_json_add_number(comparison, "claimed_speedup",
                       results[0]->per_call_us.mean / results[1]->per_call_us.mean);
    fl_json_add_text(comparison, "summary", "comparison.json");
    fl_json_add_text(fl_json_array(json, "documentation"), NULL, "README.md");
    fl_json_add_text(json, "lab", "run-1.json");
    if (elsewhere) {
        fl_json second = fl_json_object(json, "elsewhere");
        for (int i = 0; i < 2; i++)
            fl_json_add_text(second, sides[i].label, FL_AUDIT_ELSEWHERE);
    }
    return write_json(folder, "case.json", json, error);
}
