/* fairlane selftest: shows on the user's own machine which differences the lab finds and which it invents. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/sort.h"
#include "bench/base/text.h"
#include "bench/cli/cli.h"
#include "bench/cli/documents.h"
#include "bench/cli/json_output.h"
#include "bench/cli/selftest_across.h"
#include "bench/harness/float_control.h"
#include "bench/harness/job.h"
#include "bench/lab/run.h"
#include "bench/report/selftest_report.h"
#include "bench/stats/stats.h"
#include "dispatch/dispatch.h"

/* One round in each of 5 processes is too few for any 95 % interval. */
enum {
    TRIALS = 200,
    PROCESSES = 5,
    DEFAULT_ROUNDS = 30,
    FEWEST_ROUNDS = 2,
    MOST_ROUNDS = 1000,
    PER_CENT = 10000
};

static const double confidence = 0.95, wanted_power = 0.80, planted_per_cent = 1.0;
/* Of 200 honest trials at 5 %, more than 16 are called different in less than 5 % of all self-tests. */
enum { MOST_FALSE_POSITIVES = 16 };

enum contestant { KERNEL, SAME, ONE_PER_CENT, TWO_PER_CENT, TWICE, ORIGINAL, COPY, CONTESTANTS };

/* What is compared with what, and what must come out. */
typedef struct pairing {
    const char *name;
    enum contestant slower, reference;
    double planted; /* ratio that was planted, 1 for none */
} pairing;

static const pairing pairings[] = {
    {"A/A: the same function twice", SAME, KERNEL, 1.0},
    {"A/A': the same code at another address", COPY, ORIGINAL, 1.0},
    {"planted 1 %", ONE_PER_CENT, KERNEL, 1.01},
    {"planted 2 %", TWO_PER_CENT, KERNEL, 1.02},
    {"planted 2x", TWICE, KERNEL, 2.0},
};
enum { PAIRINGS = sizeof pairings / sizeof pairings[0] };

typedef struct tally {
    size_t called_different;
    double ratios[TRIALS];
    double
        needed[TRIALS]; /* smallest slowdown, as a log-ratio, that this trial would have called different */
    fl_interval rate;
    bool good;
} tally;

typedef struct request {
    bool is_across;
    int64_t rounds; /* 0: not given */
    fl_across_options across;
} request;

static const fl_option options[] = {
    {.name = "rounds",
     .argument = "N",
     .help = "Rounds per process in each of the 200 trials; default 30.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(request, rounds),
     .low = FEWEST_ROUNDS,
     .high = MOST_ROUNDS},
    {.name = "across",
     .help = "Instead of trials: measure all kernels twice, minutes apart, as 'run' does, and count "
             "which are called different from themselves; or count in two result files.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(request, is_across)},
    {.name = "interval",
     .argument = "SECONDS",
     .help = "With --across: from the end of the first run to the start of the second; default "
             "300, so that what changes within minutes can change.",
     .kind = FL_OPTION_INTEGER,
     .offset = offsetof(request, across.seconds),
     .high = FL_MOST_ACROSS_SECONDS},
    {.name = "quick",
     .help = "With --across: runs as short as those of 'run --quick'.",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(request, across.quick)},
    FL_QUIET_OPTION(request, across.quiet_seconds),
    {.name = "json",
     .help = "Print JSON: the rates (fairlane.selftest/1), with --across what was counted "
             "(fairlane.selftest-across/1).",
     .kind = FL_OPTION_FLAG,
     .offset = offsetof(request, across.json)},
    {.name = NULL},
};

extern const fl_command fl_command_selftest;

static fl_status plan_contestants(fl_plan *plan, fl_error *error)
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
    size_t n;
} trial_rounds;

/* Trial t: from each process the rounds t·n to (t+1)·n. */
static void gather(const fl_measurement *m, const pairing *pair, size_t trial, trial_rounds *gathered)
{
    size_t rounds = gathered->n / m->processes, at = 0;
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
    for (size_t t = 0; t < TRIALS; t++) {
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
    counted->rate = fl_binomial_interval(counted->called_different, TRIALS, confidence);
    if (pair->planted > 1.0)
        counted->good = (double)counted->called_different >= wanted_power * TRIALS;
    else if (pair->slower == COPY)
        /* Another address can be a real difference; it must
         * be smaller than what the lab claims to resolve. */
        counted->good = fabs(fl_median(counted->ratios, TRIALS) - 1.0) * 100.0 < planted_per_cent;
    else
        counted->good = counted->called_different <= MOST_FALSE_POSITIVES;
}

static void free_trial(trial_rounds *gathered)
{
    free(gathered->slower);
    free(gathered->reference);
    free(gathered->process);
}

static fl_status judge_all(const fl_measurement *m, size_t rounds, tally tallies[PAIRINGS], fl_error *error)
{
    size_t n = rounds * m->processes;
    trial_rounds gathered = {calloc(n + 1, sizeof(double)), calloc(n + 1, sizeof(double)),
                             calloc(n + 1, sizeof(int)), n};
    if (!gathered.slower || !gathered.reference || !gathered.process) {
        free_trial(&gathered);
        return fl_fail(error, FL_UNABLE, "no memory for a trial");
    }
    fl_status status = FL_OK;
    for (size_t p = 0; p < PAIRINGS && status == FL_OK; p++) {
        status = judge_trials(m, &pairings[p], &gathered, &tallies[p], error);
        judge_rate(&pairings[p], &tallies[p]);
    }
    free_trial(&gathered);
    return status;
}

/* The slowdown in per cent that 80 % of the honest trials would have found. */
static double supported_resolution(const tally *honest)
{
    double needed[TRIALS];
    memcpy(needed, honest->needed, sizeof needed);
    fl_sort(needed, TRIALS);
    return 100.0 * expm1(needed[(size_t)(wanted_power * TRIALS)]);
}

static void say_wanted(const pairing *pair, char *text, size_t size)
{
    if (pair->planted > 1.0)
        snprintf(text, size, "at least %.0f", wanted_power * TRIALS);
    else if (pair->slower == COPY)
        snprintf(text, size, "ratio within %.0f %%", planted_per_cent);
    else
        snprintf(text, size, "at most %d", MOST_FALSE_POSITIVES);
}

static fl_status print_report(const tally tallies[PAIRINGS], const char *kernel, const request *wanted,
                              double resolution, fl_error *error)
{
    fl_selftest_pair pairs[PAIRINGS];
    const fl_selftest_facts facts = {.pairs = pairs,
                                     .count = PAIRINGS,
                                     .kernel = kernel,
                                     .copies = fl_duplicates[0].kernel->name,
                                     .trials = TRIALS,
                                     .processes = PROCESSES,
                                     .rounds = (long long)wanted->rounds,
                                     .resolution = resolution,
                                     .power = wanted_power};
    for (size_t p = 0; p < PAIRINGS; p++) {
        const tally *t = &tallies[p];
        pairs[p] = (fl_selftest_pair){.name = pairings[p].name,
                                      .called_different = t->called_different,
                                      .rate = t->rate,
                                      .median_ratio = fl_median(t->ratios, TRIALS),
                                      .good = t->good};
        say_wanted(&pairings[p], pairs[p].wanted, sizeof pairs[p].wanted);
    }
    fl_report report = {.title = NULL};
    fl_selftest_report(&report, &facts);
    return fl_report_print(&report, wanted->across.form, stdout, error);
}

static fl_status print_json(const tally tallies[PAIRINGS], const char *kernel, int64_t rounds,
                            double resolution, fl_error *error)
{
    fl_json_writer writer = {0};
    fl_json root = fl_json_document(&writer, &fl_selftest_description);
    fl_json_add_text(root, "kernel", kernel);
    fl_json_add_number(root, "trials", TRIALS);
    fl_json_add_number(root, "processes", PROCESSES);
    fl_json_add_number(root, "rounds", (double)rounds);
    fl_json_add_number(root, "resolution_percent", resolution);
    fl_json pairs = fl_json_array(root, "pairs");
    for (size_t p = 0; p < PAIRINGS; p++) {
        fl_json pair = fl_json_object(pairs, NULL);
        fl_json_add_text(pair, "name", pairings[p].name);
        fl_json_add_number(pair, "planted_ratio", pairings[p].planted);
        fl_json_add_number(pair, "called_different", (double)tallies[p].called_different);
        fl_json rate = fl_json_array(pair, "rate_ci_95");
        fl_json_add_number(rate, NULL, tallies[p].rate.low);
        fl_json_add_number(rate, NULL, tallies[p].rate.high);
        fl_json_add_number(pair, "median_ratio", fl_median(tallies[p].ratios, TRIALS));
        fl_json_add_bool(pair, "ok", tallies[p].good);
    }
    return fl_print_json(root, "selftest", error);
}

static void show_progress(double share, void *context)
{
    (void)context;
    fl_print(stderr, "\rself-test: %3.0f %%", 100.0 * share);
    if (share >= 1.0)
        fl_print(stderr, "\r                \r");
    fflush(stderr);
}

static fl_status judge_and_print(const fl_plan *plan, const fl_measurement *m, const request *wanted,
                                 fl_error *error)
{
    const int64_t rounds = wanted->rounds;

    tally *tallies = calloc(PAIRINGS, sizeof *tallies);
    if (!tallies)
        return fl_fail(error, FL_UNABLE, "no memory for the trials");
    fl_status status = judge_all(m, (size_t)rounds, tallies, error);
    double resolution = status == FL_OK ? supported_resolution(&tallies[0]) : NAN;
    const char *kernel = fl_variants[plan->job.contestants[KERNEL].index].name;
    if (status == FL_OK && wanted->across.json)
        status = print_json(tallies, kernel, rounds, resolution, error);
    else if (status == FL_OK)
        status = print_report(tallies, kernel, wanted, resolution, error);
    for (size_t p = 0; status == FL_OK && p < PAIRINGS; p++)
        if (!tallies[p].good)
            status = fl_fail(error, FL_NEGATIVE,
                             "selftest: '%s' failed; on this machine now trust no difference below %.2f %%, "
                             "or try more --rounds",
                             pairings[p].name, resolution);
    free(tallies);
    return status;
}

enum { NOT_GIVEN = -2 };

/* Whether an option was given that says how to measure. */
static bool is_of_measuring(const fl_across_options *across)
{
    return across->seconds != NOT_GIVEN || across->quick || across->quiet_seconds != NOT_GIVEN;
}

static fl_status take_files(int argc, char **argv, int first, request *wanted, fl_error *error)
{
    if (first == argc)
        return FL_OK;
    if (!wanted->is_across)
        return fl_fail(error, FL_USAGE, "selftest: what is '%s'? result files belong to --across",
                       argv[first]);
    if (argc - first != 2)
        return fl_fail(error, FL_USAGE, "selftest: --across takes two result files, or none");
    if (is_of_measuring(&wanted->across))
        return fl_fail(error, FL_USAGE,
                       "selftest: nothing is measured where two files are given; leave --interval, --quick "
                       "and --quiet-wait out");
    wanted->across.files[0] = argv[first];
    wanted->across.files[1] = argv[first + 1];
    return FL_OK;
}

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    fl_across_options *across = &wanted->across;
    *wanted = (request){.across = {.seconds = NOT_GIVEN, .quiet_seconds = NOT_GIVEN}};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_selftest, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    across->form = cursor.form;
    if (wanted->is_across && wanted->rounds)
        return fl_fail(error, FL_USAGE, "selftest: --rounds is for trials; --across has --quick");
    if (!wanted->is_across && is_of_measuring(across))
        return fl_fail(error, FL_USAGE, "selftest: --interval, --quick and --quiet-wait belong to --across");
    if (take_files(argc, argv, cursor.first_operand, wanted, error) != FL_OK)
        return FL_USAGE;
    wanted->rounds = wanted->rounds ? wanted->rounds : DEFAULT_ROUNDS;
    across->seconds = across->seconds != NOT_GIVEN ? across->seconds : FL_ACROSS_SECONDS;
    across->quiet_seconds = across->quiet_seconds != NOT_GIVEN ? across->quiet_seconds : FL_QUIET_DEFAULT;
    return FL_OK;
}

/* In a plan and a measurement that are zero before. */
static fl_status run_trials(const request *wanted, fl_plan *plan, fl_measurement *measurement,
                            fl_error *error)
{
    plan->job.seed = FL_DEFAULT_SEED;
    plan->job.rounds = (uint32_t)wanted->rounds * TRIALS;
    plan->processes = PROCESSES;
    plan->progress = isatty(STDERR_FILENO) ? show_progress : NULL;
    fl_pin pin = {.cpu = -1};
    fl_status status = fl_float_control_check(error);
    if (status == FL_OK)
        status = fl_pin_to(FL_PIN_ANY, &pin, error);
    plan->job.cpu = pin.cpu; /* for the measuring processes; this one stays out of their way */
    fl_unpin(&pin);
    if (status == FL_OK)
        status = plan_contestants(plan, error);
    if (status == FL_OK)
        status = fl_model_train(FL_DEFAULT_SEED, &plan->job.model, error);
    if (status == FL_OK) {
        fl_interrupt_watch();
        status = fl_measure(plan, measurement, error);
        fl_interrupt_restore();
    }
    if (status == FL_OK)
        status = judge_and_print(plan, measurement, wanted, error);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    if (wanted.is_across)
        return fl_selftest_across(&wanted.across, error);
    fl_plan *plan = calloc(1, sizeof *plan);
    fl_measurement *measurement = calloc(1, sizeof *measurement); /* too large for a small stack */
    if (!plan || !measurement) {
        free(plan);
        free(measurement);
        return fl_fail(error, FL_UNABLE, "no memory for a plan");
    }
    status = run_trials(&wanted, plan, measurement, error);
    fl_measurement_free(measurement);
    free(measurement);
    free(plan);
    return status;
}

const fl_command fl_command_selftest = {
    .name = "selftest",
    .arguments = "[--across [A.json B.json]]",
    .summary = "show which differences the lab finds, and which it invents, on this machine",
    .description =
        "Compares a kernel with itself, with the same machine code at another address, and with itself "
        "slowed down by 1 %, 2 % and 2x (that many calls are made and not counted), in 200 trials each, and "
        "counts how often the lab calls them different. Rates are given with exact binomial intervals.\n\n"
        "--across asks the same of two runs: it measures every kernel twice, as 'run' does, 300 seconds "
        "apart "
        "or as --interval says, and counts which are called different from themselves by the rule of "
        "'compare', for independent and chained calls; and by how much the ratios to the baseline vary. Two "
        "result files, of 'run -o' by the same program on the same machine, are counted in the same way.\n\n"
        "Exit code 1: the machine is too noisy to tell 1 % apart, or calls equal things different; the "
        "resolution that it does support is printed. With --across: more than 5 % of the pairs are called "
        "different. 3: fewer than half of the pairs could be compared, as the core was shared in one of the "
        "runs alone.",
    .options = options,
    .reports = true,
    .run = run,
};
