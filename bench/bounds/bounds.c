/* From a stored measurement to floors, hot times and ceilings per class. */
#include "bench/bounds/bounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bounds/probe.h"
#include "bench/record/pair.h"
#include "bench/record/text.h"

typedef struct class_description {
    const char *name;
    fl_isa isa;
    int lanes; /* 0: not fixed */
    bool strict;
} class_description;

/* Narrow to wide. */
static const class_description descriptions[FL_MOST_CLASSES] = {
    {"strict-scalar", FL_ISA_SCALAR, 1, true},
    {"scalar", FL_ISA_SCALAR, 1, false},
    {"sse", FL_ISA_SSE, 4, false},
    {"avx", FL_ISA_AVX, 8, false},
    {"avx2", FL_ISA_AVX2, 8, false},
    {"avx512", FL_ISA_AVX512, 16, false},
    {"neon", FL_ISA_NEON, 4, false},
    {"sve", FL_ISA_SVE, 0, false},
};

static const fl_bound_figure no_figure = {"", NAN, {NAN, NAN, NAN, 0.0}, 0};

static double machine_value(const fl_document *document, const char *name, const char *unit)
{
    for (size_t i = 0; i < document->machine_count; i++)
        if (strcmp(document->machine[i].name, name) == 0 && strcmp(document->machine[i].unit, unit) == 0)
            return document->machine[i].value;
    return NAN;
}

/* The least of the processes; NaN when it is not known. */
static double add_latency_low(const fl_document *document)
{
    for (size_t i = 0; i < document->machine_count; i++)
        if (strcmp(document->machine[i].name, "float add latency") == 0 &&
            strcmp(document->machine[i].unit, "ns") == 0 && document->machine[i].low > 0.0)
            return document->machine[i].low;
    return NAN;
}

/* ns of one operation: its latency in cycles at the highest clock that was seen. Clocks rise and fall within
 * a run, and a neighbour who takes the core makes a witness look slow: what no code can beat follows from the
 * fastest. */
static double operation_ns(const fl_document *document, const char *name)
{
    double cycles = machine_value(document, name, "cycles"), highest = NAN;
    bool in_rounds = false;
    for (size_t i = 0; i < document->machine_count; i++) {
        const fl_named_value *v = &document->machine[i];
        bool rounds = strcmp(v->name, "core clock during the rounds") == 0;
        in_rounds = in_rounds || rounds;
        if (rounds || (strcmp(v->name, "core clock") == 0 && strcmp(v->unit, "GHz") == 0))
            highest = fmax(highest, v->high);
    }
    return cycles > 0.0 && in_rounds && highest > 0.0 ? cycles / highest
                                                      : machine_value(document, name, "ns");
}

double fl_bounds_chain_ns(const fl_document *document, int additions, int fused)
{
    double ns = 0.0;
    if (additions > 0)
        ns += additions * operation_ns(document, "float add latency");
    if (fused > 0)
        ns += fused * operation_ns(document, "float multiply-add latency");
    return ns > 0.0 ? ns : NAN;
}

static const fl_result *probe_result(const fl_document *document, const fl_probe *probe)
{
    for (size_t i = 0; probe && i < document->result_count; i++)
        if (document->results[i].is_probe && strcmp(document->results[i].name, probe->name) == 0)
            return &document->results[i];
    return NULL;
}

const fl_result *fl_bounds_probe(const fl_document *document, const fl_kernel *kernel, unsigned usable)
{
    if (kernel->work != FL_WORK_LINEAR_784X2)
        return NULL;
    const fl_result *loads = probe_result(document, fl_probe_for(FL_PROBE_LOADS, kernel, usable));
    const fl_result *sums = probe_result(document, fl_probe_for(FL_PROBE_ARITHMETIC, kernel, usable));
    if (!loads || !sums)
        return loads ? loads : sums;
    return loads->independent.median_ns >= sums->independent.median_ns ? loads : sums;
}

static bool is_member(const class_description *class, const fl_result *result)
{
    if (result->is_probe || strcmp(result->work, fl_work_shape(FL_WORK_LINEAR_784X2).name) != 0 ||
        strcmp(result->isa, fl_isa_name(class->isa)) != 0)
        return false;
    if (result->ordered_sums) /* its products alone are of the class, its time is not */
        return false;
    return !class->strict || (result->accumulators == 1 && !result->fma);
}

static bool loads_for(const class_description *class, const fl_result *result)
{
    return result->is_probe && strcmp(result->work, "loads") == 0 &&
           (class->lanes > 0 ? result->lanes == class->lanes
                             : strcmp(result->isa, fl_isa_name(class->isa)) == 0);
}

static bool arithmetic_for(const class_description *class, const fl_result *result)
{
    return result->is_probe && strcmp(result->work, "arithmetic") == 0 &&
           strcmp(result->isa, fl_isa_name(class->isa)) == 0 && !(class->strict && result->fma);
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

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What only the quickest hundredth of the rounds reached; NaN without memory. */
static double quickest(const fl_series *series)
{
    double *sorted = malloc(series->rounds * sizeof *sorted);
    if (!sorted)
        return NAN;
    memcpy(sorted, series->ns, series->rounds * sizeof *sorted);
    qsort(sorted, series->rounds, sizeof *sorted, compare_doubles);
    double ns = sorted[series->rounds / 100];
    free(sorted);
    return ns;
}

/* A part of the floor. Whatever else runs on a machine only adds time, and a floor that other work has raised
 * would call possible claims impossible: so not the median, but the quickest rounds, though not the very
 * quickest, which might be a fault of the clock. */
static void take_least(fl_bound_figure *figure, const fl_result *result)
{
    if (result->independent.rounds == 0)
        return;
    double ns = quickest(&result->independent);
    if (!(ns > 0.0) || ns >= figure->ns)
        return;
    snprintf(figure->name, sizeof figure->name, "%s", result->name);
    figure->ns = ns;
    figure->samples = result->independent.rounds;
}

static void set_chain(const fl_document *document, fl_class_bounds *class)
{
    double ns = fl_bounds_chain_ns(document, FL_INPUTS, 0), latency = add_latency_low(document);
    class->chain.ns = FL_INPUTS * latency < ns ? FL_INPUTS * latency : ns;
    if (isfinite(class->chain.ns))
        snprintf(class->chain.name, sizeof class->chain.name, "%d dependent additions", FL_INPUTS);
}

static void raise_floor(fl_class_bounds *class, const fl_bound_figure *part, fl_floor_part which)
{
    if (!isfinite(part->ns) || part->ns <= class->floor_ns)
        return;
    class->floor_ns = part->ns;
    class->set_by = which;
    memcpy(class->reason, part->name, sizeof class->reason);
}

static void derive_class(const fl_document *document, const class_description *description,
                         fl_class_bounds *class)
{
    *class = (fl_class_bounds){.isa = description->isa,
                               .strict = description->strict,
                               .loads = no_figure,
                               .arithmetic = no_figure,
                               .chain = no_figure,
                               .floor_ns = NAN,
                               .independent = no_figure,
                               .chained = no_figure,
                               .cold = no_figure};
    snprintf(class->name, sizeof class->name, "%s", description->name);
    for (size_t i = 0; i < document->result_count; i++) {
        const fl_result *result = &document->results[i];
        if (is_member(description, result)) {
            take(&class->independent, result, &result->independent, false);
            take(&class->chained, result, &result->chained, false);
            take(&class->cold, result, &result->cold, true);
        }
        if (loads_for(description, result))
            take_least(&class->loads, result);
        if (arithmetic_for(description, result))
            take_least(&class->arithmetic, result);
    }
    if (description->strict)
        set_chain(document, class);
    raise_floor(class, &class->loads, FL_FLOOR_LOADS);
    raise_floor(class, &class->arithmetic, FL_FLOOR_ARITHMETIC);
    raise_floor(class, &class->chain, FL_FLOOR_CHAIN);
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
    memset(bounds, 0, sizeof *bounds);
    derive_machine(document, bounds);
    for (size_t i = 0; i < FL_MOST_CLASSES; i++) {
        fl_class_bounds *class = &bounds->classes[bounds->class_count];
        derive_class(document, &descriptions[i], class);
        if (isfinite(class->independent.ns) || isfinite(class->chained.ns))
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
        if (strcmp(descriptions[i].name, name) == 0)
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
                       "%s, and below 0.97 x that no single thread does this work: 'fairlane trace --peer' "
                       "shows what it executes",
                       which);
    return fl_fail(
        error, FL_NEGATIVE,
        "%s; below 0.97 x its floor this measurement is in error: repeat it when nothing else runs", which);
}
