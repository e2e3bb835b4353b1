/* fairlane.bound/1; its members are told in bench/bounds/fairlane.bound.1.schema.json. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/json.h"
#include "bench/report/bound_report.h"
#include "bench/report/documents.h"

static void add_figure(fl_json to, const char *name, const fl_bound_figure *figure)
{
    if (!isfinite(figure->ns)) {
        fl_json_add_null(to, name);
        return;
    }
    fl_json json = fl_json_object(to, name);
    fl_json_add_text(json, "name", figure->name);
    fl_json_add_number(json, "ns", figure->ns);
    fl_json_add_number(json, "low_ns", figure->interval.low);
    fl_json_add_number(json, "high_ns", figure->interval.high);
    fl_json_add_number(json, "samples", (double)figure->samples);
}

static void add_class(fl_json list, const fl_class_bounds *simd_class)
{
    static const char *const parts[] = {"unknown", "loads", "arithmetic", "chain"};
    fl_json json = fl_json_object(list, NULL);
    fl_json_add_text(json, "name", simd_class->name);
    fl_json_add_text(json, "isa", fl_isa_name(simd_class->isa));
    fl_json_add_bool(json, "strict", simd_class->strict);
    fl_json_add_number(json, "floor_ns", simd_class->floor_ns);
    fl_json_add_text(json, "set_by", parts[simd_class->set_by]);
    fl_json_add_text(json, "reason", simd_class->reason);
    fl_json_add_text(json, "doubt", simd_class->doubt);
    add_figure(json, "loads", &simd_class->loads);
    add_figure(json, "arithmetic", &simd_class->arithmetic);
    add_figure(json, "chain", &simd_class->chain);
    add_figure(json, "independent", &simd_class->independent);
    add_figure(json, "chained", &simd_class->chained);
    add_figure(json, "cold", &simd_class->cold);
}

static void add_claim(fl_json list, const fl_bound_facts *facts, double claimed_ns)
{
    char sentence[640];
    fl_json json = fl_json_object(list, NULL);
    fl_json_add_number(json, "latency_ns", claimed_ns);
    fl_bound_sentence(facts->bounds, facts->isa, claimed_ns, sentence, sizeof sentence);
    fl_json_add_text(json, "summary", sentence);
    fl_json classes = fl_json_array(json, "classes");
    for (size_t i = 0; i < facts->bounds->class_count; i++) {
        const fl_class_bounds *simd_class = &facts->bounds->classes[i];
        if (!fl_bound_shows(facts->isa, simd_class))
            continue;
        fl_judgement j = fl_bounds_judge(simd_class, claimed_ns);
        fl_json one = fl_json_object(classes, NULL);
        fl_json_add_text(one, "name", simd_class->name);
        fl_json_add_text(one, "claim", fl_claim_name(j.claim));
        fl_json_add_number(one, "times_floor", j.times_floor);
        fl_json_add_number(one, "outside_share", j.outside_share);
    }
}

static void add_points(fl_json list, const fl_bound_facts *facts)
{
    fl_point points[FL_LATENCY_POINTS];
    fl_bound_judge_points(facts, points);
    for (int i = 0; i < FL_LATENCY_POINTS; i++) {
        fl_json json = fl_json_object(list, NULL);
        fl_json_add_number(json, "number", points[i].number);
        fl_json_add_text(json, "verdict", fl_point_verdict_name(points[i].verdict));
        fl_json_add_text(json, "question", points[i].question);
        fl_json_add_text(json, "reason", points[i].reason);
    }
}

static void add_measured(fl_json root, const fl_bound_facts *facts)
{
    const fl_bounds *b = facts->bounds;
    fl_json json = fl_json_object(root, "measured");
    fl_json_add_text(json, "source", facts->source ? facts->source : "");
    fl_json_add_text(json, "cpu", b->cpu);
    fl_json_add_text(json, "emulator", b->emulator);
    fl_json_add_text(json, "hidden_features", b->hidden_features);
    fl_json_add_text(json, "timestamp", b->timestamp);
    fl_json_add_bool(json, "comparable", !b->emulated);
    fl_json_add_number(json, "core_ghz", b->core_ghz);
    fl_json_add_number(json, "add_latency_ns", b->add_latency_ns);
    fl_json_add_number(json, "unsteady_share", b->unsteady_share);
    fl_json_add_number(json, "clock_cost_ns", b->clock_cost_ns);
    fl_json_add_number(json, "clock_tick_ns", b->clock_tick_ns);
    add_figure(json, "empty_call", &b->empty_call);
    fl_json classes = fl_json_array(json, "classes");
    for (size_t i = 0; i < b->class_count; i++)
        if (fl_bound_shows(facts->isa, &b->classes[i]))
            add_class(classes, &b->classes[i]);
    fl_json claims = fl_json_array(json, "claims");
    for (int i = 0; i < FL_MOST_CLAIMS; i++)
        if (isfinite(facts->claimed_ns[i]))
            add_claim(claims, facts, facts->claimed_ns[i]);
    add_points(fl_json_array(json, "points"), facts);
    fl_json_add_null(root, "model");
}

static void add_model(fl_json root, const fl_bound_facts *facts)
{
    fl_json_add_null(root, "measured");
    fl_json json = fl_json_object(root, "model");
    fl_json_add_text(json, "cpu", facts->model->core->name);
    fl_json_add_text(json, "tool", "llvm-mca 19");
    fl_json_add_number(json, "ghz", facts->ghz);
    fl_json_add_number(json, "latency_ns", facts->claimed_ns[0]);
    fl_json_add_text(json, "source", facts->source ? facts->source : "");
    fl_json kernels = fl_json_array(json, "kernels");
    for (size_t i = 0; i < facts->model->count; i++) {
        const fl_core_time *time = &facts->model->times[i];
        fl_json one = fl_json_object(kernels, NULL);
        fl_json_add_text(one, "name", time->variant->name);
        fl_json_add_text(one, "isa", fl_isa_name(time->variant->kernel->isa));
        fl_json_add_number(one, "latency_cycles", time->latency_cycles);
        fl_json_add_number(one, "latency_ns", time->latency_cycles / facts->ghz);
        fl_json_add_number(one, "throughput_cycles", time->throughput_cycles);
        fl_json_add_number(one, "throughput_ns", time->throughput_cycles / facts->ghz);
        fl_json_add_number(one, "latency_floor_cycles", time->latency_floor.cycles);
        fl_json_add_text(one, "latency_floor_set_by", time->latency_floor.set_by);
        fl_json_add_number(one, "throughput_floor_cycles", time->throughput_floor.cycles);
        fl_json_add_text(one, "throughput_floor_set_by", time->throughput_floor.set_by);
        fl_json_add_text(one, "absent", time->absent);
    }
}

fl_status fl_bound_json(const fl_bound_facts *facts, char **text, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_bound_description);
    if (facts->model)
        add_model(root, facts);
    else
        add_measured(root, facts);
    return fl_json_print(root, "bound", text, error);
}
