/* The interval of a ratio across two runs.
 *
 * Within a run the processes are the replicates (fl_compare_unpaired()). Between two runs each whole run is
 * one observation, and the term for it cannot come from the two series. It comes from the controls: results
 * of the same name and machine code in both files. The root mean square of their log-ratios around 0, not
 * around their mean, is what two runs of this machine differ by: a shift that all of them share is a
 * difference of runs as well. With n of them,
 *
 *     margin = run_sd · t,  t: Student's two-sided critical value, n degrees,
 *
 * and the interval is the least that holds the processes' and ratio times and over exp(margin). A time on a
 * core that somebody shares is another quantity than one on a quiet core: where only one side had enough
 * quiet rounds, nothing is shown. */
#include "bench/verdict/across.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/record/rounds.h"
#include "bench/stats/distributions.h"

static const fl_series *series_of(const fl_result *result, fl_calls calls)
{
    return calls == FL_CALLS_CHAINED ? &result->chained : &result->independent;
}

static double log_median(const fl_series *series, fl_unit unit, bool *quiet)
{
    fl_picked picked;
    if (series->rounds == 0 || fl_pick_rounds(series, NULL, unit, &picked, NULL) != FL_OK)
        return NAN;
    double median = fl_median(picked.a, picked.rounds);
    *quiet = picked.quiet;
    fl_picked_free(&picked);
    return log(median);
}

/* The log-ratio of one that was timed in both; NaN: it was not, or not in the same state. */
static double control_of(const fl_side *a, const fl_side *b, const fl_result *other, fl_calls calls,
                         fl_unit unit)
{
    const fl_result *same = fl_document_find(b->document, other->name);
    bool quiet[2] = {false, false};
    if (!same || other == a->result || same == b->result || other->peer || same->peer ||
        !other->code_sha256[0] || strcmp(other->code_sha256, same->code_sha256) != 0)
        return NAN;
    double of_a = log_median(series_of(other, calls), unit, &quiet[0]),
           of_b = log_median(series_of(same, calls), unit, &quiet[1]);
    return quiet[0] == quiet[1] ? of_a - of_b : NAN;
}

static void measure_runs(const fl_side *a, const fl_side *b, fl_calls calls, fl_unit unit, fl_across *r)
{
    double squares = 0;
    r->controls = 0;
    for (size_t i = 0; i < a->document->result_count; i++) {
        double difference = control_of(a, b, &a->document->results[i], calls, unit);
        if (!isfinite(difference))
            continue;
        squares += difference * difference;
        r->controls++;
    }
    r->run_sd = r->controls > 0 ? sqrt(squares / (double)r->controls) : NAN;
}

static void widen(double confidence, fl_across *r)
{
    double margin = exp(r->run_sd * fl_student_critical((1 - confidence) / 2, (double)r->controls));
    r->interval.low = fmin(r->interval.low, r->ratio / margin);
    r->interval.high = fmax(r->interval.high, r->ratio * margin);
}

static double disturbed_percent(const fl_series *series)
{
    fl_states states = fl_series_states(series);
    return 100.0 * (double)(states.shared + states.throttled) / (double)series->rounds;
}

static void compare_states(const fl_series *x, const fl_series *y, bool quiet_x, bool quiet_y, fl_across *r)
{
    if (!x->state || !y->state || quiet_x == quiet_y)
        return;
    const fl_series *disturbed = quiet_x ? y : x;
    snprintf(r->why_not_shown, sizeof r->why_not_shown,
             "%c was timed on a quiet core, %c on one that was shared or stopped in %.0f %% of blocks",
             quiet_x ? 'A' : 'B', quiet_x ? 'B' : 'A', disturbed_percent(disturbed));
}

static double clock_of(const fl_series *series)
{
    bool quiet = false;
    return series->cycles ? exp(log_median(series, FL_CYCLES, &quiet) - log_median(series, FL_NS, &quiet))
                          : NAN;
}

fl_status fl_compare_across(const fl_side *a, const fl_side *b, fl_calls calls, double confidence,
                            bool use_controls, fl_across *r, fl_error *error)
{
    const fl_series *x = series_of(a->result, calls), *y = series_of(b->result, calls);
    fl_picked of_a = {.rounds = 0}, of_b = {.rounds = 0};
    fl_unpaired_ratio unpaired;
    *r = (fl_across){.in_cycles = use_controls && x->cycles && y->cycles, .run_sd = NAN};
    fl_unit unit = r->in_cycles ? FL_CYCLES : FL_NS;
    fl_status status = fl_pick_rounds(x, NULL, unit, &of_a, error);
    if (status == FL_OK)
        status = fl_pick_rounds(y, NULL, unit, &of_b, error);
    if (status == FL_OK)
        status = fl_compare_unpaired(of_a.a, of_a.process, of_a.rounds, of_b.a, of_b.process, of_b.rounds,
                                     confidence, &unpaired, error);
    if (status == FL_OK) {
        r->ratio = unpaired.ratio;
        r->interval = unpaired.interval;
        r->processes[0] = unpaired.processes_a;
        r->processes[1] = unpaired.processes_b;
        r->ghz[0] = clock_of(x);
        r->ghz[1] = clock_of(y);
        compare_states(x, y, of_a.quiet, of_b.quiet, r);
        if (use_controls)
            measure_runs(a, b, calls, unit, r);
        if (r->controls > 0)
            widen(confidence, r);
        else if (use_controls && !r->why_not_shown[0])
            snprintf(r->why_not_shown, sizeof r->why_not_shown,
                     "nothing else was timed in both runs that could tell how far two runs differ");
    }
    fl_picked_free(&of_a);
    fl_picked_free(&of_b);
    return status;
}
