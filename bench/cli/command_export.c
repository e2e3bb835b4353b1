/* fairlane export: a result file in the format of another tool. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/base/file.h"
#include "bench/cli/cli.h"
#include "bench/export/export.h"
#include "bench/import/import.h"

extern const fl_command fl_command_export;

typedef struct request {
    const char *output;
    fl_export_options options;
    const fl_exporter *exporter;
} request;

static fl_status take_format(const fl_option *option, const char *value, void *asked, fl_error *error)
{
    (void)option;
    return fl_exporter_find(value, &((request *)asked)->exporter, error);
}

static const fl_option options[] = {
    FL_TAKE_OWN(
        take_format, 'f', "format", "FORMAT", FL_VALUES_FORMATS,
        "google-benchmark: its JSON, each process a repetition, for compare.py, github-action-benchmark "
        "and Bencher. lnt: LLVM's LNT, report format 2, on one line."),
    FL_TAKE_TEXT(request, output, 'o', "output", "FILE", FL_VALUES_PATHS,
                 "Write there, atomically, instead of to standard output."),
    FL_TAKE_TEXT(
        request, options.order, 0, "order", "TEXT", FL_VALUES_UNKNOWN,
        "By which LNT sorts runs (its llvm_project_revision); default: the time of the run, in digits."),
    {.name = NULL},
};

static fl_status export_file(const request *asked, const char *path, fl_error *error)
{
    fl_document document;
    char *text = NULL;
    fl_status status = fl_import_read(path, &document, error);
    if (status == FL_OK)
        status = asked->exporter->write(&document, &asked->options, &text, error);
    fl_document_free(&document);
    if (status == FL_OK && asked->output)
        status = fl_file_write(asked->output, text, strlen(text), error);
    else if (status == FL_OK)
        fputs(text, stdout);
    free(text);
    return status;
}

static fl_status run(int argc, char **argv, fl_error *error)
{
    request asked = {.output = NULL};
    fl_cursor cursor = {0};
    if (fl_parse_options(&fl_command_export, argc, argv, &asked, &cursor, error) != FL_OK)
        return FL_USAGE;
    if (!asked.exporter)
        return fl_fail(error, FL_USAGE, "export: --format google-benchmark or --format lnt is needed");
    if (argc - cursor.first_operand != 1)
        return fl_fail(error, FL_USAGE, "export: one result file is needed, as in results/run.json");
    return export_file(&asked, argv[cursor.first_operand], error);
}

const fl_command fl_command_export = {
    .name = "export",
    .arguments = "FILE",
    .summary = "write a result file in the format of another tool",
    .description = "Writes a result file, of the lab or of any tool that 'compare' reads, in the format of "
                   "tools that keep histories and draw them: Google Benchmark's JSON, or LNT's report.\n\n"
                   "Of the lab's results these are the times of independent and of chained calls, "
                   "NAME/independent and NAME/chained: one for each process, the median of its rounds (quiet "
                   "ones where they are enough), since processes are the replicates. Of files that hold "
                   "single calls alone their mean. Floor probes are left out.",
    .options = options,
    .run = run,
};
