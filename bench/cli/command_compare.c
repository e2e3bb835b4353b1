/* fairlane compare A.json[:NAME] B.json[:NAME], or any number of files and folders */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/cli/cli.h"
#include "bench/cli/compare_fleet.h"
#include "bench/cli/operand.h"
#include "bench/cli/pictures.h"
#include "bench/import/result_files.h"
#include "bench/report/comparison_print.h"
#include "bench/report/held_report.h"
#include "bench/report/pairs_print.h"

extern const fl_command fl_command_compare;

/* What the options ask for. */
typedef struct request {
    fl_comparison_options wanted;
    fl_fleet_options fleet;
    fl_fleet_form form;
    const fl_printer *printer; /* of a report; NULL: text */
    bool calls_given;
    double limit; /* of how many times as long B may take as A; 0: none */
} request;

/* The pairs as they are, and whether B is slower than A allows, which decides the exit code. */
static fl_status print_held(const fl_side *a, const fl_side *b, const fl_pairs *pairs, bool whole,
                            const request *r, char **text, fl_error *error)
{
    fl_held_all held = {0};
    fl_report report = {.title = NULL};
    fl_status status = fl_held_judge(pairs, a, b, r->limit, whole, &held, error);
    if (status == FL_OK && r->form == FL_FLEET_JSON) {
        status = fl_pairs_json(a, b, pairs, &held, text, error);
    } else if (status == FL_OK) {
        fl_held_report(&report, a->path, &held);
        fl_report_gap(&report);
        fl_pairs_report(&report, a, b, pairs);
        status = fl_report_print(&report, r->printer, stdout, error);
    }
    if (status == FL_OK)
        status = fl_held_status("compare", a->path, &held, error);
    fl_held_free(&held);
    return status;
}

static fl_status print_one_held(const fl_operand operands[2], const request *r, char **text, fl_error *error)
{
    const fl_side *a = &operands[0].side, *b = &operands[1].side;
    fl_pairs pairs;
    fl_status status = fl_compare_one_pair(a, b, &r->wanted, &pairs, error);
    if (status == FL_OK)
        status = print_held(a, b, &pairs, false, r, text, error);
    fl_pairs_free(&pairs);
    return status;
}

static fl_status print_one(const fl_operand operands[2], const request *r, char **text, fl_error *error)
{
    const fl_side *a = &operands[0].side, *b = &operands[1].side;
    fl_comparison comparison;
    fl_status status = fl_compare_results(a, b, &r->wanted, &comparison, error);
    if (status == FL_OK && r->form == FL_FLEET_JSON)
        return fl_comparison_json(a, b, &comparison, text, error);
    fl_report report = {.title = NULL};
    if (status == FL_OK) {
        fl_comparison_report(&report, a, b, &comparison);
        status = fl_report_print(&report, r->printer, stdout, error);
    }
    return status;
}

static fl_status print_pairs(const fl_operand operands[2], const request *r, char **text, fl_error *error)
{
    const fl_side a = {.path = operands[0].path, .document = &operands[0].document},
                  b = {.path = operands[1].path, .document = &operands[1].document};
    fl_pairs pairs;
    fl_status status = fl_compare_pairs(&a, &b, &r->wanted, &pairs, error);
    fl_report report = {.title = NULL};
    if (status == FL_OK && r->limit > 0) {
        status = print_held(&a, &b, &pairs, true, r, text, error);
    } else if (status == FL_OK && r->form == FL_FLEET_JSON) {
        status = fl_pairs_json(&a, &b, &pairs, NULL, text, error);
    } else if (status == FL_OK) {
        fl_pairs_report(&report, &a, &b, &pairs);
        status = fl_report_print(&report, r->printer, stdout, error);
    }
    fl_pairs_free(&pairs);
    return status;
}

/* Two files of which no result is named are paired by names, unless neither holds more than one. */
static bool are_to_be_paired(const fl_operand operands[2], bool same)
{
    return !same && !operands[0].name && !operands[1].name &&
           (operands[0].document.result_count > 1 || operands[1].document.result_count > 1);
}

static fl_status compare_two(const char *const arguments[2], const request *r, fl_error *error)
{
    fl_operand operands[2];
    bool same = false;
    char *text = NULL;
    fl_status status = fl_operands_open("compare", arguments, operands, &same, error);
    if (status == FL_OK && are_to_be_paired(operands, same)) {
        status = print_pairs(operands, r, &text, error);
    } else if (status == FL_OK) {
        status = fl_operands_pick("compare", operands, same, error);
        if (status == FL_OK)
            status = r->limit > 0 ? print_one_held(operands, r, &text, error)
                                  : print_one(operands, r, &text, error);
    }
    if (text)
        fputs(text, stdout);
    free(text);
    fl_operands_free(operands);
    return status;
}

static fl_status read_calls(const char *value, fl_calls *calls, fl_error *error)
{
    *calls = strcmp(value, "chained") == 0 ? FL_CALLS_CHAINED : FL_CALLS_INDEPENDENT;
    if (*calls == FL_CALLS_INDEPENDENT && strcmp(value, "independent") != 0)
        return fl_fail(error, FL_USAGE, "compare: --calls: 'independent' or 'chained' is needed");
    return FL_OK;
}

/* --json and --csv: one of them. */
static fl_status take_form(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    request *r = asked;
    (void)value;
    if (r->form != FL_FLEET_REPORT)
        return fl_fail(error, FL_USAGE, "compare: one of --json and --csv at a time");
    r->form = strcmp(option->name, "json") == 0 ? FL_FLEET_JSON : FL_FLEET_CSV;
    return FL_OK;
}

static fl_status take_pair(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option;
    ((request *)asked)->fleet.of = value;
    return strchr(value, ',')
               ? FL_OK
               : fl_fail(error, FL_USAGE, "compare: --of: two names are needed, as in scalar,avx2");
}

static fl_status take_calls(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    request *r = asked;
    (void)option;
    r->calls_given = true;
    return read_calls(value, &r->fleet.calls, error);
}

static fl_status allow_work(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option, (void)value, (void)error;
    ((request *)asked)->wanted.allowed |= FL_ASPECT_BIT(FL_ASPECT_WORK);
    return FL_OK;
}

static fl_status allow_emulated(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option, (void)value, (void)error;
    ((request *)asked)->wanted.allowed |= FL_ASPECT_BIT(FL_ASPECT_EMULATION);
    return FL_OK;
}

static const fl_option options[] = {
    FL_TAKE_OWN(take_form, 0, "json", NULL, FL_VALUES_UNKNOWN,
                "print JSON (fairlane.compare/1, fairlane.pairs/1 or fairlane.fleet/1) instead of text"),
    FL_TAKE_OWN(take_form, 0, "csv", NULL, FL_VALUES_UNKNOWN,
                "Of many files: one line a file and result, instead of text."),
    FL_TAKE_TEXT(request, fleet.base, 0, "base", "NAME", FL_VALUES_KERNELS,
                 "Of many files: the result that ratios refer to; default: the baseline of the first file."),
    FL_TAKE_OWN(take_pair, 0, "of", "A,B", FL_VALUES_UNKNOWN,
                "Of many files: on which machines is B faster than A? A is the base, then."),
    FL_TAKE_FACTOR(request, fleet.at_least, "at-least",
                   "With --of: by this factor or more; default 1, by any."),
    FL_TAKE_OWN(take_calls, 0, "calls", "WHICH", FL_VALUES_UNKNOWN,
                "Of many files: times of 'independent' calls (default) or 'chained' ones."),
    FL_TAKE_FACTOR(
        request, limit, "fail-above",
        "A is a reference: exit code 1 where a result of B takes longer than FACTOR times that of A, "
        "all of an interval above it; 3 where an interval holds the limit, or nothing tells how far "
        "two runs differ."),
    FL_TAKE_ASPECT(request, wanted.allowed, FL_UNLIKE_HELP),
    FL_TAKE_OWN(allow_work, 0, "allow-unlike-work", NULL, FL_VALUES_UNKNOWN, "the same as --unlike work"),
    FL_TAKE_OWN(allow_emulated, 0, "allow-emulated", NULL, FL_VALUES_UNKNOWN,
                "the same as --unlike emulation"),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

static fl_status run(int argc, char **argv, fl_error *error)
{
    fl_cursor cursor = {0};
    request r = {.form = FL_FLEET_REPORT};
    if (fl_parse_options(&fl_command_compare, argc, argv, &r, &cursor, error) != FL_OK)
        return FL_USAGE;
    const int count = argc - cursor.first_operand;
    char *const *operands = argv + cursor.first_operand;
    if (count == 0)
        return fl_fail(error, FL_USAGE,
                       "compare: two results are needed, as in r.json:scalar r.json:avx2, or files");
    if (r.fleet.base && r.fleet.of)
        return fl_fail(error, FL_USAGE, "compare: --of names the base; leave --base away");
    if (r.fleet.at_least > 1 && !r.fleet.of)
        return fl_fail(error, FL_USAGE, "compare: --at-least needs --of A,B");
    if (r.form == FL_FLEET_CSV && cursor.form)
        return fl_fail(error, FL_USAGE, "compare: --csv and --%s exclude each other", cursor.form->name);
    const bool many = /* an option was given that only many files have */
        r.form == FL_FLEET_CSV || r.fleet.base || r.fleet.of || r.fleet.at_least > 0 || r.calls_given;
    r.fleet.at_least = r.fleet.at_least > 0 ? r.fleet.at_least : 1;
    r.fleet.allowed = r.wanted.allowed;
    r.printer = cursor.form;
    if (r.limit > 0 && (many || count != 2))
        return fl_fail(error, FL_USAGE, "compare: --fail-above judges one file, B, by another, A");
    if (many || count != 2 || fl_is_folder_of_many(operands[0]) || fl_is_folder_of_many(operands[1]))
        return fl_compare_fleet(operands, count, &r.fleet, r.form, r.printer, NULL, error);
    const char *const arguments[2] = {operands[0], operands[1]};
    return compare_two(arguments, &r, error);
}

const fl_command fl_command_compare = {
    .name = "compare",
    .arguments = "A.json[:NAME] B.json[:NAME] | FILE|FOLDER...",
    .summary = "compare two results, two files, or the files of many machines",
    .description =
        "Compares result A with result B: the ratio of their times with an interval, for independent, "
        "chained and single calls, Welch's t, Cohen's d, and whether the intervals of the means overlap; "
        "each with what it rests on. Without a NAME the only result of a file is taken, or the one that is "
        "named on the other side; two files of several results without any NAME are paired by all names that "
        "both hold. Files of the audited benchmark and of other tools are read as well: Google Benchmark, "
        "pytest-benchmark, Criterion (its folder too), hyperfine, nanobench, torch.utils.benchmark, "
        "BenchmarkTools, CSV with named columns.\n\n"
        "Two results of one file are paired by their interleaved rounds. Results of different files are "
        "compared by the medians of their processes, in cycles of the core and of quiet rounds where the "
        "files tell these; what else was timed in both by the same machine code tells how far two runs "
        "differ, and the interval holds that as well. Where only one side was timed on a quiet core, or "
        "nothing tells how far runs differ, a difference is not shown. A difference is claimed exactly when "
        "the interval shown excludes 1; it is no narrower than the spread between processes, and corrected "
        "for the ratios that the file holds, so that 'run', 'compare' and 'point93' say the same of the same "
        "pair.\n\n"
        "Only equals are compared: what is unlike in work, model, sample, machine (CPU or boot), emulation, "
        "a library's core, the variables that steer it, misalignment, arithmetic, clock or reading (single "
        "calls, means of many, whole processes), and what was timed on subnormal or infinite values, is "
        "refused by its name unless --unlike allows it; then it heads the output. What a file does not tell "
        "is said to be unknown. The exit code is 0 whatever the comparison says, 2 when it was refused; with "
        "--fail-above 1 where B is slower than A allows, 3 where that is not clear, and 0 where each result "
        "is shown to hold the limit.\n\n"
        "Any other number of files, folders (every *.json and *.csv below them), or --of, --base, --calls or "
        "--csv, compare machines: each result's ratio to the base of its own file with its interval, the "
        "class that it executed and its distance to its floor, grouped by microarchitecture; of more than "
        "eight files of a kind medians and ranges. --of A,B adds on which machines B is faster than A, on "
        "which that is lost or not shown, and points 78 and 79 of the checklist on all of them. Files unlike "
        "most others in what must be equal are set apart and said to be, likewise emulated ones; two files "
        "of one machine are said to be and count once. A file that cannot be read is named, the rest is "
        "reported, and the exit code is 1.",
    .options = options,
    .reports = true,
    .run = run,
};
