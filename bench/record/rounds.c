#include "bench/record/rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int process_of(const fl_series *series, size_t round)
{
    return series->process ? series->process[round] : 1;
}

static bool is_quiet(const fl_series *series, size_t round)
{
    return !series->state || series->state[round] == FL_ROUND_QUIET;
}

/* Rounds of one process stand together. */
static bool are_enough(const fl_series *a, const fl_series *b)
{
    size_t quiet = 0, processes = 0, good_processes = 0;
    for (size_t i = 0; i < a->rounds;) {
        size_t of_process = 0;
        int process = process_of(a, i);
        for (; i < a->rounds && process_of(a, i) == process; i++)
            of_process += is_quiet(a, i) && (!b || is_quiet(b, i));
        quiet += of_process;
        processes++;
        good_processes += of_process >= FL_FEWEST_QUIET_OF_A_PROCESS;
    }
    size_t wanted = processes < FL_FEWEST_QUIET_PROCESSES ? processes : FL_FEWEST_QUIET_PROCESSES;
    return quiet == a->rounds || (quiet >= FL_FEWEST_QUIET && good_processes >= wanted);
}

fl_states fl_series_states(const fl_series *series)
{
    fl_states states = {.known = series->state != NULL && series->rounds > 0};
    for (size_t i = 0; states.known && i < series->rounds; i++) {
        states.quiet += series->state[i] == FL_ROUND_QUIET;
        states.shared += series->state[i] == FL_ROUND_SHARED;
        states.throttled += series->state[i] == FL_ROUND_THROTTLED;
    }
    states.enough = states.known && are_enough(series, NULL);
    return states;
}

static const double *values_of(const fl_series *series, fl_unit unit)
{
    return unit == FL_CYCLES ? series->cycles : series->ns;
}

fl_status fl_pick_rounds(const fl_series *a, const fl_series *b, fl_unit unit, fl_picked *picked,
                         fl_error *error)
{
    memset(picked, 0, sizeof *picked);
    const double *x = values_of(a, unit), *y = b ? values_of(b, unit) : NULL;
    if (!x || (b && !y))
        return fl_fail(error, FL_USAGE, "the rounds are not told in cycles");
    picked->a = malloc((a->rounds + 1) * sizeof(double));
    picked->b = b ? malloc((a->rounds + 1) * sizeof(double)) : NULL;
    picked->process = malloc((a->rounds + 1) * sizeof(int));
    if (!picked->a || (b && !picked->b) || !picked->process) {
        fl_picked_free(picked);
        return fl_fail(error, FL_UNABLE, "no memory for %zu rounds", a->rounds);
    }
    bool known = a->state && (!b || b->state), only_quiet = known && are_enough(a, b);
    for (size_t i = 0; i < a->rounds; i++) {
        if (only_quiet && !(is_quiet(a, i) && (!b || is_quiet(b, i))))
            continue;
        picked->a[picked->rounds] = x[i];
        if (b)
            picked->b[picked->rounds] = y[i];
        picked->process[picked->rounds++] = process_of(a, i);
    }
    picked->quiet = only_quiet;
    return FL_OK;
}

/* Means of rounds follow the interrupts that fell into them, so what stands between processes is told by
 * their medians. */
static double sd_of_process_medians(const fl_picked *picked, size_t processes)
{
    double *medians = malloc((processes + 1) * sizeof *medians);
    fl_summary summary = {.sd = NAN};
    if (medians &&
        fl_process_medians(picked->a, picked->process, picked->rounds, medians, processes) == processes)
        fl_summarise(medians, processes, &summary, NULL);
    free(medians);
    return summary.sd;
}

fl_status fl_series_centre(fl_series *series, double confidence, fl_error *error)
{
    fl_states states = fl_series_states(series);
    fl_picked picked;
    series->states = (fl_state_counts){states.quiet, states.shared, states.throttled};
    fl_status status = fl_pick_rounds(series, NULL, FL_NS, &picked, error);
    if (status != FL_OK)
        return status;
    series->interval_ns = fl_median_interval(picked.a, picked.rounds, confidence, &series->median_ns);
    fl_picked_free(&picked);
    series->median_cycles = NAN;
    series->interval_cycles = (fl_interval){NAN, NAN, NAN, 0};
    if (!series->cycles)
        return FL_OK;
    status = fl_pick_rounds(series, NULL, FL_CYCLES, &picked, error);
    if (status != FL_OK)
        return status;
    series->interval_cycles = fl_median_interval(picked.a, picked.rounds, confidence, &series->median_cycles);
    fl_picked_free(&picked);
    return FL_OK;
}

fl_status fl_series_summarise(fl_series *series, double confidence, fl_error *error)
{
    fl_picked picked;
    fl_status status = fl_series_centre(series, confidence, error);
    if (status == FL_OK)
        status = fl_pick_rounds(series, NULL, FL_NS, &picked, error);
    if (status != FL_OK)
        return status;
    series->spread_ns = fl_process_spread(picked.a, picked.process, picked.rounds);
    series->spread_ns.between_sd = sd_of_process_medians(&picked, series->spread_ns.processes);
    fl_picked_free(&picked);
    return FL_OK;
}

void fl_picked_free(fl_picked *picked)
{
    free(picked->a);
    free(picked->b);
    free(picked->process);
    memset(picked, 0, sizeof *picked);
}
