/* fairlane report: what was stored, told again in any form: a run, the runs of many machines, a trace, what point93,
 * bound and audit said as JSON, and any mixture of them. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bench/cli/cli.h"
#include "bench/cli/compare_fleet.h"
#include "bench/cli/pictures.h"
#include "bench/import/result_files.h"
#include "bench/record/result.h"
#include "bench/report/collection_report.h"
#include "bench/report/run_report.h"

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
    fl_status status = fl_document_read_reduced(path, document, error);
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

static fl_status report_document(const request *wanted, const char *path, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_status status = fl_tell_document(path, !fl_printer_is_text(wanted->form), &report, error);
    if (status == FL_OK)
        return give(wanted, &report, error);
    fl_report_free(&report);
    return status;
}

static fl_status fail_all(const fl_collection *c, fl_error *error)
{
    const char *first = c->failure_count > 0 ? c->failures[0].reason : "no file is named";
    return c->failure_count > 1 ? fl_fail(error, FL_USAGE, "report: none of %zu files can be told: %s",
                                          c->failure_count, first)
                                : fl_fail(error, FL_USAGE, "report: %s", first);
}

/* Files and folders of anything: what cannot be told is named in it, unless that is all of them. */
static fl_status report_all(const request *wanted, const fl_result_files *files, fl_error *error)
{
    fl_report report = {.title = NULL};
    fl_collection collection = {.told = 0};
    fl_status status =
        fl_collection_report(&report, files, !fl_printer_is_text(wanted->form), &collection, error);
    if (status == FL_OK && collection.told == 0)
        status = fail_all(&collection, error);
    if (status == FL_OK)
        status = give(wanted, &report, error);
    if (status == FL_OK && collection.failure_count > 0)
        status = FL_NEGATIVE;
    fl_report_free(&report);
    fl_collection_free(&collection);
    return status;
}

static bool are_all_results(const fl_result_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        if (fl_tell_as(files->files[i].path) != FL_TOLD_AS_RESULT)
            return false;
    return true;
}

static fl_status report_many(const request *wanted, char *const *operands, int count, fl_error *error)
{
    fl_result_files files = {0};
    fl_status status = FL_OK;
    for (int i = 0; i < count && status == FL_OK; i++)
        status = fl_result_files_add(&files, operands[i], error);
    fl_result_files_settle(&files);
    if (status == FL_OK && are_all_results(&files))
        status = fl_compare_fleet(operands, count, &(fl_fleet_options){.at_least = 1}, FL_FLEET_REPORT,
                                  wanted->form, wanted->output, error);
    else if (status == FL_OK)
        status = report_all(wanted, &files, error);
    fl_result_files_free(&files);
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
    if (count > 1 || is_folder(operands[0]))
        return report_many(&wanted, operands, count, error);
    const fl_told_as as = fl_tell_as(operands[0]);
    if (as == FL_TOLD_AS_TRACE || as == FL_TOLD_AS_STORED)
        return report_document(&wanted, operands[0], error);
    return report_run(&wanted, operands[0], error);
}

const fl_command fl_command_report = {
    .name = "report",
    .arguments = "FILE|FOLDER...",
    .summary = "print the report of stored runs, of a trace, of a verdict or an audit, in any form",
    .description =
        "Prints what 'run' said when it wrote the result file, what 'trace' said of a trace, what 'point93', "
        "'bound' and 'audit' said when they wrote JSON (--json, or -o), and of several results, or a folder "
        "of them, what 'compare' says of many machines. Files and folders of different kinds are told one "
        "after the other, with a table of contents that has each one's answer; a file that cannot be told is "
        "named with the reason, the rest is told, and the exit code is 1. As a web page (--html, or -o "
        "NAME.html) it is one "
        "file that needs no other and no network, runs no script, and can be read on a telephone, on a wide "
        "screen, in the dark and on paper; gnuplot, where it is there, draws its pictures.\n\n"
        "Every other command that reports has the same forms: what it prints goes to standard output.",
    .options = options,
    .reports = true,
    .run = run,
};
