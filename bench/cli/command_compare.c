/* fairlane compare A.json[:NAME] B.json[:NAME] */
#include <stdio.h>
#include <stdlib.h>

#include "bench/cli/cli.h"
#include "bench/cli/operand.h"
#include "bench/report/comparison_print.h"

extern const fl_command fl_command_compare;

enum { JSON, UNLIKE, ALLOW_UNLIKE_WORK, ALLOW_EMULATED };

static const fl_option options[] = {
    [JSON] = {"json", 0, NULL, "print JSON (fairlane.compare/1) instead of text"},
    [UNLIKE] = {"unlike", 0, "WHAT", FL_UNLIKE_HELP},
    [ALLOW_UNLIKE_WORK] = {"allow-unlike-work", 0, NULL, "the same as --unlike work"},
    [ALLOW_EMULATED] = {"allow-emulated", 0, NULL, "the same as --unlike emulation"},
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
    char *text = NULL;
    if (status == FL_OK && json)
        status = fl_comparison_json(a, b, &comparison, &text, error);
    else if (status == FL_OK)
        status = fl_comparison_print(a, b, &comparison, stdout, error);
    if (text)
        fputs(text, stdout);
    free(text);
    fl_operands_free(operands);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_cursor cursor = {0};
    fl_comparison_options wanted = {0};
    bool json = false;
    int option;
    while ((option = fl_next_option(&fl_command_compare, argc, argv, &cursor, error)) != FL_OPTIONS_END) {
        if (option == FL_OPTIONS_ERROR)
            return FL_USAGE;
        json |= option == JSON;
        if (option == UNLIKE && fl_aspect_allow("compare", cursor.value, &wanted.allowed, error) != FL_OK)
            return FL_USAGE;
        if (option == ALLOW_UNLIKE_WORK)
            wanted.allowed |= FL_ASPECT_BIT(FL_ASPECT_WORK);
        if (option == ALLOW_EMULATED)
            wanted.allowed |= FL_ASPECT_BIT(FL_ASPECT_EMULATION);
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
        "named on the other side. Files of the audited benchmark and of other tools are read as well: Google "
        "Benchmark, pytest-benchmark, Criterion (its folder too), hyperfine, nanobench, "
        "torch.utils.benchmark, BenchmarkTools, CSV with named columns.\n\n"
        "Two results of one file are paired by their interleaved rounds. Results of different files are "
        "compared by the medians of their processes, in cycles of the core and of quiet rounds where the "
        "files tell "
        "these; what else was timed in both by the same machine code tells how far two runs differ, and the "
        "interval "
        "holds that as well. Where only one side was timed on a quiet core, or nothing tells how far runs "
        "differ, a "
        "difference is not shown. A difference is claimed exactly when the interval shown "
        "excludes 1; it is no narrower than the spread between processes, and corrected for the ratios that "
        "the file holds, so that 'run', 'compare' and 'point93' say the same of the same pair.\n\n"
        "Only equals are compared: what is unlike in work, model, sample, machine (CPU or boot), emulation, "
        "a "
        "library's core, the variables that steer it, misalignment, arithmetic, clock or reading (single "
        "calls, means of many, whole processes), and what was timed "
        "on "
        "subnormal or infinite values, is refused by its name unless --unlike allows it; then it heads the "
        "output. What a file does not tell is said to be unknown. The exit code is 0 whatever the comparison "
        "says, 2 when it was refused.",
    .options = options,
    .run = run,
};
