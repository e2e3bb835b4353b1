#include "bench/harness/witness.h"

#include <math.h>
#include <string.h>

#include "bench/bounds/probe.h"
#include "bench/harness/chains.h"
#include "bench/stats/stats.h"

static const double tolerance = 0.02, throughput_ns = 8e3;

bool fl_witness_is_usual(fl_witness_series *series, double ns)
{
    series->recent[series->count++ % FL_WITNESS_RECENT] = ns;
    size_t known = series->count < FL_WITNESS_RECENT ? series->count : FL_WITNESS_RECENT;
    return fabs(ns / fl_median(series->recent, known) - 1.0) <= tolerance;
}

/* The 128-bit loads of the baseline: every CPU of the architecture runs them. */
static fl_kernel_function *baseline_loads(void)
{
    for (size_t i = 0; fl_probes[i]; i++)
        if (fl_probes[i]->kind == FL_PROBE_LOADS && fl_probes[i]->lanes == 4)
            return fl_probes[i]->run;
    return NULL;
}

void fl_witness_start(fl_witness *witness, const fl_layout *layout)
{
    enum { TRIAL_CALLS = 64 };
    fl_entry entry = {.run = baseline_loads(), .work = FL_WORK_LINEAR_784X2};
    memset(witness, 0, sizeof *witness);
    witness->loads = fl_layout_call(layout, &entry);
    if (witness->loads.run) {
        fl_time_block(&witness->loads, FL_INDEPENDENT, TRIAL_CALLS);
        double ns = (double)fl_time_block(&witness->loads, FL_INDEPENDENT, TRIAL_CALLS) / TRIAL_CALLS;
        witness->calls = ns < throughput_ns ? (uint64_t)(throughput_ns / fmax(ns, 1.0)) : 1;
    }
    for (int i = 0; i < FL_WITNESS_RECENT; i++)
        fl_witness_take(witness);
}

void fl_witness_warm(const fl_witness *witness)
{
    (void)fl_witness_ns();
    if (witness->loads.run)
        (void)fl_time_block(&witness->loads, FL_INDEPENDENT, witness->calls);
}

double fl_witness_last_ns(const fl_witness *witness)
{
    return witness->frequency.recent[(witness->frequency.count - 1) % FL_WITNESS_RECENT];
}

void fl_witness_take(fl_witness *witness)
{
    witness->steady = fl_witness_is_usual(&witness->frequency, (double)fl_witness_ns());
    if (!witness->loads.run)
        return;
    double ns = (double)fl_time_block(&witness->loads, FL_INDEPENDENT, witness->calls);
    witness->steady &= fl_witness_is_usual(&witness->throughput, ns);
}
