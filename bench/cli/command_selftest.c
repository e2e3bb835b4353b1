/* fairlane selftest: shows on the user's own machine which differences the lab finds and which it invents. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/base/interrupt.h"
#include "bench/base/pin.h"
#include "bench/base/progress.h"
#include "bench/base/text.h"
#include "bench/cli/cli.h"
#include "bench/cli/selftest_across.h"
#include "bench/harness/float_control.h"
#include "bench/harness/job.h"
#include "bench/lab/run.h"
#include "bench/report/selftest_report.h"

enum { DEFAULT_ROUNDS = 30, MOST_ROUNDS = 1000 };

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
     .low = FL_SELFTEST_LEAST_ROUNDS,
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

static fl_status judge_and_print(const fl_plan *plan, const fl_measurement *m, const request *wanted,
                                 fl_error *error)
{
    fl_selftest found;
    fl_status status = fl_selftest_judge(plan, m, (size_t)wanted->rounds, &found, error);
    if (status == FL_OK && wanted->across.json) {
        status = fl_selftest_print_json(&found, error);
    } else if (status == FL_OK) {
        fl_report report = {.title = NULL};
        fl_selftest_report(&report, &found);
        status = fl_report_print(&report, wanted->across.form, stdout, error);
    }
    for (size_t p = 0; status == FL_OK && p < FL_SELFTEST_PAIRS; p++)
        if (!found.pairs[p].good)
            status = fl_fail(error, FL_NEGATIVE,
                             "selftest: '%s' failed; on this machine now trust no difference below %.2f %%, "
                             "or try more --rounds",
                             found.pairs[p].name, found.resolution);
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
    plan->job.rounds = (uint32_t)wanted->rounds * FL_SELFTEST_TRIALS;
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
