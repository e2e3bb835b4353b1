#include "bench/harness/witness.h"

#include <math.h>
#include <string.h>

#include "bench/base/clock.h"
#include "bench/bounds/probe.h"
#include "bench/harness/chains.h"
#include "bench/stats/stats.h"

static const double tolerance = 0.02, throughput_ns = 8e3;

/* The chain is taken in halves, before and after the additions side by side, so that their cycles are known
 * where both agree. The fewest ever seen must have been seen twice in a row: while the clock changes, halves
 * can agree and be wrong about what lies between them. No core starts more than this many additions in a
 * cycle; a figure below is a disturbed chain. */
enum { HALF_CHAIN = FL_WITNESS_OPERATIONS / 2, SIDE_BY_SIDE = 80000, MOST_ADDS_A_CYCLE = 16 };
static const double halves_agree = 0.01;

bool fl_witness_is_usual(fl_witness_series *series, double ns)
{
    series->recent[series->count++ % FL_WITNESS_RECENT] = ns;
    size_t known = series->count < FL_WITNESS_RECENT ? series->count : FL_WITNESS_RECENT;
    return fabs(ns / fl_median(series->recent, known) - 1.0) <= tolerance;
}

bool fl_witness_is_shared(double add_cycles, double least_add_cycles)
{
    return add_cycles > FL_WITNESS_SHARED * least_add_cycles;
}

double fl_witness_ghz_between(double before, double after)
{
    double low = fmin(before, after), high = fmax(before, after);
    return low * (1.0 + tolerance) >= high ? (low + high) / 2.0 : high;
}

/* The 128-bit loads of the baseline: every CPU of the architecture runs them. */
static fl_kernel_function *baseline_loads(void)
{
    for (size_t i = 0; fl_probes[i]; i++)
        if (fl_probes[i]->kind == FL_PROBE_LOADS && fl_probes[i]->lanes == 4)
            return fl_probes[i]->run;
    return NULL;
}

void fl_witness_start(fl_witness *witness, const fl_layout *layout, double clock_cost_ns,
                      double least_add_cycles)
{
    enum { TRIAL_CALLS = 64, FIRST_TAKES = 1000 };
    fl_job_contestant contestant = {.run = baseline_loads(), .work = FL_WORK_LINEAR_784X2};
    memset(witness, 0, sizeof *witness);
    witness->clock_cost_ns = clock_cost_ns;
    witness->least_add_cycles = least_add_cycles > 0.0 ? least_add_cycles : INFINITY;
    witness->own_add_cycles = INFINITY;
    witness->loads = fl_layout_call(layout, &contestant);
    if (witness->loads.run) {
        fl_time_block(&witness->loads, FL_INDEPENDENT, TRIAL_CALLS);
        double ns = (double)fl_time_block(&witness->loads, FL_INDEPENDENT, TRIAL_CALLS) / TRIAL_CALLS;
        witness->calls = ns < throughput_ns ? (uint64_t)(throughput_ns / fmax(ns, 1.0)) : 1;
    }
    int takes = least_add_cycles > 0.0 ? FL_WITNESS_RECENT : FIRST_TAKES;
    for (int i = 0; i < takes; i++)
        fl_witness_take(witness);
}

void fl_witness_warm(const fl_witness *witness)
{
    (void)fl_witness_ns();
    fl_chains_side_by_side(SIDE_BY_SIDE);
    if (witness->loads.run)
        (void)fl_time_block(&witness->loads, FL_INDEPENDENT, witness->calls);
}

double fl_witness_last_ns(const fl_witness *witness)
{
    return witness->frequency.recent[(witness->frequency.count - 1) % FL_WITNESS_RECENT];
}

void fl_witness_take(fl_witness *witness)
{
    uint64_t start = fl_now_ns();
    fl_chain_integer_add(HALF_CHAIN, 1, 1);
    uint64_t first = fl_now_ns();
    fl_chains_side_by_side(SIDE_BY_SIDE);
    uint64_t second = fl_now_ns();
    fl_chain_integer_add(HALF_CHAIN, 1, 1);
    uint64_t end = fl_now_ns();
    double halves[] = {(double)(first - start) - witness->clock_cost_ns,
                       (double)(end - second) - witness->clock_cost_ns};
    double shorter = fmax(1.0, fmin(halves[0], halves[1])), longer = fmax(halves[0], halves[1]);
    double add_cycles_before = witness->add_cycles;
    witness->ghz = HALF_CHAIN / shorter;
    witness->add_cycles =
        fmax(1.0, (double)(second - first) - witness->clock_cost_ns) * witness->ghz / SIDE_BY_SIDE;
    if (longer <= shorter * (1.0 + halves_agree) && add_cycles_before > 1.0 / MOST_ADDS_A_CYCLE)
        witness->own_add_cycles = fmin(witness->own_add_cycles, fmax(add_cycles_before, witness->add_cycles));
    witness->least_add_cycles = fmin(witness->least_add_cycles, witness->own_add_cycles);
    witness->steady = fl_witness_is_usual(&witness->frequency, 2.0 * shorter + witness->clock_cost_ns);
    if (!witness->loads.run)
        return;
    double ns = (double)fl_time_block(&witness->loads, FL_INDEPENDENT, witness->calls);
    witness->steady &= fl_witness_is_usual(&witness->throughput, ns);
}
