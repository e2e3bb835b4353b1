/* From a stored measurement to floors, hot times and ceilings per class. */
#include "bench/bounds/bounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/text.h"
#include "bench/bounds/floor.h"
#include "bench/record/pair.h"

/* Narrow to wide: one for each class of instruction set, before them strict code of one lane. */
typedef struct class_description {
    const char *name;
    fl_isa isa;
    bool strict;
} class_description;

static class_description description_of(size_t i)
{
    if (i == 0)
        return (class_description){"strict-scalar", FL_ISA_SCALAR, true};
    return (class_description){fl_isas[i - 1].name, (fl_isa)(i - 1), false};
}

static const fl_bound_figure no_figure = {"", NAN, {NAN, NAN, NAN, 0.0}, 0};

static double machine_value(const fl_document *document, const char *name, const char *unit)
{
    for (size_t i = 0; i < document->machine_count; i++)
        if (strcmp(document->machine[i].name, name) == 0 && strcmp(document->machine[i].unit, unit) == 0)
            return document->machine[i].value;
    return NAN;
}

static bool is_member(const class_description *simd_class, const fl_result *result)
{
    if (result->is_probe || strcmp(result->work, fl_work_shape(FL_WORK_LINEAR_784X2).name) != 0 ||
        strcmp(result->isa, fl_isa_name(simd_class->isa)) != 0)
        return false;
    if (result->ordered_sums) /* its products alone are of the class, its time is not */
        return false;
    return !simd_class->strict || (result->accumulators == 1 && !result->fma);
}

/* Replaces figure by a series when that has rounds and is less (or, wanted, more). */
static void take(fl_bound_figure *figure, const fl_result *result, const fl_series *series, bool most)
{
    if (series->rounds == 0 || !(series->median_ns > 0.0))
        return;
    if (isfinite(figure->ns) && (most ? series->median_ns <= figure->ns : series->median_ns >= figure->ns))
        return;
    snprintf(figure->name, sizeof figure->name, "%s", result->name);
    figure->ns = series->median_ns;
    figure->interval = series->interval_ns;
    figure->samples = series->rounds;
}

static void take_part(const fl_floors *floors, const fl_floor_part_of *part, fl_bound_figure *figure)
{
    double ns = fl_floors_ns(floors, part->least);
    if (!(ns > 0.0) || ns >= figure->ns)
        return;
    if (part->was)
        snprintf(figure->name, sizeof figure->name, "%.20s, quicker than %.26s", part->from->name,
                 part->was->name);
    else
        snprintf(figure->name, sizeof figure->name, "%s", part->from->name);
    figure->ns = ns;
    figure->samples = part->from->independent.rounds;
}

static void note_doubt(const fl_floor_part_of *part, fl_class_bounds *simd_class)
{
    if (part->doubted)
        snprintf(simd_class->doubt, sizeof simd_class->doubt, "%.40s stands below and is not attested",
                 part->doubted->name);
}

/* Strict code does not fuse. */
static void take_parts(const fl_floors *floors, const class_description *description,
                       fl_class_bounds *simd_class)
{
    const unsigned probes = fl_isas[description->isa].probes & (description->strict ? FL_APART : ~0u);
    const fl_floor_part_of *part = floors->part[fl_isas[description->isa].width];
    take_part(floors, &part[FL_FLOOR_OF_LOADS], &simd_class->loads);
    note_doubt(&part[FL_FLOOR_OF_LOADS], simd_class);
    for (int kind = FL_FLOOR_OF_PAIRS; kind < FL_FLOOR_KINDS; kind++)
        if (probes & (kind == FL_FLOOR_OF_PAIRS ? FL_APART : FL_FUSED)) {
            take_part(floors, &part[kind], &simd_class->arithmetic);
            note_doubt(&part[kind], simd_class);
        }
    if (floors->shared)
        snprintf(simd_class->doubt, sizeof simd_class->doubt, "the core was shared throughout");
}

static void set_chain(const fl_document *document, fl_class_bounds *simd_class)
{
    simd_class->chain.ns = fl_floor_chain_ns(document, (fl_floor_chain){FL_INPUTS, 0});
    if (isfinite(simd_class->chain.ns))
        snprintf(simd_class->chain.name, sizeof simd_class->chain.name, "%d dependent additions", FL_INPUTS);
}

static void raise_floor(fl_class_bounds *simd_class, const fl_bound_figure *part, fl_floor_part which)
{
    if (!isfinite(part->ns) || part->ns <= simd_class->floor_ns)
        return;
    simd_class->floor_ns = part->ns;
    simd_class->set_by = which;
    memcpy(simd_class->reason, part->name, sizeof simd_class->reason);
}

static void derive_class(const fl_document *document, const fl_floors *floors,
                         const class_description *description, fl_class_bounds *simd_class)
{
    *simd_class = (fl_class_bounds){.isa = description->isa,
                                    .strict = description->strict,
                                    .loads = no_figure,
                                    .arithmetic = no_figure,
                                    .chain = no_figure,
                                    .floor_ns = NAN,
                                    .independent = no_figure,
                                    .chained = no_figure,
                                    .cold = no_figure};
    snprintf(simd_class->name, sizeof simd_class->name, "%s", description->name);
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (is_member(description, result)) {
            take(&simd_class->independent, result, &result->independent, false);
            take(&simd_class->chained, result, &result->chained, false);
            take(&simd_class->cold, result, &result->cold, true);
        }
    }
    take_parts(floors, description, simd_class);
    if (description->strict)
        set_chain(document, simd_class);
    if (simd_class->doubt[0] == '\0') {
        raise_floor(simd_class, &simd_class->loads, FL_FLOOR_LOADS);
        raise_floor(simd_class, &simd_class->arithmetic, FL_FLOOR_ARITHMETIC);
    }
    raise_floor(simd_class, &simd_class->chain, FL_FLOOR_CHAIN);
}

static double unsteady_share(const fl_document *document)
{
    double blocks = 0.0, unsteady = 0.0;
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        blocks += (double)(result->independent.rounds + result->chained.rounds);
        unsteady += (double)result->independent.unsteady + (double)result->chained.unsteady;
    }
    return blocks > 0.0 ? unsteady / blocks : NAN;
}

static void derive_machine(const fl_document *document, fl_bounds *bounds)
{
    const fl_result *empty = &document->empty_call;
    snprintf(bounds->cpu, sizeof bounds->cpu, "%s", document->environment.cpu);
    snprintf(bounds->emulator, sizeof bounds->emulator, "%s", document->environment.emulator);
    snprintf(bounds->hidden_features, sizeof bounds->hidden_features, "%s",
             document->environment.hidden_features);
    snprintf(bounds->timestamp, sizeof bounds->timestamp, "%s", document->timestamp);
    bounds->emulated = fl_is_emulated(document);
    bounds->core_ghz = machine_value(document, "core clock", "GHz");
    bounds->add_latency_ns = machine_value(document, "float add latency", "ns");
    bounds->clock_cost_ns = document->clock_cost_ns;
    bounds->clock_tick_ns = document->clock_tick_ns;
    bounds->unsteady_share = unsteady_share(document);
    bounds->empty_call = no_figure;
    if (empty->iterations == 0)
        return;
    snprintf(bounds->empty_call.name, sizeof bounds->empty_call.name, "empty call");
    bounds->empty_call.ns = empty->per_call_us.p50 * 1000.0;
    bounds->empty_call.interval = empty->p50_interval_ns;
    bounds->empty_call.samples = empty->iterations;
}

fl_status fl_bounds_derive(const fl_document *document, fl_bounds *bounds, fl_error *error)
{
    fl_floors floors;
    memset(bounds, 0, sizeof *bounds);
    derive_machine(document, bounds);
    fl_floors_of(document, &floors);
    for (size_t i = 0; i < FL_MOST_CLASSES; i++) {
        fl_class_bounds *simd_class = &bounds->classes[bounds->class_count];
        const class_description description = description_of(i);
        derive_class(document, &floors, &description, simd_class);
        if (isfinite(simd_class->independent.ns) || isfinite(simd_class->chained.ns))
            bounds->class_count++;
    }
    if (bounds->class_count > 0)
        return FL_OK;
    return fl_fail(error, FL_USAGE,
                   "no kernel of %s was measured in rounds there; 'fairlane run -o FILE' writes such a file",
                   fl_work_shape(FL_WORK_LINEAR_784X2).name);
}

bool fl_bounds_names_class(const char *name)
{
    for (size_t i = 0; i < FL_MOST_CLASSES; i++)
        if (strcmp(description_of(i).name, name) == 0)
            return true;
    return false;
}

const fl_class_bounds *fl_bounds_find(const fl_bounds *bounds, const char *name)
{
    for (size_t i = 0; i < bounds->class_count; i++)
        if (strcmp(bounds->classes[i].name, name) == 0)
            return &bounds->classes[i];
    return NULL;
}

/* NULL, with error filled, when there is none. */
static const fl_series *find_series(const fl_document *document, const char *name, bool chained,
                                    fl_error *error)
{
    const fl_result *result = fl_document_find(document, name);
    const fl_series *series = !result ? NULL : chained ? &result->chained : &result->independent;
    if (series && series->rounds > 0)
        return series;
    if (result)
        fl_fail(error, FL_USAGE, "'%s' was not measured in rounds of %s calls", name,
                chained ? "chained" : "independent");
    else
        fl_fail(error, FL_USAGE, "the measurement holds no result '%s'", name);
    return NULL;
}

fl_status fl_bounds_saving(const fl_document *document, const char *from, const char *to, bool chained,
                           fl_saving *saving, fl_error *error)
{
    memset(saving, 0, sizeof *saving);
    const fl_series *a = find_series(document, from, chained, error);
    const fl_series *b = a ? find_series(document, to, chained, error) : NULL;
    if (!a || !b)
        return FL_USAGE;
    if (!fl_share_rounds(a, b))
        return fl_fail(error, FL_USAGE, "'%s' and '%s' did not take part in the same rounds", from, to);
    fl_status status = fl_document_compare(document, a, b, &saving->ratio, error);
    if (status != FL_OK)
        return status;
    double *differences = malloc(a->rounds * sizeof *differences);
    if (!differences)
        return fl_fail(error, FL_UNABLE, "no memory for %zu differences", a->rounds);
    for (size_t i = 0; i < a->rounds; i++)
        differences[i] = a->ns[i] - b->ns[i];
    snprintf(saving->from, sizeof saving->from, "%s", from);
    snprintf(saving->to, sizeof saving->to, "%s", to);
    fl_clustered clustered = {.median = NAN};
    status = fl_median_of_processes(differences, a->process, a->rounds, saving->ratio.interval.confidence,
                                    &clustered, error);
    free(differences);
    saving->ns = clustered.median;
    saving->interval_ns = clustered.interval;
    return status;
}

/* ---- times that cannot be ---- */

/* The time furthest below its floor. */
typedef struct worst_time {
    const fl_result *result; /* NULL: none */
    const fl_series *series;
    const fl_floor *floor;
    const char *calls;
} worst_time;

static void take_worse(const fl_result *result, const char *calls, const fl_series *series,
                       const fl_floor *floor, worst_time *worst)
{
    if (floor->impossible && (!worst->result || floor->ratio < worst->floor->ratio))
        *worst = (worst_time){result, series, floor, calls};
}

fl_status fl_bounds_reject_impossible(const fl_document *document, fl_error *error)
{
    worst_time worst = {NULL, NULL, NULL, ""};
    char which[320];
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        take_worse(result, "independent", &result->independent, &result->independent_floor, &worst);
        take_worse(result, "chained", &result->chained, &result->chained_floor, &worst);
    }
    if (!worst.result)
        return FL_OK;
    snprintf(which, sizeof which, "%s, %s calls: %s is %.3g x its floor of %s (%s)", worst.result->name,
             worst.calls, fl_time_text(worst.series->median_ns).text, worst.floor->ratio,
             fl_time_text(worst.floor->ns).text, worst.floor->set_by);
    if (worst.result->peer)
        return fl_fail(error, FL_NEGATIVE,
                       "%s: no single thread does this work so fast: 'fairlane trace --peer' shows what it "
                       "executes",
                       which);
    return fl_fail(error, FL_NEGATIVE, "%s: %s", which,
                   worst.floor->explanation[0] ? worst.floor->explanation
                                               : "this measurement is in error: repeat it");
}
