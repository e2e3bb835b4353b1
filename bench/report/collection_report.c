#include "bench/report/collection_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/evidence/trace_file.h"
#include "bench/report/fleet_report.h"
#include "bench/report/run_report.h"
#include "bench/report/stored.h"
#include "bench/report/trace_report.h"

enum { MOST_SCHEMA = 64, MOST_LISTED = 100 };

fl_told_as fl_tell_as(const char *path)
{
    static const char lab[] = "fairlane.", result[] = "fairlane.result/";
    char schema[MOST_SCHEMA];
    fl_stored_schema(path, schema, sizeof schema);
    if (strcmp(schema, fl_trace_description.schema) == 0)
        return FL_TOLD_AS_TRACE;
    if (fl_stored_find(schema))
        return FL_TOLD_AS_STORED;
    return strncmp(schema, lab, sizeof lab - 1) == 0 && strncmp(schema, result, sizeof result - 1) != 0
               ? FL_TOLD_AS_NOTHING
               : FL_TOLD_AS_RESULT;
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

fl_status fl_tell_document(const char *path, bool on_paper, fl_report *report, fl_error *error)
{
    char schema[MOST_SCHEMA];
    fl_stored_schema(path, schema, sizeof schema);
    const fl_stored_form *form = fl_stored_find(schema);
    if (form)
        return fl_stored_tell(form, path, on_paper, report, error);
    if (strcmp(schema, fl_trace_description.schema) == 0)
        return tell_trace(path, report, error);
    return fl_fail(error, FL_USAGE,
                   "%s: \"schema\" is \"%s\"; 'report' tells results, traces, and what point93, bound and "
                   "audit said",
                   path, schema);
}

void fl_collection_free(fl_collection *collection)
{
    fl_fleet_free(&collection->fleet);
    if (collection->run)
        fl_document_free(collection->run);
    free(collection->run);
    for (size_t i = 0; i < collection->failure_count; i++) {
        free(collection->failures[i].path);
        free(collection->failures[i].reason);
    }
    free(collection->failures);
    *collection = (fl_collection){.told = 0};
}

/* Of a file's fault; anything else ends the report. */
static fl_status note(fl_collection *c, const char *path, fl_status status, const fl_error *why,
                      fl_error *error)
{
    enum { FIRST = 16 };
    if (status == FL_OK) {
        c->told++;
        return FL_OK;
    }
    if (status != FL_USAGE)
        return fl_fail(error, status, "%s", why->text);
    if (c->failure_count == c->failure_room) {
        size_t room = c->failure_room ? 2 * c->failure_room : FIRST;
        fl_fleet_failure *larger = realloc(c->failures, room * sizeof *larger);
        if (!larger)
            return fl_fail(error, FL_UNABLE, "report: no memory");
        c->failures = larger;
        c->failure_room = room;
    }
    fl_fleet_failure *failure = &c->failures[c->failure_count++];
    *failure = (fl_fleet_failure){strdup(path), strdup(why->text)};
    return failure->path && failure->reason ? FL_OK : fl_fail(error, FL_UNABLE, "report: no memory");
}

/* Those among all that are told as results; the paths are the files'. */
static fl_status select_results(const fl_result_files *files, fl_result_files *results, fl_error *error)
{
    *results = (fl_result_files){.passed_over = files->passed_over, .duplicates = files->duplicates};
    results->files = calloc(files->count + 1, sizeof *results->files);
    if (!results->files)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    for (size_t i = 0; i < files->count; i++)
        if (fl_tell_as(files->files[i].path) == FL_TOLD_AS_RESULT)
            results->files[results->count++] = files->files[i];
    return FL_OK;
}

/* One result alone, if it is one of a run of the lab: FL_USAGE otherwise, as a fleet of one tells it then. */
static fl_status tell_run(fl_report *report, const char *path, fl_collection *c, fl_error *error)
{
    c->run = calloc(1, sizeof *c->run);
    if (!c->run)
        return fl_fail(error, FL_UNABLE, "report: no memory");
    fl_status status = fl_document_read_reduced(path, c->run, error);
    if (status != FL_OK || c->run->of_other_tool)
        return status == FL_OK ? FL_USAGE : status;
    fl_report_part part = fl_report_part_begin(report);
    fl_run_report(report, c->run);
    fl_report_part_end(report, part, path);
    c->told++;
    return FL_OK;
}

/* Those of the fleet are named once, in front of all that is told. */
static fl_status take_failures(fl_collection *c, fl_status status, fl_error *error)
{
    for (size_t i = 0; i < c->fleet.failure_count; i++) {
        fl_fleet_failure *failure = &c->fleet.failures[i];
        fl_error why;
        snprintf(why.text, sizeof why.text, "%s", failure->reason);
        fl_status noted = note(c, failure->path, FL_USAGE, &why, error);
        if (noted != FL_OK)
            return noted;
        free(failure->path);
        free(failure->reason);
        *failure = (fl_fleet_failure){NULL, NULL};
    }
    c->fleet.failure_count = 0;
    return status;
}

static fl_status tell_fleet(fl_report *report, const fl_result_files *results, fl_collection *c,
                            fl_error *error)
{
    fl_error why = {""};
    fl_fleet_init(&c->fleet, &(fl_fleet_options){.at_least = 1});
    fl_status status = fl_fleet_read(&c->fleet, results, &why);
    if (status == FL_OK || status == FL_USAGE)
        status = take_failures(c, status, error);
    if (status != FL_OK)
        return status == FL_USAGE && c->fleet.machine_count == 0 ? FL_OK
                                                                 : fl_fail(error, status, "%s", why.text);
    char name[48];
    snprintf(name, sizeof name, "%zu result%s", c->fleet.machine_count,
             c->fleet.machine_count == 1 ? "" : "s");
    fl_report_part part = fl_report_part_begin(report);
    fl_fleet_report(report, &c->fleet);
    fl_report_part_end(report, part, name);
    c->told += c->fleet.machine_count;
    return FL_OK;
}

static fl_status tell_results(fl_report *report, const fl_result_files *results, fl_collection *c,
                              fl_error *error)
{
    fl_error unused = {""};
    fl_status status = results->count == 1 ? tell_run(report, results->files[0].path, c, &unused) : FL_USAGE;
    if (status != FL_USAGE)
        return status == FL_OK ? status : fl_fail(error, status, "%s", unused.text);
    return results->count > 0 ? tell_fleet(report, results, c, error) : FL_OK;
}

static fl_status tell_others(fl_report *report, const fl_result_files *files, bool on_paper, fl_collection *c,
                             fl_error *error)
{
    fl_status status = FL_OK;
    for (size_t i = 0; i < files->count && status == FL_OK; i++) {
        const char *path = files->files[i].path;
        fl_error why = {""};
        if (fl_tell_as(path) == FL_TOLD_AS_RESULT)
            continue;
        fl_report_part part = fl_report_part_begin(report);
        fl_status told = fl_tell_document(path, on_paper, report, &why);
        if (told == FL_OK)
            fl_report_part_end(report, part, path);
        else
            fl_report_part_drop(report, part);
        status = note(c, path, told, &why, error);
    }
    return status;
}

/* They stand first, before what is told: what is missing must not be overlooked. */
static void name_failures(fl_report *report, const fl_collection *c)
{
    if (c->failure_count == 0)
        return;
    fl_report_verdict(report, FL_MEANS_FAIL, "%zu of %zu files cannot be told:", c->failure_count,
                      c->failure_count + c->told);
    for (size_t i = 0; i < c->failure_count && i < MOST_LISTED; i++)
        fl_report_item(report, "NOT READ", "%s", fl_report_plain(report, c->failures[i].reason));
    if (c->failure_count > MOST_LISTED)
        fl_report_item(report, "NOT READ", "%zu more", c->failure_count - MOST_LISTED);
    fl_report_gap(report);
}

/* What was told so far, behind what stands in front. */
static void append(fl_report *front, const fl_block *blocks, fl_block *last)
{
    if (!blocks)
        return;
    if (front->last)
        front->last->next = (fl_block *)blocks;
    else
        front->blocks = (fl_block *)blocks;
    front->last = last;
}

fl_status fl_collection_report(fl_report *report, const fl_result_files *files, bool on_paper,
                               fl_collection *collection, fl_error *error)
{
    fl_result_files results;
    fl_status status = select_results(files, &results, error);
    if (status == FL_OK)
        status = tell_results(report, &results, collection, error);
    free(results.files);
    if (status == FL_OK)
        status = tell_others(report, files, on_paper, collection, error);
    if (status != FL_OK)
        return status;
    fl_block *told = report->blocks, *last = report->last;
    report->blocks = report->last = NULL;
    fl_report_title(report, "%zu stored document%s", collection->told, collection->told == 1 ? "" : "s");
    name_failures(report, collection);
    fl_report_say(report, "Told below, each with its answer:");
    fl_report_contents(report);
    append(report, told, last);
    return FL_OK;
}
