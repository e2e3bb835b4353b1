/* fairlane compare A.json[:NAME] B.json[:NAME] */
#include <stdio.h>

#include "bench/cli/cli.h"
#include "bench/cli/operand.h"
#include "bench/report/comparison_print.h"

extern const fl_command fl_command_compare;

enum { JSON, ALLOW_UNLIKE_WORK, ALLOW_EMULATED };

static const fl_option options[] = {
    [JSON] = {"json", 0, NULL, "print JSON (fairlane.compare/1) instead of text"},
    [ALLOW_UNLIKE_WORK] = {"allow-unlike-work", 0, NULL,
                           "compare results that did different work, with a warning"},
    [ALLOW_EMULATED] = {"allow-emulated", 0, NULL, "compare times taken under an emulator, with a warning"},
    {NULL, 0, NULL, NULL},
};

static fl_status compare(const char *const arguments[2], const fl_comparison_options *wanted, bool json,
                         fl_error *error)
{
    fl_operand operands[2];
    fl_comparison comparison;
    fl_status status = fl_operands_read("compare", arguments, operands, error);
    const fl_side *a = &operands[0].side, *b = &operands[1].side;
    if (status == FL_OK)
        status = fl_compare_results(a, b, wanted, &comparison, error);
    if (status == FL_OK && json)
        fl_comparison_print_json(a, b, &comparison, stdout);
    else if (status == FL_OK)
        status = fl_comparison_print(a, b, &comparison, stdout, error);
    fl_operands_free(operands);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_cursor cursor = {0};
    fl_comparison_options wanted = {false, false};
    bool json = false;
    int option;
    while ((option = fl_next_option(&fl_command_compare, argc, argv, &cursor, error)) != FL_OPTIONS_END) {
        if (option == FL_OPTIONS_ERROR)
            return FL_USAGE;
        json |= option == JSON;
        wanted.allow_unlike_work |= option == ALLOW_UNLIKE_WORK;
        wanted.allow_emulated |= option == ALLOW_EMULATED;
    }
    if (argc - cursor.first_operand != 2)
        return fl_fail(error, FL_USAGE, "compare: two results are needed, as in r.json:scalar r.json:avx2");
    const char *const arguments[2] = {argv[cursor.first_operand], argv[cursor.first_operand + 1]};
    return compare(arguments, &wanted, json, error);
}

const fl_command fl_command_compare = {
    .name = "compare",
    .arguments = "A.json[:NAME] B.json[:NAME]",
    .summary = "compare two results, from one file or from two",
    .description =
        "Compares result A with result B: the ratio of their times with an interval, for independent, "
        "chained and single calls, Welch's t, Cohen's d, and whether the intervals of the means overlap; "
        "each with what it rests on. Without a NAME the only result of a file is taken, or the one that is "
        "named on the other side. Files of the audited benchmark are accepted; they hold summaries alone.\n\n"
        "Two results of one file are paired by their interleaved rounds. Results of different files are "
        "compared by the medians of their processes. A difference is claimed exactly when the interval shown "
        "excludes 1; it is no narrower than the spread between processes, and corrected for the ratios that "
        "the file holds, so that 'run', 'compare' and 'point93' say the same of the same pair.\n\n"
        "Refused, unless allowed by an option: results that did unlike work, and times taken under an "
        "emulator. A different CPU is warned of. The exit code is 0 whatever the comparison says, 2 when it "
        "was refused.",
    .options = options,
    .run = run,
};
