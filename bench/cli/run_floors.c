/* How each measured time stands to the least possible one.
 *
 * Independent calls: the larger of loading the same bytes and doing the same arithmetic, both measured in the
 * same rounds. Chained calls: also the longest chain of dependent additions, from the measured latencies;
 * between independent calls the tails of chains overlap, so the chain explains there but does not bound. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/bounds/bounds.h"
#include "bench/cli/run.h"
#include "bench/harness/environment.h"

static const double needs_explanation = 1.5;

/* In an emulator nothing is impossible: a probe and a kernel there cost what their translations cost. */
static void judge(fl_floor *floor)
{
    /* The whole interval must lie below: a figure that noise could explain is no error of the measurement. */
    double ratio = isfinite(floor->interval.high) ? floor->interval.high : floor->ratio;
    floor->impossible = ratio < FL_LEAST_POSSIBLE && !fl_emulator()[0];
}

static void floor_from_probe(const fl_result *probe, const fl_series *series, double confidence,
                             fl_floor *floor)
{
    fl_paired_ratio paired;
    floor->ns = probe->independent.median_ns;
    snprintf(floor->set_by, sizeof floor->set_by, "%s", probe->name);
    if (fl_compare_paired(series->ns, probe->independent.ns, series->process, series->rounds, confidence, 1,
                          &paired, NULL) != FL_OK)
        return;
    floor->ratio = paired.ratio;
    floor->interval = paired.rounds_interval;
}

static void floor_from_chain(const fl_kernel *kernel, double ns, const fl_series *series, fl_floor *floor)
{
    floor->ns = ns;
    snprintf(floor->set_by, sizeof floor->set_by, "chain of %d dependent %s",
             kernel->chain_fmas > kernel->chain_adds ? kernel->chain_fmas : kernel->chain_adds,
             kernel->chain_fmas > kernel->chain_adds ? "FMAs" : "additions");
    floor->ratio = series->median_ns / ns;
    floor->interval = series->interval_ns;
    floor->interval.low /= ns;
    floor->interval.high /= ns;
}

/* Says what a time far above its floor is made of, if the lab can tell. */
static void explain(const fl_kernel *kernel, double chain, int misalign, const fl_series *series,
                    fl_floor *floor)
{
    if (!(floor->ratio > needs_explanation))
        return;
    double chains = series->median_ns / chain;
    if (chains >= 0.85 && chains <= 1.15)
        snprintf(floor->explanation, sizeof floor->explanation,
                 "a chain of %d dependent operations takes %.1f ns by itself",
                 kernel->chain_adds + kernel->chain_fmas, chain);
    else if (chains > 1.7 && chains < 2.3)
        snprintf(floor->explanation, sizeof floor->explanation,
                 "two chains of %d dependent operations, one after the other, %.1f ns each",
                 kernel->chain_adds + kernel->chain_fmas, chain);
    else if (misalign > 0 && kernel->lanes != 1)
        snprintf(floor->explanation, sizeof floor->explanation,
                 "data %d bytes off a cache line: the floor has no loads that cross one", misalign);
    else if (kernel->origin == FL_LIBRARY)
        snprintf(floor->explanation, sizeof floor->explanation,
                 "what the library executes beside the arithmetic is not examined here");
    else if (kernel->origin == FL_COMPILER)
        snprintf(floor->explanation, sizeof floor->explanation,
                 "how many accumulators the compiler took is not examined here");
    else
        snprintf(floor->explanation, sizeof floor->explanation,
                 "not explained by loads, arithmetic or one chain");
}

/* What class a peer executes is not known here, so that its floor, like a library's, is that of the widest:
 * it holds for every class. Chained calls it has none. A time below it is the peer's fault and not one of the
 * measurement. */
static void judge_peer(const fl_document *document, unsigned usable, fl_work work, fl_result *result)
{
    const fl_kernel any = {.name = "", .isa = FL_ISA_LIBRARY, .origin = FL_LIBRARY, .work = work};
    const fl_result *probe = fl_bounds_probe(document, &any, usable);
    fl_floor *floor = &result->independent_floor;
    if (!probe)
        return;
    floor_from_probe(probe, &result->independent, document->confidence, floor);
    judge(floor);
    if (floor->ratio > needs_explanation)
        snprintf(
            floor->explanation, sizeof floor->explanation,
            "the floor is that of the widest class; what a peer executes, 'fairlane trace --peer' shows");
}

void fl_run_judge_floors(const fl_plan *plan, const fl_cpu *cpu, fl_document *document)
{
    for (uint32_t e = 0; e < plan->job.entry_count; e++) {
        fl_result *result = &document->results[e];
        fl_floor none = {.ns = NAN, .ratio = NAN, .interval = {NAN, NAN, NAN, 0.0}};
        result->independent_floor = result->chained_floor = none;
        if (plan->job.entries[e].kind == FL_ENTRY_PEER)
            judge_peer(document, fl_cpu_usable(cpu), plan->job.entries[e].work, result);
        if (plan->job.entries[e].kind != FL_ENTRY_KERNEL)
            continue;
        const fl_kernel *kernel = fl_variants[plan->job.entries[e].index].kernel;
        const fl_result *probe = fl_bounds_probe(document, kernel, fl_cpu_usable(cpu));
        double chain = fl_bounds_chain_ns(document, kernel->chain_adds, kernel->chain_fmas);
        if (probe) {
            floor_from_probe(probe, &result->independent, document->confidence, &result->independent_floor);
            floor_from_probe(probe, &result->chained, document->confidence, &result->chained_floor);
        }
        if (isfinite(chain) && !(chain <= result->chained_floor.ns))
            floor_from_chain(kernel, chain, &result->chained, &result->chained_floor);
        judge(&result->independent_floor);
        judge(&result->chained_floor);
        explain(kernel, chain, document->misalign_bytes, &result->independent, &result->independent_floor);
        explain(kernel, chain, document->misalign_bytes, &result->chained, &result->chained_floor);
        document->impossible |= result->independent_floor.impossible || result->chained_floor.impossible;
    }
}
