/* fairlane.bound/1; its members are told in bench/bounds/fairlane.bound.1.schema.json. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/text.h"
#include "bench/report/bound_report.h"

/* NaN and infinity become null. */
static void add_number(cJSON *to, const char *name, double value)
{
    cJSON_AddItemToObject(to, name, isfinite(value) ? cJSON_CreateNumber(value) : cJSON_CreateNull());
}

static void add_text(cJSON *to, const char *name, const char *text)
{
    char safe[1024];
    cJSON_AddStringToObject(to, name, fl_text_make_plain(text, safe, sizeof safe));
}

static void add_figure(cJSON *to, const char *name, const fl_bound_figure *figure)
{
    if (!isfinite(figure->ns)) {
        cJSON_AddNullToObject(to, name);
        return;
    }
    cJSON *json = cJSON_AddObjectToObject(to, name);
    add_text(json, "name", figure->name);
    add_number(json, "ns", figure->ns);
    add_number(json, "low_ns", figure->interval.low);
    add_number(json, "high_ns", figure->interval.high);
    add_number(json, "samples", (double)figure->samples);
}

static void add_class(cJSON *list, const fl_class_bounds *class)
{
    static const char *const parts[] = {"unknown", "loads", "arithmetic", "chain"};
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToArray(list, json);
    add_text(json, "name", class->name);
    add_text(json, "isa", fl_isa_name(class->isa));
    cJSON_AddBoolToObject(json, "strict", class->strict);
    add_number(json, "floor_ns", class->floor_ns);
    add_text(json, "set_by", parts[class->set_by]);
    add_text(json, "reason", class->reason);
    add_text(json, "doubt", class->doubt);
    add_figure(json, "loads", &class->loads);
    add_figure(json, "arithmetic", &class->arithmetic);
    add_figure(json, "chain", &class->chain);
    add_figure(json, "independent", &class->independent);
    add_figure(json, "chained", &class->chained);
    add_figure(json, "cold", &class->cold);
}

static void add_claim(cJSON *list, const fl_bound_view *view, double claimed_ns)
{
    char sentence[640];
    cJSON *json = cJSON_CreateObject();
    cJSON_AddItemToArray(list, json);
    add_number(json, "latency_ns", claimed_ns);
    fl_bound_sentence(view->bounds, view->isa, claimed_ns, sentence, sizeof sentence);
    add_text(json, "summary", sentence);
    cJSON *classes = cJSON_AddArrayToObject(json, "classes");
    for (size_t i = 0; i < view->bounds->class_count; i++) {
        const fl_class_bounds *class = &view->bounds->classes[i];
        if (!fl_bound_shows(view->isa, class))
            continue;
        fl_judgement j = fl_bounds_judge(class, claimed_ns);
        cJSON *one = cJSON_CreateObject();
        cJSON_AddItemToArray(classes, one);
        add_text(one, "name", class->name);
        add_text(one, "claim", fl_claim_name(j.claim));
        add_number(one, "times_floor", j.times_floor);
        add_number(one, "outside_share", j.outside_share);
    }
}

static void add_points(cJSON *list, const fl_bound_view *view)
{
    fl_point points[FL_LATENCY_POINTS];
    fl_bounds_points(view->bounds, view->claimed_ns, points);
    for (int i = 0; i < FL_LATENCY_POINTS; i++) {
        cJSON *json = cJSON_CreateObject();
        cJSON_AddItemToArray(list, json);
        add_number(json, "number", points[i].number);
        add_text(json, "verdict", fl_point_verdict_name(points[i].verdict));
        add_text(json, "question", points[i].question);
        add_text(json, "reason", points[i].reason);
    }
}

static void add_measured(cJSON *root, const fl_bound_view *view)
{
    const fl_bounds *b = view->bounds;
    cJSON *json = cJSON_AddObjectToObject(root, "measured");
    cJSON_AddNullToObject(root, "model");
    add_text(json, "source", view->source ? view->source : "");
    add_text(json, "cpu", b->cpu);
    add_text(json, "emulator", b->emulator);
    add_text(json, "hidden_features", b->hidden_features);
    add_text(json, "timestamp", b->timestamp);
    cJSON_AddBoolToObject(json, "comparable", !b->emulated);
    add_number(json, "core_ghz", b->core_ghz);
    add_number(json, "add_latency_ns", b->add_latency_ns);
    add_number(json, "unsteady_share", b->unsteady_share);
    add_number(json, "clock_cost_ns", b->clock_cost_ns);
    add_number(json, "clock_tick_ns", b->clock_tick_ns);
    add_figure(json, "empty_call", &b->empty_call);
    cJSON *classes = cJSON_AddArrayToObject(json, "classes"),
          *claims = cJSON_AddArrayToObject(json, "claims");
    for (size_t i = 0; i < b->class_count; i++)
        if (fl_bound_shows(view->isa, &b->classes[i]))
            add_class(classes, &b->classes[i]);
    for (int i = 0; i < FL_MOST_CLAIMS; i++)
        if (isfinite(view->claimed_ns[i]))
            add_claim(claims, view, view->claimed_ns[i]);
    add_points(cJSON_AddArrayToObject(json, "points"), view);
}

static void add_model(cJSON *root, const fl_bound_view *view)
{
    cJSON_AddNullToObject(root, "measured");
    cJSON *json = cJSON_AddObjectToObject(root, "model");
    add_text(json, "cpu", view->model->core->name);
    add_text(json, "tool", "llvm-mca 19");
    add_number(json, "ghz", view->ghz);
    add_number(json, "latency_ns", view->claimed_ns[0]);
    cJSON *kernels = cJSON_AddArrayToObject(json, "kernels");
    for (size_t i = 0; i < view->model->count; i++) {
        const fl_core_time *time = &view->model->times[i];
        cJSON *one = cJSON_CreateObject();
        cJSON_AddItemToArray(kernels, one);
        add_text(one, "name", time->variant->name);
        add_text(one, "isa", fl_isa_name(time->variant->kernel->isa));
        add_number(one, "latency_cycles", time->latency_cycles);
        add_number(one, "latency_ns", time->latency_cycles / view->ghz);
        add_number(one, "throughput_cycles", time->throughput_cycles);
        add_number(one, "throughput_ns", time->throughput_cycles / view->ghz);
        add_number(one, "latency_floor_cycles", time->latency_floor.cycles);
        add_text(one, "latency_floor_set_by", time->latency_floor.set_by);
        add_number(one, "throughput_floor_cycles", time->throughput_floor.cycles);
        add_text(one, "throughput_floor_set_by", time->throughput_floor.set_by);
        add_text(one, "absent", time->absent);
    }
}

fl_status fl_bound_json(const fl_bound_view *view, char **text, fl_error *error)
{
    cJSON *root = cJSON_CreateObject();
    add_text(root, "schema", "fairlane.bound/1");
    if (view->model)
        add_model(root, view);
    else
        add_measured(root, view);
    *text = cJSON_Print(root);
    cJSON_Delete(root);
    return *text ? FL_OK : fl_fail(error, FL_UNABLE, "bound: out of memory");
}
