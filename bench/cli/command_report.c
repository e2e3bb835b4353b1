/* fairlane report: what was stored, told again in any form: a run, the runs of many machines, a trace, and what point93,
 * bound and audit said as JSON. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/cli/cli.h"
#include "bench/cli/compare_fleet.h"
#include "bench/cli/pictures.h"
#include "bench/evidence/trace_file.h"
#include "bench/record/result.h"
#include "bench/report/run_report.h"
#include "bench/report/stored.h"
#include "bench/report/trace_report.h"

extern const fl_command fl_command_report;

typedef struct request {
    const char *output;
    const fl_printer *form;
} request;

static const fl_option options[] = {
    FL_TAKE_TEXT(
        request, output, 'o', "output", "FILE", FL_VALUES_PATHS,
        "Write the report there, atomically, in the form that the ending of the name says: .html, .md or "
        "anything else for text."),
    FL_PICTURES_OPTIONS,
    {.name = NULL},
};

static fl_status read_run(const char *path, fl_document *document, fl_error *error)
{
    fl_status status = fl_document_read(path, document, error);
    if (status == FL_OK && document->of_other_tool)
        status = fl_fail(error, FL_USAGE,
                         "report: %s is no file of 'fairlane run' (fairlane.result/1); 'fairlane compare' "
                         "reads those of other tools",
                         path);
    return status;
}

/* Frees the report. */
static fl_status give(const request *wanted, fl_report *report, fl_error *error)
{
    return wanted->output ? fl_report_write(report, wanted->form, wanted->output, error)
                          : fl_report_print(report, wanted->form, stdout, error);
}

static fl_status report_run(const request *wanted, const char *path, fl_error *error)
{
    fl_document *document = calloc(1, sizeof *document);
    if (!document)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    fl_report report = {.title = NULL};
    fl_status status = read_run(path, document, error);
    if (status == FL_OK) {
        fl_run_report(&report, document);
        status = give(wanted, &report, error);
    }
    fl_document_free(document);
    free(document);
    return status;
}

/* ---- what is no result: traces, and what other commands say as JSON ---- */

static bool is_trace(const char *schema)
{
    return strcmp(schema, fl_trace_description.schema) == 0;
}

static bool is_stored(const char *path)
{
    char schema[64];
    fl_stored_schema(path, schema, sizeof schema);
    return is_trace(schema) || fl_stored_find(schema);
}

static fl_status tell_trace(const char *path, fl_report *report, fl_error *error)
{
    fl_trace *trace = calloc(1, sizeof *trace);
    if (!trace)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    fl_status status = fl_trace_read(path, trace, error);
    if (status == FL_OK)
        fl_trace_report(report, trace);
    free(trace);
    return status;
}

static fl_status tell_stored(const char *path, bool on_paper, fl_report *report, fl_error *error)
{
    char schema[64];
    fl_stored_schema(path, schema, sizeof schema);
    const fl_stored_form *form = fl_stored_find(schema);
    return form ? fl_stored_tell(form, path, on_paper, report, error) : tell_trace(path, report, error);
}

/* One after the other; the first gives the page its title. */
static fl_status report_stored(const request *wanted, char *const *paths, int count, fl_error *error)
{
    fl_report report = {.title = NULL};
    const char *title = NULL;
    fl_status status = FL_OK;
    for (int i = 0; i < count && status == FL_OK; i++) {
        if (count > 1)
            fl_report_heading(&report, 2, "%s", fl_report_plain(&report, paths[i]));
        status = tell_stored(paths[i], !fl_printer_is_text(wanted->form), &report, error);
        title = title ? title : report.title;
    }
    report.title = title;
    if (status == FL_OK)
        return give(wanted, &report, error);
    fl_report_free(&report);
    return status;
}

static bool is_folder(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request wanted = {.output = NULL};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_report, argc, argv, &wanted, &cursor, error) != FL_OK)
        return FL_USAGE;
    const int count = argc - cursor.first_operand;
    char *const *operands = argv + cursor.first_operand;
    if (count == 0)
        return fl_fail(
            error, FL_USAGE,
            "report: one result file is needed, as in results/run.json, or files and folders of them");
    wanted.form = cursor.form ? cursor.form : wanted.output ? fl_printer_of_path(wanted.output) : NULL;
    int stored = 0;
    for (int i = 0; i < count; i++)
        stored += is_stored(operands[i]);
    if (stored == count)
        return report_stored(&wanted, operands, count, error);
    if (stored > 0)
        return fl_fail(error, FL_USAGE,
                       "report: results of runs and what other commands said of them are told in reports of "
                       "their own; give either");
    if (count > 1 || is_folder(operands[0]))
        return fl_compare_fleet(operands, count, &(fl_fleet_options){.at_least = 1}, FL_FLEET_REPORT,
                                wanted.form, wanted.output, error);
    return report_run(&wanted, operands[0], error);
}

const fl_command fl_command_report = {
    .name = "report",
    .arguments = "FILE|FOLDER...",
    .summary = "print the report of stored runs, of a trace, of a verdict or an audit, in any form",
    .description =
        "Prints what 'run' said when it wrote the result file, what 'trace' said of a trace, what 'point93', "
        "'bound' and 'audit' said when they wrote JSON (--json, or -o), and of several results, or a folder "
        "of them, what 'compare' says of many machines. As a web page (--html, or -o NAME.html) it is one "
        "file that needs no other and no network, runs no script, and can be read on a telephone, on a wide "
        "screen, in the dark and on paper; gnuplot, where it is there, draws its pictures.\n\n"
        "Every other command that reports has the same forms: what it prints goes to standard output.",
    .options = options,
    .reports = true,
    .run = run,
};
