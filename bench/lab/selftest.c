/* Shows on the user's own machine which differences are found and which invented. */
#include "bench/lab/selftest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/progress.h"
#include "bench/base/sort.h"
#include "bench/harness/float_control.h"
#include "dispatch/dispatch.h"

enum { PER_CENT = 10000 };

static const double confidence = 0.95, wanted_power = FL_SELFTEST_POWER, planted_per_cent = 1.0;
/* Of 200 honest trials at 5 %, more than 16 are called different in less than 5 % of all self-tests. */
enum { MOST_FALSE_POSITIVES = 16 };

enum contestant { KERNEL, SAME, ONE_PER_CENT, TWO_PER_CENT, TWICE, ORIGINAL, COPY, CONTESTANTS };

/* What is compared with what, and what must come out. */
typedef struct pairing {
    const char *name;
    enum contestant slower, reference;
    double planted; /* ratio that was planted, 1 for none */
} pairing;

static const pairing pairings[FL_SELFTEST_PAIRS] = {
    {"A/A: the same function twice", SAME, KERNEL, 1.0},
    {"A/A': the same code at another address", COPY, ORIGINAL, 1.0},
    {"planted 1 %", ONE_PER_CENT, KERNEL, 1.01},
    {"planted 2 %", TWO_PER_CENT, KERNEL, 1.02},
    {"planted 2x", TWICE, KERNEL, 2.0},
};

typedef struct tally {
    size_t called_different;
    double ratios[FL_SELFTEST_TRIALS];
    double needed
        [FL_SELFTEST_TRIALS]; /* smallest slowdown, as a log-ratio, that this trial would have called different */
    fl_interval rate;
    bool good;
} tally;

fl_status fl_selftest_plan(fl_plan *plan, fl_error *error)
{
    const fl_kernel *kernel = NULL;
    fl_status status = fl_chosen_kernel(&kernel, error);
    if (status != FL_OK)
        return status;
    uint32_t index = 0, original = 0;
    for (uint32_t i = 0; i < fl_variant_count; i++) {
        if (fl_variants[i].kernel == kernel)
            index = i;
        if (fl_variants[i].kernel && strcmp(fl_variants[i].name, fl_duplicates[0].kernel->name) == 0)
            original = i;
    }
    static const uint32_t planted[CONTESTANTS] = {
        [ONE_PER_CENT] = PER_CENT, [TWO_PER_CENT] = 2 * PER_CENT, [TWICE] = 100 * PER_CENT};
    plan->job.contestant_count = CONTESTANTS;
    for (int c = 0; c < CONTESTANTS; c++)
        plan->job.contestants[c] =
            (fl_job_contestant){.kind = c == COPY ? FL_CONTESTANT_DUPLICATE : FL_CONTESTANT_KERNEL,
                                .index = c == COPY       ? 0
                                         : c == ORIGINAL ? original
                                                         : index,
                                .work = FL_WORK_LINEAR_784X2,
                                .mode = {true, false},
                                .planted_per_million = planted[c]};
    return FL_OK;
}

/* The rounds of one trial; the arrays serve all trials. */
typedef struct trial_rounds {
    double *slower, *reference;
    int *process;
    size_t rounds, n; /* of one process, of all */
} trial_rounds;

/* Trial t: from each process the rounds t·n to (t+1)·n. */
static void gather(const fl_measurement *m, const pairing *pair, size_t trial, trial_rounds *gathered)
{
    size_t rounds = gathered->rounds, at = 0;
    for (size_t p = 0; p < m->processes; p++)
        for (size_t r = 0; r < rounds; r++, at++) {
            size_t from = p * m->rounds + trial * rounds + r;
            gathered->slower[at] = m->contestants[pair->slower].round_ns[FL_INDEPENDENT][from];
            gathered->reference[at] = m->contestants[pair->reference].round_ns[FL_INDEPENDENT][from];
            gathered->process[at] = m->round_process[from];
        }
}

static fl_status judge_trials(const fl_measurement *m, const pairing *pair, trial_rounds *gathered,
                              tally *counted, fl_error *error)
{
    for (size_t t = 0; t < FL_SELFTEST_TRIALS; t++) {
        fl_paired_ratio ratio;
        gather(m, pair, t, gathered);
        fl_status status = fl_compare_paired(gathered->slower, gathered->reference, gathered->process,
                                             gathered->n, confidence, 1, &ratio, error);
        if (status != FL_OK)
            return status;
        counted->called_different += ratio.different;
        counted->ratios[t] = ratio.ratio;
        counted->needed[t] = -log(ratio.interval.low);
    }
    return FL_OK;
}

static void judge_rate(const pairing *pair, tally *counted)
{
    counted->rate = fl_binomial_interval(counted->called_different, FL_SELFTEST_TRIALS, confidence);
    if (pair->planted > 1.0)
        counted->good = (double)counted->called_different >= wanted_power * FL_SELFTEST_TRIALS;
    else if (pair->slower == COPY)
        /* Another address can be a real difference; it must
         * be smaller than what the lab claims to resolve. */
        counted->good = fabs(fl_median(counted->ratios, FL_SELFTEST_TRIALS) - 1.0) * 100.0 < planted_per_cent;
    else
        counted->good = counted->called_different <= MOST_FALSE_POSITIVES;
}

static void free_trial(trial_rounds *gathered)
{
    free(gathered->slower);
    free(gathered->reference);
    free(gathered->process);
}

static fl_status judge_all(const fl_measurement *m, size_t rounds, tally tallies[FL_SELFTEST_PAIRS],
                           fl_error *error)
{
    size_t n = rounds * m->processes;
    trial_rounds gathered = {calloc(n + 1, sizeof(double)), calloc(n + 1, sizeof(double)),
                             calloc(n + 1, sizeof(int)), rounds, n};
    if (!gathered.slower || !gathered.reference || !gathered.process) {
        free_trial(&gathered);
        return fl_fail(error, FL_UNABLE, "no memory for a trial");
    }
    fl_status status = FL_OK;
    for (size_t p = 0; p < FL_SELFTEST_PAIRS && status == FL_OK; p++) {
        status = judge_trials(m, &pairings[p], &gathered, &tallies[p], error);
        judge_rate(&pairings[p], &tallies[p]);
    }
    free_trial(&gathered);
    return status;
}

/* The slowdown in per cent that 80 % of the honest trials would have found. */
static double supported_resolution(const tally *honest)
{
    double needed[FL_SELFTEST_TRIALS];
    memcpy(needed, honest->needed, sizeof needed);
    fl_sort(needed, FL_SELFTEST_TRIALS);
    return 100.0 * expm1(needed[(size_t)(wanted_power * FL_SELFTEST_TRIALS)]);
}

static void say_wanted(const pairing *pair, char *text, size_t size)
{
    if (pair->planted > 1.0)
        snprintf(text, size, "at least %.0f", wanted_power * FL_SELFTEST_TRIALS);
    else if (pair->slower == COPY)
        snprintf(text, size, "ratio within %.0f %%", planted_per_cent);
    else
        snprintf(text, size, "at most %d", MOST_FALSE_POSITIVES);
}

fl_status fl_selftest_judge(const fl_plan *plan, const fl_measurement *m, size_t rounds, fl_selftest *found,
                            fl_error *error)
{
    tally *tallies = calloc(FL_SELFTEST_PAIRS, sizeof *tallies);
    if (!tallies)
        return fl_fail(error, FL_UNABLE, "no memory for the trials");
    fl_status status = judge_all(m, rounds, tallies, error);
    *found = (fl_selftest){.kernel = fl_variants[plan->job.contestants[KERNEL].index].name,
                           .copies = fl_duplicates[0].kernel->name,
                           .rounds = (long long)rounds,
                           .resolution = status == FL_OK ? supported_resolution(&tallies[0]) : (double)NAN};
    for (size_t p = 0; p < FL_SELFTEST_PAIRS && status == FL_OK; p++) {
        const tally *t = &tallies[p];
        found->pairs[p] = (fl_selftest_pair){.name = pairings[p].name,
                                             .planted = pairings[p].planted,
                                             .called_different = t->called_different,
                                             .rate = t->rate,
                                             .median_ratio = fl_median(t->ratios, FL_SELFTEST_TRIALS),
                                             .good = t->good};
        say_wanted(&pairings[p], found->pairs[p].wanted, sizeof found->pairs[p].wanted);
    }
    free(tallies);
    return status;
}

static fl_status measure(fl_plan *plan, fl_measurement *measurement, size_t rounds, fl_error *error)
{
    plan->job.seed = FL_DEFAULT_SEED;
    plan->job.rounds = (uint32_t)rounds * FL_SELFTEST_TRIALS;
    plan->processes = FL_SELFTEST_PROCESSES;
    static char what[] = "self-test";
    plan->progress = fl_progress_show;
    plan->context = what;
    fl_pin pin = {.cpu = -1};
    fl_status status = fl_float_control_check(error);
    if (status == FL_OK)
        status = fl_pin_to(FL_PIN_ANY, &pin, error);
    plan->job.cpu = pin.cpu; /* for the measuring processes; this one stays out of their way */
    fl_unpin(&pin);
    if (status == FL_OK)
        status = fl_selftest_plan(plan, error);
    if (status == FL_OK)
        status = fl_model_train(FL_DEFAULT_SEED, &plan->job.model, error);
    if (status != FL_OK)
        return status;
    fl_interrupt_watch();
    status = fl_measure(plan, measurement, error);
    fl_interrupt_restore();
    return status;
}

fl_status fl_selftest_run(size_t rounds, fl_selftest *found, fl_error *error)
{
    fl_plan *plan = calloc(1, sizeof *plan);
    fl_measurement *measurement = calloc(1, sizeof *measurement); /* too large for a small stack */
    fl_status status = FL_UNABLE;
    if (plan && measurement) {
        status = measure(plan, measurement, rounds, error);
        if (status == FL_OK)
            status = fl_selftest_judge(plan, measurement, rounds, found, error);
        fl_measurement_free(measurement);
    } else
        fl_fail(error, FL_UNABLE, "no memory for a plan");
    free(measurement);
    free(plan);
    return status;
}

fl_status fl_selftest_status(const fl_selftest *found, fl_error *error)
{
    for (size_t p = 0; p < FL_SELFTEST_PAIRS; p++)
        if (!found->pairs[p].good)
            return fl_fail(error, FL_NEGATIVE,
                           "selftest: '%s' failed; on this machine now trust no difference below %.2f %%, "
                           "or try more --rounds",
                           found->pairs[p].name, found->resolution);
    return FL_OK;
}
