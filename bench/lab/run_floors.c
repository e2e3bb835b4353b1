/* What a run adds to the floors (bench/bounds/floor.h): the chains of its kernels, and what the times far
 * above their floors are made of. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bench/bounds/floor.h"
#include "bench/lab/run.h"

static const double needs_explanation = 1.5;

/* Says what a time far above its floor is made of, if the lab can tell. */
static void explain(const fl_kernel *kernel, double chain, int misalign, const fl_series *series,
                    fl_floor *floor)
{
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

static fl_floor_chain chain_of(const fl_job_contestant *contestant)
{
    const fl_kernel *kernel =
        contestant->kind == FL_CONTESTANT_KERNEL ? fl_variants[contestant->index].kernel : NULL;
    return kernel ? (fl_floor_chain){kernel->chain_adds, kernel->chain_fmas} : (fl_floor_chain){0, 0};
}

static void explain_result(const fl_document *document, const fl_job_contestant *contestant,
                           fl_result *result)
{
    fl_floor *const floors[] = {&result->independent_floor, &result->chained_floor};
    const fl_series *const series[] = {&result->independent, &result->chained};
    double chain = fl_floor_chain_ns(document, chain_of(contestant));
    for (int mode = 0; mode < FL_MODES; mode++) {
        if (!(floors[mode]->ratio > needs_explanation))
            continue;
        if (contestant->kind == FL_CONTESTANT_KERNEL)
            explain(fl_variants[contestant->index].kernel, chain, document->misalign_bytes, series[mode],
                    floors[mode]);
        else if (contestant->kind == FL_CONTESTANT_PEER)
            snprintf(floors[mode]->explanation, sizeof floors[mode]->explanation,
                     "what a peer executes beside its arithmetic, 'fairlane trace --peer' shows");
    }
}

void fl_run_judge_floors(const fl_plan *plan, fl_document *document)
{
    fl_floor_chain chains[FL_MOST_CONTESTANTS];
    for (uint32_t e = 0; e < plan->job.contestant_count; e++)
        chains[e] = chain_of(&plan->job.contestants[e]);
    fl_floors_judge(document, chains);
    for (uint32_t e = 0; e < plan->job.contestant_count; e++)
        explain_result(document, &plan->job.contestants[e], &document->results[e]);
}
