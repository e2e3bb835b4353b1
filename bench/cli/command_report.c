/* fairlane report: the report of a run that was stored, in any form. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/cli/cli.h"
#include "bench/record/result.h"
#include "bench/report/run_report.h"

typedef struct request {
    const char *output;
} request;

static const fl_option options[] = {
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help =
         "Write the report there, atomically, in the form that the ending of the name says: .html, .md or "
         "anything else for text.",
     .kind = FL_OPTION_TEXT,
     .offset = offsetof(request, output),
     .values = FL_VALUES_PATHS},
    {.name = NULL},
};

static fl_status read_run(const char *path, fl_document *document, fl_error *error)
{
    fl_status status = fl_document_read(path, document, error);
    if (status == FL_OK && document->of_other_tool)
        status =
            fl_fail(error, FL_USAGE,
                    "report: %s is no file of 'fairlane run' (fairlane.result/1); 'fairlane compare' reads "
                    "those of other tools",
                    path);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error);

const fl_command fl_command_report = {
    .name = "report",
    .arguments = "FILE",
    .summary = "print the report of a stored run, as text, Markdown or a web page",
    .description =
        "Prints what 'run' said when it wrote the result file. As a web page (--html, or -o NAME.html) it is "
        "one "
        "file that needs no other and no network, runs no script, and can be read on a telephone, on a wide "
        "screen, in the dark and on paper.\n\n"
        "Every other command that reports has the same forms: what it prints goes to standard output.",
    .options = options,
    .reports = true,
    .run = run,
};

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted = {.output = NULL};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_report, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    if (argc - cursor.first_operand != 1)
        return fl_fail(error, FL_USAGE, "report: one result file is needed, as in results/run.json");
    fl_document *document = calloc(1, sizeof *document);
    if (!document)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    fl_report report = {.title = NULL};
    fl_status status = read_run(argv[cursor.first_operand], document, error);
    if (status == FL_OK) {
        fl_run_report(&report, document);
        status = wanted.output
                     ? fl_report_write(&report, cursor.form ? cursor.form : fl_printer_of_path(wanted.output),
                                       wanted.output, error)
                     : fl_report_print(&report, cursor.form, stdout, error);
    }
    fl_document_free(document);
    free(document);
    return status;
}
