/* fairlane selftest: shows on the user's own machine which differences the lab finds and which it invents. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/cli/cli.h"
#include "bench/lab/run.h"
#include "bench/lab/selftest.h"
#include "bench/report/agreement_report.h"
#include "bench/report/selftest_report.h"

enum { DEFAULT_ROUNDS = 30, MOST_ROUNDS = 1000, DEFAULT_SECONDS = 300, MOST_SECONDS = 86400 };

typedef struct request {
    bool is_across;
    int64_t rounds;       /* 0: not given */
    const char *files[2]; /* result files to count in; NULL: measure */
    fl_again_options across;
    bool json;
    const fl_printer *form;
} request;

static const fl_option options[] = {
    FL_TAKE_INTEGER(request, rounds, "rounds", "N", FL_SELFTEST_LEAST_ROUNDS, MOST_ROUNDS,
                    "Rounds per process in each of the 200 trials; default 30."),
    FL_TAKE_FLAG(
        request, is_across, "across",
        "Instead of trials: measure all kernels twice, minutes apart, as 'run' does, and count which are "
        "called different from themselves; or count in two result files."),
    FL_TAKE_INTEGER(
        request, across.seconds, "interval", "SECONDS", 0, MOST_SECONDS,
        "With --across: from the end of the first run to the start of the second; default 300, so "
        "that what changes within minutes can change."),
    FL_TAKE_FLAG(request, across.quick, "quick", "With --across: runs as short as those of 'run --quick'."),
    FL_QUIET_OPTION(request, across.quiet_seconds),
    FL_TAKE_FLAG(request, json, "json",
                 "Print JSON: the rates (fairlane.selftest/1), with --across what was counted "
                 "(fairlane.selftest-across/1)."),
    {.name = NULL},
};

extern const fl_command fl_command_selftest;

enum { NOT_GIVEN = -2 };

/* Whether an option was given that says how to measure. */
static bool is_of_measuring(const fl_again_options *across)
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
    wanted->files[0] = argv[first];
    wanted->files[1] = argv[first + 1];
    return FL_OK;
}

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    fl_again_options *across = &wanted->across;
    *wanted = (request){.across = {.seconds = NOT_GIVEN, .quiet_seconds = NOT_GIVEN}};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_selftest, argc, argv, wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    wanted->form = cursor.form;
    if (wanted->is_across && wanted->rounds)
        return fl_fail(error, FL_USAGE, "selftest: --rounds is for trials; --across has --quick");
    if (!wanted->is_across && is_of_measuring(across))
        return fl_fail(error, FL_USAGE, "selftest: --interval, --quick and --quiet-wait belong to --across");
    if (take_files(argc, argv, cursor.first_operand, wanted, error) != FL_OK)
        return FL_USAGE;
    wanted->rounds = wanted->rounds ? wanted->rounds : DEFAULT_ROUNDS;
    across->seconds = across->seconds != NOT_GIVEN ? across->seconds : DEFAULT_SECONDS;
    across->quiet_seconds = across->quiet_seconds != NOT_GIVEN ? across->quiet_seconds : FL_QUIET_DEFAULT;
    return FL_OK;
}

static fl_status print_across(const fl_side *first, const fl_side *second, const fl_agreement *agreement,
                              const request *wanted, fl_error *error)
{
    fl_report report = {.title = NULL};
    if (wanted->json)
        return fl_agreement_print_json(first, second, agreement, stdout, error);
    fl_agreement_report(&report, first, second, agreement);
    return fl_report_print(&report, wanted->form, stdout, error);
}

static fl_status judge_across(const char *const names[2], const fl_document documents[2],
                              const request *wanted, fl_error *error)
{
    fl_side first = {.path = names[0], .document = &documents[0]},
            second = {.path = names[1], .document = &documents[1]};
    fl_agreement *agreement = calloc(1, sizeof *agreement); /* too large for a small stack */
    if (!agreement)
        return fl_fail(error, FL_UNABLE, "selftest: no memory for the pairs");
    fl_status status = fl_agreement_of(&first, &second, agreement, error);
    if (status == FL_OK)
        status = print_across(&first, &second, agreement, wanted, error);
    if (status == FL_OK)
        status = fl_agreement_judge(agreement, error);
    free(agreement);
    return status;
}

static fl_status run_across(const request *wanted, fl_error *error)
{
    static const char *const measured[2] = {"measured now", "measured again"};
    bool from_files = wanted->files[0] != NULL;
    fl_document *documents = calloc(2, sizeof *documents);
    if (!documents)
        return fl_fail(error, FL_UNABLE, "selftest: no memory for two runs");
    fl_status status = FL_OK;
    for (int i = 0; i < 2; i++)
        fl_document_init(&documents[i]);
    for (int i = 0; i < 2 && from_files && status == FL_OK; i++)
        status = fl_document_read(wanted->files[i], &documents[i], error);
    if (!from_files)
        status = fl_run_again(&wanted->across, documents, error);
    if (status == FL_OK)
        status = judge_across(from_files ? wanted->files : measured, documents, wanted, error);
    for (int i = 0; i < 2; i++)
        fl_document_free(&documents[i]);
    free(documents);
    return status;
}

static fl_status run_trials(const request *wanted, fl_error *error)
{
    fl_selftest found;
    fl_report report = {.title = NULL};
    fl_status status = fl_selftest_run((size_t)wanted->rounds, &found, error);
    if (status == FL_OK && wanted->json) {
        status = fl_selftest_print_json(&found, error);
    } else if (status == FL_OK) {
        fl_selftest_report(&report, &found);
        status = fl_report_print(&report, wanted->form, stdout, error);
    }
    return status == FL_OK ? fl_selftest_status(&found, error) : status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    return wanted.is_across ? run_across(&wanted, error) : run_trials(&wanted, error);
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
        "apart or as --interval says, and counts which are called different from themselves by the rule of "
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
