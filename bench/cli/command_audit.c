/* fairlane audit: the 100 points of the checklist, each with its evidence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/audit/audit.h"
#include "bench/cli/cli.h"
#include "bench/record/file.h"
#include "bench/report/audit_report.h"

extern const fl_command fl_command_audit;

enum option { TEMPLATE, JSON, MARKDOWN, OUTPUT };

static const fl_option options[] = {
    [TEMPLATE] = {"template", 0, NULL, "Print a case to fill in, and do nothing else."},
    [JSON] = {"json", 0, NULL, "Print JSON (schema fairlane.audit/1) instead of the text."},
    [MARKDOWN] = {"markdown", 0, NULL, "Print Markdown, to hand on, instead of the text."},
    [OUTPUT] = {"output", 'o', "FILE", "Write the JSON to this file as well."},
    {NULL, 0, NULL, NULL},
};

typedef struct request {
    bool template, json, markdown;
    const char *output, *path;
} request;

static fl_status parse(int argc, char **argv, request *wanted, fl_error *error)
{
    fl_cursor cursor = {0};
    int option;
    *wanted = (request){.path = NULL};
    while ((option = fl_next_option(&fl_command_audit, argc, argv, &cursor, error)) >= 0) {
        wanted->template |= option == TEMPLATE;
        wanted->json |= option == JSON;
        wanted->markdown |= option == MARKDOWN;
        if (option == OUTPUT)
            wanted->output = cursor.value;
    }
    if (option == FL_OPTIONS_ERROR)
        return FL_USAGE;
    int operands = argc - cursor.first_operand;
    if (operands != (wanted->template ? 0 : 1))
        return fl_fail(error, FL_USAGE, "audit: %s",
                       wanted->template ? "--template takes no case"
                                        : "one case is needed, as in audit case.json");
    if (wanted->json && wanted->markdown)
        return fl_fail(error, FL_USAGE, "audit: --json and --markdown exclude each other");
    if (operands == 1)
        wanted->path = argv[cursor.first_operand];
    return FL_OK;
}

static fl_status report(const request *wanted, const fl_case *given, const fl_audit *audit, fl_error *error)
{
    char *text = NULL;
    fl_status status = wanted->json || wanted->output ? fl_audit_json(given, audit, &text, error) : FL_OK;
    if (status == FL_OK && wanted->output)
        status = fl_file_write(wanted->output, text, strlen(text), error);
    if (status == FL_OK && wanted->json)
        puts(text);
    else if (status == FL_OK && wanted->markdown)
        fl_audit_print_markdown(given, audit, stdout);
    else if (status == FL_OK)
        status = fl_audit_print(given, audit, stdout, error);
    free(text);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted;
    fl_status status = parse(argc, argv, &wanted, error);
    if (status != FL_OK)
        return status;
    if (wanted.template) {
        fputs(fl_case_template, stdout);
        return FL_OK;
    }
    fl_case *given = calloc(1, sizeof *given);
    fl_audit *audit = calloc(1, sizeof *audit);
    if (!given || !audit)
        status = fl_fail(error, FL_UNABLE, "audit: no memory");
    else
        status = fl_case_read(wanted.path, given, error);
    if (status == FL_OK) {
        fl_audit_judge(given, audit);
        status = report(&wanted, given, audit, error);
        if (status == FL_OK)
            status = audit->valid ? FL_OK : FL_NEGATIVE;
        fl_case_free(given);
    }
    free(given);
    free(audit);
    return status;
}

const fl_command fl_command_audit = {
    .name = "audit",
    .arguments = "CASE.json | --template",
    .summary = "judge a comparison by the 100 points of the checklist, each with its evidence",
    .description =
        "Judges a comparison that was made elsewhere by what it left behind: result files, sources, "
        "manifests, "
        "lock files, documentation, traces, the model, the data, all named by one case file (schema "
        "fairlane.case/1; --template shows it). Side A is the one in Python, side B the one in Rust."
        "\n\n"
        "Each point is PASS, FAIL or UNCHECKED, with what decides it, where that stands, and how it was "
        "obtained: measured, traced, computed again, read, or declared by the author. A declaration is shown "
        "and "
        "never makes a point pass. Whatever can be computed again is."
        "\n\n"
        "Valid means: at least 95 points pass, among them all on methodology, statistics and code, and none "
        "on "
        "bias fails. UNCHECKED is not a pass."
        "\n\n"
        "Exit code 0: valid. 1: not valid. 2: the case, or a file it names, cannot be read.",
    .options = options,
    .run = run,
};
